/** Counting of tried codes and the lock that follows, as pure functions on one user's record. */
import type { ChargeRequest, ChargeResult, LockoutLimits } from '../../ports/state-store.js'

interface Attempt {
  readonly op: string
  readonly at: number
  /** What was answered, so that the same operation gets the same answer. */
  readonly left: number
}

export interface Failures {
  /** Since the last lock. */
  readonly attempts: readonly Attempt[]
  /** Those that led to the last lock. */
  readonly before: readonly Attempt[]
  readonly lockedUntil: number
  /** Operation that set the last lock. */
  readonly lockedBy: string
  /** Locks that followed one another. */
  readonly level: number
}

export const NO_FAILURES: Failures = { attempts: [], before: [], lockedUntil: 0, lockedBy: '', level: 0 }

/** Quiet time after which everything is forgotten. */
export function quietMs(limits: LockoutLimits): number {
  return limits.maxMs + limits.perMs
}

/** Adds one attempt, or says why not. The attempt that reaches the limit sets the lock at once. */
export function charge(failures: Failures, request: ChargeRequest): [Failures, ChargeResult] {
  const { op, now, limits } = request
  const known = [...failures.before, ...failures.attempts].find((attempt) => attempt.op === op)
  if (known !== undefined) return [failures, { kind: 'charged', left: known.left }]
  if (failures.lockedUntil > now) return [failures, { kind: 'locked', until: failures.lockedUntil }]
  const current = forget(failures, request)
  if (current.attempts.length >= limits.failures) {
    // Policy lowered the limit below what was counted already.
    const locked = lock(current, '', request)
    return [locked, { kind: 'locked', until: locked.lockedUntil }]
  }
  const left = limits.failures - current.attempts.length - 1
  const counted = { ...current, attempts: [...current.attempts, { op, at: now, left }] }
  return [left > 0 ? counted : lock(counted, op, request), { kind: 'charged', left }]
}

/** Takes back one attempt, and the lock that it set. */
export function refund(failures: Failures, op: string): Failures {
  const others = (attempts: readonly Attempt[]): Attempt[] => attempts.filter((attempt) => attempt.op !== op)
  const attempts = others(failures.attempts)
  const before = others(failures.before)
  if (failures.lockedBy !== op) return { ...failures, attempts, before }
  const level = Math.max(0, failures.level - 1)
  return { attempts: [...before, ...attempts], before: [], lockedUntil: 0, lockedBy: '', level }
}

function forget(failures: Failures, { now, limits }: ChargeRequest): Failures {
  const last = Math.max(failures.lockedUntil, ...failures.attempts.map((attempt) => attempt.at))
  const attempts = failures.attempts.filter((attempt) => attempt.at > now - limits.perMs)
  return { ...failures, attempts, level: now - last >= quietMs(limits) ? 0 : failures.level }
}

function lock(failures: Failures, op: string, { now, limits }: ChargeRequest): Failures {
  const forMs = Math.min(limits.forMs * 2 ** failures.level, limits.maxMs)
  const { attempts: before, level } = failures
  return { attempts: [], before, lockedUntil: now + forMs, lockedBy: op, level: level + 1 }
}
