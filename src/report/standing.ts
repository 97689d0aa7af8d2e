/**
 * Where an account stands, in one word; every account is in exactly one standing. The policy's decision about the
 * next sign-in says which one, so that the report and the gate never disagree.
 *
 * | standing | who |
 * |---|---|
 * | `locked` | the next sign-in is stopped, for one of the causes below, whatever else is true |
 * | `enrolled` | a factor is confirmed, and the person can use it |
 * | `pending` | a phone is registered and waits for its proof; the person may still go on without |
 * | `in_grace` | nothing is registered; sign-ins or days are left |
 * | `must_enroll` | nothing works before a factor is set up, or confirmed |
 * | `opted_out` | declined, and the policy still accepts that |
 * | `not_asked` | no factor, and the policy asks for none: opt-in, an exception, report-only, disabled or off |
 *
 * How much grace is left is counted beside the standings: people who are `pending` have it as well.
 */
import type { AccountFacts, Decision } from '../policy/decision.js'
import { isStopped } from '../policy/study/strictness.js'

export const STANDINGS = ['enrolled', 'pending', 'in_grace', 'must_enroll', 'opted_out', 'locked', 'not_asked'] as const
export type Standing = (typeof STANDINGS)[number]

/**
 * | cause | what happened |
 * |---|---|
 * | `admin` | an administrator set the lock |
 * | `grace_exhausted` | the grace is used up, and the rule says lock |
 * | `too_many_failures` | too many wrong codes, for a while |
 * | `codes_off` | too many wrong codes in a row, and the account has nothing but codes |
 * | `no_method` | the policy takes nothing that the account holds, and offers no way to another method |
 */
export const LOCK_CAUSES = ['admin', 'grace_exhausted', 'too_many_failures', 'codes_off', 'no_method'] as const
export type LockCause = (typeof LOCK_CAUSES)[number]

/** Those who can do something about it: whom a reminder helps. */
export const REMINDABLE: readonly Standing[] = ['pending', 'in_grace', 'must_enroll']

export function standingOf(account: AccountFacts, decision: Decision): Standing {
  if (isStopped(decision)) return 'locked'
  if (account.state === 'enrolled') return 'enrolled'
  if (decision.outcome === 'enroll_required') return 'must_enroll'
  switch (decision.reason) {
    case 'opted_out':
      return 'opted_out'
    case 'confirm_within_grace':
      return 'pending'
    case 'enroll_within_grace':
      return 'in_grace'
    case 'nudge':
    case 'opt_in_not_enrolled':
      return account.state === 'pending' ? 'pending' : 'not_asked'
    default:
      return 'not_asked'
  }
}

/** @returns `null` for an account that is not locked */
export function lockCauseOf(account: AccountFacts, decision: Decision): LockCause | null {
  if (!isStopped(decision)) return null
  switch (decision.reason) {
    case 'admin_lock':
      return account.locks.some(({ kind }) => kind === 'admin') ? 'admin' : 'codes_off'
    case 'grace_exhausted':
    case 'too_many_failures':
      return decision.reason
    default:
      return 'no_method'
  }
}
