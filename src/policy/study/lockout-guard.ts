/** Watches that a change of policy leaves somebody who can mend it. */
import type { CompiledPolicy } from '../compile.js'
import type { AccountFacts, Decision } from '../decision.js'
import { isStopped } from './strictness.js'

export interface LockoutGuard {
  readonly add: (account: AccountFacts, now: Decision, after: Decision) => void
  readonly result: () => GuardResult
}

export interface GuardResult {
  /** Administrators and emergency accounts that were seen. */
  readonly administrators: number
  readonly ableNow: number
  readonly ableAfter: number
  /** Whether some could get in and none could after the change. */
  readonly isTripped: boolean
  /** The first ten whom the change shuts out. */
  readonly shutOut: readonly { readonly user: string; readonly outcome: string; readonly reason: string }[]
}

const NAMED = 10

/**
 * @param role role of administrators; emergency accounts of either policy count as well
 */
export function createLockoutGuard(policies: readonly CompiledPolicy[], role: string): LockoutGuard {
  const emergency = new Set(policies.flatMap((policy) => policy.emergency?.accounts ?? []))
  const shutOut: GuardResult['shutOut'][number][] = []
  const counts = { administrators: 0, ableNow: 0, ableAfter: 0 }
  const add = (account: AccountFacts, now: Decision, after: Decision): void => {
    if (!emergency.has(account.user) && account.roles?.includes(role) !== true) return
    counts.administrators += 1
    if (canGetIn(now)) counts.ableNow += 1
    if (canGetIn(after)) counts.ableAfter += 1
    else if (shutOut.length < NAMED && canGetIn(now)) {
      shutOut.push({ user: account.user, outcome: after.outcome, reason: after.reason })
    }
  }
  return { add, result: () => ({ ...counts, isTripped: counts.ableNow > 0 && counts.ableAfter === 0, shutOut }) }
}

/** Whoever has to enroll gets in by doing so, unless that too ends in a lock or needs a proof that others hand out. */
function canGetIn(decision: Decision): boolean {
  if (isStopped(decision)) return false
  const { onExpiry, bindNewPhone } = decision.settings.enrollment
  return decision.outcome !== 'enroll_required' || (onExpiry !== 'lock' && bindNewPhone.requires.length === 0)
}
