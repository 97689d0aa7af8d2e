/** How far a batch has come: rows, rate and time left, in one line that rewrites itself while somebody watches. */
import type { BatchProgress } from '../../batch/index.js'
import { numberText } from '../policy/number-table.js'
import type { Terminal } from '../policy/terminal.js'

export interface EnrollProgress {
  readonly show: (progress: BatchProgress) => void
  /** Clears the line. */
  readonly end: () => void
}

const EVERY_MS = 250
/** The rate is that of the last ten seconds, since a run that is resumed goes fast at first. */
const SAMPLES = 40

interface Sample {
  readonly at: number
  readonly rows: number
  readonly position: number
}

/** @param size bytes of the input; `null` when it is not known, and then no time left is told */
export function startEnrollProgress(terminal: Terminal, size: number | null, position: () => number): EnrollProgress {
  const { isWatched, warn, now } = terminal
  if (!isWatched) return { show: () => undefined, end: () => undefined }
  const samples: Sample[] = [{ at: now(), rows: 0, position: 0 }]
  let wasPaused = false
  const show = ({ rows, pauseMs }: BatchProgress): void => {
    const last = { at: now(), rows, position: position() }
    const isPaused = pauseMs > 0
    if (last.at - (samples.at(-1)?.at ?? 0) < EVERY_MS && isPaused === wasPaused) return
    wasPaused = isPaused
    if (samples.push(last) > SAMPLES) samples.shift()
    warn(`\r${lineOf(samples[0] ?? last, last, size, pauseMs)}\u001b[K`)
  }
  return { show, end: () => warn('\r\u001b[K') }
}

function lineOf(first: Sample, last: Sample, size: number | null, pauseMs: number): string {
  const ms = Math.max(1, last.at - first.at)
  const rate = ((last.rows - first.rows) * 1000) / ms
  const parts = [`${numberText(last.rows)} rows`, `${numberText(Math.round(rate))} a second`]
  const bytesPerMs = (last.position - first.position) / ms
  if (size !== null && bytesPerMs > 0) {
    const percent = Math.min(100, Math.floor((last.position * 100) / size))
    parts.push(`${percent}%`, `${durationText((size - last.position) / bytesPerMs)} left`)
  }
  if (pauseMs > 0) parts.push(`the provider or the store asks to wait: ${durationText(pauseMs)}`)
  return parts.join(', ')
}

/** `40 s`, `12 min`, `3 h 5 min`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
