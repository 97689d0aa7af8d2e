/** Whether typed codes are refused altogether: for a while, or until the help desk or a push by the owner. */
import type { Situation } from './decide.js'
import type { Services } from './services.js'

/** `until` is epoch ms, `null` when no time ends it. */
export interface CodeLock {
  readonly until: number | null
}

/** Holds for every purpose: a phone that is being set up is guessed at just as well. */
export async function codeLock(services: Services, situation: Situation): Promise<CodeLock | null> {
  const { account, decision, unthrottled, throttledUntil, now } = situation
  if (decision.outcome === 'locked') return { until: decision.lockedUntil }
  if (account.failuresInARow >= decision.settings.lockout.disableAfter) return { until: null }
  // A challenge was looked up as throttled or not when it was decided about.
  const isKnown = unthrottled.outcome === 'challenge'
  const until = isKnown ? throttledUntil : await services.store.lockedUntil(account.userId, now)
  return until === null ? null : { until }
}
