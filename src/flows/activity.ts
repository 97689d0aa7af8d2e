/** The person's own list of what happened lately: enough to notice a sign-in that was somebody else's. */
import type { Activity, AccountRecord } from '../ports/account-store.js'
import { browserName } from './browser-name.js'
import type { Situation } from './decide.js'

const MOST = 10
const KEPT_MS = 30 * 24 * 60 * 60_000

/** Newest first; what is older than thirty days goes. */
export function withActivity(
  { activity }: AccountRecord,
  { visit, now }: Situation,
  { what, method }: Pick<Activity, 'what' | 'method'>,
): readonly Activity[] {
  const name = browserName(visit.userAgent)
  const entry: Activity = { at: now, what, method, browser: name?.browser ?? null, system: name?.system ?? null }
  return [entry, ...activity.filter(({ at }) => at > now - KEPT_MS)].slice(0, MOST)
}
