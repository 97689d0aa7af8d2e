/** The person's own list of what happened lately: enough to notice a sign-in that was somebody else's. */
import type { Challenge } from '../challenge/challenge.js'
import type { Activity, AccountRecord } from '../ports/account-store.js'
import { browserName } from './browser-name.js'
import type { Situation } from './decide.js'

const MOST = 10
const KEPT_MS = 30 * 24 * 60 * 60_000

/** Newest first; what is older than thirty days goes. */
export function withActivity(record: AccountRecord, { visit, now }: Situation, { what, method }: Pick<Activity, 'what' | 'method'>): readonly Activity[] {
  const name = browserName(visit.userAgent)
  return withEntry(record, { at: now, what, method, browser: name?.browser ?? null, system: name?.system ?? null })
}

/** The browser that asked is not known where the provider tells of the denial. */
export function withDenial(record: AccountRecord, now: number): readonly Activity[] {
  return withEntry(record, { at: now, what: 'denied', method: 'push', browser: null, system: null })
}

function withEntry({ activity }: AccountRecord, entry: Activity): readonly Activity[] {
  return [entry, ...activity.filter(({ at }) => at > entry.at - KEPT_MS)].slice(0, MOST)
}

/** When another sign-in of the person was completed after this one began; `null` when none was. Epoch ms. */
export function signedInSince({ activity }: AccountRecord, { createdAt, consumed }: Challenge): number | null {
  if (consumed !== null) return null
  return activity.find(({ what, at }) => what === 'signed_in' && at > createdAt)?.at ?? null
}
