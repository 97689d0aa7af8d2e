/** The second step begins: decide, and send the push at once when that is the first way on offer. */
import type { Challenge } from '../challenge/challenge.js'
import { isSecondFactorError } from '../errors.js'
import type { Decision } from '../policy/decision.js'
import type { TakeResult } from '../ports/state-store.js'
import { decide } from './decide.js'
import type { Situation } from './decide.js'
import { openChallenge, readChallenge, targetOf } from './open-challenge.js'
import { refreshSoon } from './refresh-factor.js'
import { resolvePush } from './resolve-push.js'
import { chargeAhead, startPush } from './start-push.js'
import type { Services, Visit } from './services.js'

export interface Begun {
  readonly situation: Situation
  readonly challenge: Challenge | null
}

/**
 * A push that cannot be sent does not end the sign-in: the other ways stay open, and the state says what happened.
 */
export async function beginSignIn(services: Services, visit: Visit): Promise<Begun> {
  let charge: Promise<TakeResult> | null = null
  const situation = await decide(services, visit, (foreseen) => {
    charge = beginsWithPush(foreseen.unthrottled) ? quietly(chargeAhead(services, foreseen)) : null
  })
  const { outcome, methods } = situation.decision
  refreshSoon(services, situation)
  if (outcome !== 'challenge') return { situation, challenge: null }
  if (methods[0] !== 'push') return { situation, challenge: await openIfAny(services, situation) }
  const push = await startPush(services, situation, false, charge)
  return { situation, challenge: 'challenge' in push ? push.challenge : await readChallenge(services, situation) }
}

function beginsWithPush({ outcome, methods }: Decision): boolean {
  return outcome === 'challenge' && methods[0] === 'push'
}

/** Whoever waits for it hears of a failure; where nobody does, it must not end the process. */
function quietly<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined)
  return work
}

function openIfAny(services: Services, situation: Situation): Promise<Challenge> | null {
  const target = targetOf(services, situation)
  return target === null ? null : openChallenge(services, situation, target)
}

/** The challenge of this session, its push brought up to date. Sends nothing. */
export async function currentChallenge(services: Services, situation: Situation): Promise<Challenge | null> {
  const challenge = await readChallenge(services, situation)
  if (challenge === null) return null
  try {
    return await resolvePush(services, challenge)
  } catch (error) {
    // A provider that cannot be asked keeps nobody from seeing where the sign-in stands.
    if (isSecondFactorError(error) && error.code !== 'store_unavailable') return challenge
    throw error
  }
}
