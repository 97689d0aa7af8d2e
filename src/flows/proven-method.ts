/**
 * Which method a typed code would prove. The provider does not say which of its codes matched, so a code counts as
 * the weakest that it could be: while a texted or spoken one is alive, it may be that one, wherever it was asked for.
 */
import { PHONE_CODE_LIFE_MS } from '../challenge/challenge.js'
import type { Challenge } from '../challenge/challenge.js'
import { hasFreshCode } from '../challenge/transitions.js'
import type { Channel, Method } from '../methods.js'
import type { Decision } from '../policy/decision.js'
import type { AccountRecord } from '../ports/account-store.js'
import type { Situation } from './decide.js'
import type { Target } from './open-challenge.js'

export function provenMethod(
  challenge: Challenge,
  target: Target,
  { account, now, decision }: Situation,
): Method | 'no_challenge' | 'code_expired' | 'method_not_allowed' {
  const methods = offered(challenge, target, decision)
  const sentHere = challenge.sent.some(({ diverted }) => !diverted)
  if (sentHere && !hasFreshCode(challenge, decision.settings.challenge.code.expiresIn, now)) return 'code_expired'
  const channel = lastChannel(challenge) ?? liveElsewhere(account, now)
  const hasTotp = methods.includes('totp')
  if (channel === null || (!sentHere && !hasTotp)) return hasTotp ? 'totp' : 'no_challenge'
  return methods.includes(channel) ? channel : 'method_not_allowed'
}

/**
 * A challenge finishes under the policy it began with; a method that was forbidden meanwhile is asked about anew at the
 * next request. Under the same policy the path that is wanted now may ask for more than the one at the beginning.
 */
function offered(challenge: Challenge, target: Target, { revision }: Decision): readonly Method[] {
  if (challenge.revision !== revision) return challenge.methods
  return target.methods.filter((method) => challenge.methods.includes(method))
}

function lastChannel({ sent }: Challenge): Channel | null {
  return sent.filter(({ diverted }) => !diverted).at(-1)?.channel ?? null
}

/** A code that another sign-in of the same person was sent. */
function liveElsewhere({ phoneCode }: AccountRecord, now: number): Channel | null {
  return phoneCode !== null && now - phoneCode.at < PHONE_CODE_LIFE_MS ? phoneCode.channel : null
}
