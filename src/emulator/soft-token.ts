/** The code that the phone shows right now. */
import type { User } from './state.js'
import { codeAt, genericFamily, nativeFamily, secondsLeft, stepAt } from './totp.js'
import type { World } from './world.js'

export interface SoftToken {
  readonly code: string
  /** Until the phone shows the next one; it is accepted for a while longer. */
  readonly validForSeconds: number
}

/** The Authy app's own token, or the one of another authenticator; null when the user has no such thing. */
export function softToken(world: World, user: User, kind: 'native' | 'generic'): SoftToken | null {
  const family = kind === 'native' ? nativeFamily(world.state.settings.token_length) : genericFamily
  const secret = kind === 'generic' ? user.generic?.secret : user.hasApp ? user.nativeSecret : undefined
  if (secret === undefined) return null
  const now = world.clock.now()
  return { code: codeAt(secret, family, stepAt(family, now)), validForSeconds: secondsLeft(family, now) }
}
