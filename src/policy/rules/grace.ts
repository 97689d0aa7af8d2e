/** How much grace is left. Worked out from the policy in force at every decision and never stored. */
import type { AccountFacts, EnrollmentSettings } from '../decision.js'

export interface Grace {
  /** Whether this sign-in may still go on without. */
  readonly isOpen: boolean
  /** Whether grace was ever given, so that "it is over" can be said. */
  readonly wasGiven: boolean
  /** Grace logins, the one being decided included; `null` where no number limits. */
  readonly remaining: number | null
  /** Epoch ms; `null` without a date. */
  readonly deadline: number | null
}

/** What an account has used up. Someone who comes back from an opt-out begins anew. */
export type GraceUse = Pick<AccountFacts, 'graceUsed' | 'graceStarted' | 'created'>

type Period = EnrollmentSettings['gracePeriod']

const DAY_MS = 86_400_000

export const NO_GRACE: Grace = { isOpen: false, wasGiven: false, remaining: null, deadline: null }

/** Ends with the number or the date, whichever comes first. */
export function graceLeft(period: Period, kind: 'new' | 'method_change', use: GraceUse, now: number): Grace {
  // Once given it was given, whatever the policy says today; so taking grace away cannot soften its end.
  const wasUsed = use.graceUsed > 0
  const isNamed = period.logins !== null || period.days !== null || period.until !== null
  if (!isNamed || !period.appliesTo.includes(kind)) return { ...NO_GRACE, wasGiven: wasUsed }
  const deadline = deadlineOf(period, use, now)
  const isOver = deadline !== null && now >= deadline
  const left = period.logins === null ? null : Math.max(0, period.logins - Math.max(0, use.graceUsed))
  return {
    isOpen: !isOver && (left === null || left > 0),
    wasGiven: wasUsed || period.days !== null || period.until !== null || (period.logins ?? 0) > 0,
    remaining: isOver && left !== null ? 0 : left,
    deadline,
  }
}

function deadlineOf({ days, until, starts }: Period, use: GraceUse, now: number): number | null {
  const ends = until === null ? [] : [until]
  if (days !== null) ends.push(startOf(starts, use, now) + days * DAY_MS)
  return ends.length === 0 ? null : Math.min(...ends)
}

/**
 * `first_login` begins with the first grace login. `assigned` begins with the account; when its age is not known
 * the days count as over, since missing data must not loosen.
 */
function startOf(starts: Period['starts'], { graceStarted, created }: GraceUse, now: number): number {
  if (starts === 'assigned') return created ?? 0
  return graceStarted ?? now
}
