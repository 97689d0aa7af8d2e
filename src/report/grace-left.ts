/** How much grace people without a confirmed factor have left: by sign-ins, and by days to the date that ends it. */
import type { Decision } from '../policy/decision.js'
import { isWithinGrace } from '../policy/simulate.js'

export const GRACE_LOGINS = ['0', '1', '2', '3', '4', '5+', 'date_only'] as const
/** Sign-ins left, the coming one included; `date_only` where only a date limits, `0` where grace was given and is over. */
export type GraceLogins = (typeof GRACE_LOGINS)[number]

export const GRACE_DAYS = ['1', '7', '30', 'more'] as const
/** The date comes within this many days. */
export type GraceDays = (typeof GRACE_DAYS)[number]

const DAY_MS = 86_400_000

/** @returns `null` for people who have a factor, and for those with whom grace plays no part */
export function graceLoginsOf(decision: Decision): GraceLogins | null {
  const { remaining, deadline, reason } = decision
  if (isWithinGrace(decision)) return remaining === null ? 'date_only' : loginsOf(remaining)
  const isOver = reason === 'grace_exhausted' || reason === 'must_enroll' || reason === 'must_confirm'
  return isOver && (remaining !== null || deadline !== null) ? '0' : null
}

function loginsOf(remaining: number): GraceLogins {
  return GRACE_LOGINS.find((name) => name === String(remaining)) ?? '5+'
}

/** @returns `null` without grace, or without a date */
export function graceDaysOf(decision: Decision, now: number): GraceDays | null {
  if (!isWithinGrace(decision) || decision.deadline === null) return null
  const days = (decision.deadline - now) / DAY_MS
  if (days <= 1) return '1'
  if (days <= 7) return '7'
  return days <= 30 ? '30' : 'more'
}
