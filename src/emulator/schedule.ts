/** Work for a later moment of the emulator's clock: it runs when that comes, by waiting or by moving the clock. */
import type { MovableClock } from './clock.js'

export interface Schedule {
  /** Runs `task` once the clock has reached `at` (epoch ms). */
  at(at: number, task: () => void): void
  /** Forgets everything that has not run. */
  clear(): void
}

/** Longest delay a Node timer takes; a later task is looked at again then. */
const longestTimerMs = 2 ** 31 - 1

export function createSchedule(clock: MovableClock): Schedule {
  let tasks: { at: number; task: () => void }[] = []
  let timer: NodeJS.Timeout | undefined

  const arm = () => {
    clearTimeout(timer)
    if (tasks.length === 0 || clock.isFrozen()) return
    const next = Math.min(...tasks.map((entry) => entry.at))
    timer = setTimeout(runDue, Math.min(Math.max(next - clock.now(), 0), longestTimerMs))
    timer.unref()
  }
  const runDue = () => {
    const now = clock.now()
    const due = tasks.filter((entry) => entry.at <= now).sort((a, b) => a.at - b.at)
    tasks = tasks.filter((entry) => entry.at > now)
    for (const entry of due) entry.task()
    arm()
  }
  clock.onMove(runDue)
  return {
    at(at, task) {
      tasks.push({ at, task })
      arm()
    },
    clear() {
      tasks = []
      clearTimeout(timer)
    },
  }
}
