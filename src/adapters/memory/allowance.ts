/** One budget of one user: what was taken of it and its pauses, as pure functions. */
import type { PauseRequest, TakeRequest, TakeResult } from '../../ports/state-store.js'

export interface Allowance {
  readonly taken: readonly { readonly op: string; readonly at: number }[]
  readonly pausedUntil: number
  readonly pausedAt: number
  /** Pauses that followed one another. */
  readonly pauseCount: number
  /** The latest ones, so that the same operation gets the same answer. */
  readonly pauses: readonly { readonly op: string; readonly until: number }[]
}

export const FULL_ALLOWANCE: Allowance = { taken: [], pausedUntil: 0, pausedAt: 0, pauseCount: 0, pauses: [] }

const REMEMBERED_PAUSES = 8

export function widest(windows: TakeRequest['windows']): number {
  return Math.max(0, ...windows.map((window) => window.perMs))
}

export function take(allowance: Allowance, request: TakeRequest): [Allowance, TakeResult] {
  const { op, now, windows } = request
  if (allowance.taken.some((entry) => entry.op === op)) return [allowance, { kind: 'taken' }]
  const taken = allowance.taken.filter((entry) => entry.at > now - widest(windows))
  const times = taken.map((entry) => entry.at).sort((a, b) => a - b)
  const retryAt = Math.max(allowance.pausedUntil, ...windows.map((window) => opensAt(times, window, now)))
  if (retryAt > now) return [allowance, { kind: 'limited', retryAt }]
  return [{ ...allowance, taken: [...taken, { op, at: now }] }, { kind: 'taken' }]
}

/** Epoch ms at which the window has room again; 0 when it has room now. */
function opensAt(times: readonly number[], { max, perMs }: TakeRequest['windows'][number], now: number): number {
  const inside = times.filter((at) => at > now - perMs)
  if (inside.length < max) return 0
  return (inside[inside.length - max] ?? now) + perMs
}

export function pause(allowance: Allowance, request: PauseRequest): [Allowance, number] {
  const { op, now, ladderMs, forgetAfterMs } = request
  const known = allowance.pauses.find((entry) => entry.op === op)
  if (known !== undefined) return [allowance, known.until]
  const pauseCount = now - allowance.pausedAt >= forgetAfterMs ? 1 : allowance.pauseCount + 1
  const forMs = ladderMs[Math.min(pauseCount, ladderMs.length) - 1] ?? 0
  const until = Math.max(allowance.pausedUntil, now + forMs)
  const pauses = [...allowance.pauses, { op, until }].slice(-REMEMBERED_PAUSES)
  return [{ ...allowance, pausedUntil: until, pausedAt: now, pauseCount, pauses }, until]
}
