/** The second step begins: decide, and send the push at once when that is the first way on offer. */
import type { Challenge } from '../challenge/challenge.js'
import { isSecondFactorError } from '../errors.js'
import { decide } from './decide.js'
import type { Situation } from './decide.js'
import { openChallenge, readChallenge, targetOf } from './open-challenge.js'
import { refreshSoon } from './refresh-factor.js'
import { resolvePush } from './resolve-push.js'
import { startPush } from './start-push.js'
import type { Services, Visit } from './services.js'

export interface Begun {
  readonly situation: Situation
  readonly challenge: Challenge | null
}

/**
 * A push that cannot be sent does not end the sign-in: the other ways stay open, and the state says what happened.
 */
export async function beginSignIn(services: Services, visit: Visit): Promise<Begun> {
  const situation = await decide(services, visit)
  const { outcome, methods } = situation.decision
  refreshSoon(services, situation)
  if (outcome !== 'challenge') return { situation, challenge: null }
  if (methods[0] !== 'push') return { situation, challenge: await openIfAny(services, situation) }
  const push = await startPush(services, situation, false)
  return { situation, challenge: 'challenge' in push ? push.challenge : await readChallenge(services, situation) }
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
