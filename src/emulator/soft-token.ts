/** The code that the phone shows right now. */
import type { User } from './state.js'
import { codeAt, genericFamily, nativeFamily, secondsLeft, stepAt } from './totp.js'
import type { World } from './world.js'

export interface SoftToken {
  readonly code: string
  /** The one after it. */
  readonly nextCode: string
  /** Until the phone shows the next one; it is accepted for a while longer. */
  readonly validForSeconds: number
  readonly stepSeconds: number
  /** When it is replaced, epoch ms. */
  readonly until: number
}

/** The Authy app's own token, or the one of another authenticator; null when the user has no such thing. */
export function softToken(world: World, user: User, kind: 'native' | 'generic'): SoftToken | null {
  const family = kind === 'native' ? nativeFamily(world.state.settings.token_length) : genericFamily
  const secret = kind === 'generic' ? user.generic?.secret : user.hasApp ? user.nativeSecret : undefined
  if (secret === undefined) return null
  const now = world.clock.now()
  const step = stepAt(family, now)
  return {
    code: codeAt(secret, family, step),
    nextCode: codeAt(secret, family, step + 1),
    validForSeconds: secondsLeft(family, now),
    stepSeconds: family.stepSeconds,
    until: (step + 1) * family.stepSeconds * 1000,
  }
}
