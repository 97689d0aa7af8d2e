/** Numbers that somebody entered and never proved: after seven days they count as never entered. */
import type { AccountRecord, Factor } from '../ports/account-store.js'

export const UNCONFIRMED_DAYS = 7

const UNCONFIRMED_MS = UNCONFIRMED_DAYS * 24 * 60 * 60_000

/** What the organisation registered stays until it is confirmed: nobody would register it again. */
export function isTooOld({ registeredAt, registeredBy }: Factor, now: number): boolean {
  return registeredBy === 'self_service' && now >= registeredAt + UNCONFIRMED_MS
}

/** The record as it counts now: the same, or without what was not confirmed in time. */
export function withoutUnconfirmed(record: AccountRecord, now: number): AccountRecord {
  const { state, factor, replacement } = record
  if (state === 'pending' && factor !== null && isTooOld(factor, now)) return { ...record, state: 'none', factor: null }
  if (replacement !== null && isTooOld(replacement, now)) return { ...record, replacement: null }
  return record
}
