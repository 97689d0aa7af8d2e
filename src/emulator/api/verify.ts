/** Verification of a code (Authy API, one-time passwords page, and the answers that old clients asserted). */
import { checkToken, type TokenVerdict } from '../check-token.js'
import { findUser } from '../find-user.js'
import { secondsToWait, withinHour } from '../limits.js'
import { flagOf, textOf } from '../params.js'
import { json, ok, refusal, type Reply } from '../reply.js'
import type { ApiRoute, Call } from '../route.js'
import type { User } from '../state.js'
import { happen, type World } from '../world.js'
import { pendingDeletion, tooManyTokens } from './refusals.js'

export const verifyRoutes: readonly ApiRoute[] = [
  { method: 'GET', path: '/protected/json/verify/:token/:id', stage: 'verify', handle: verifyToken },
]

function verifyToken({ world, params, path }: Call): Reply {
  const user = findUser(world, path['id'] ?? '')
  if (user === undefined) return refusal(404, '60016', "User doesn't exist")
  const refused = standing(world, user)
  if (refused !== null) return refused
  const verdict = checkToken(world, user, path['token'] ?? '', textOf(params['action']))
  if (verdict.kind === 'valid') {
    user.confirmed = true
    happen(world, 'token_verified', user.authyId)
    return valid(user, verdict)
  }
  // Without force, anything passes for a user who never confirmed: the trap that a client must not fall into.
  if (!flagOf(params['force']) && !user.confirmed) return valid(user, { kind: 'valid', osType: user.osType })
  return rejected(world, user, verdict)
}

function standing(world: World, user: User): Reply | null {
  if (user.goneAt !== null) return pendingDeletion()
  if (user.suspended) return refusal(503, '60017', 'User has been suspended.')
  if (user.disabled) return refusal(503, '60018', 'User has been disabled.')
  const wait = secondsToWait(user.wrongCodes, world.clock.now(), world.state.settings.wrong_codes_per_hour)
  return wait > 0 ? tooManyTokens(wait) : null
}

function rejected(world: World, user: User, verdict: TokenVerdict): Reply {
  const used = verdict.kind === 'used'
  const message = used ? 'Token is invalid. Token was used recently' : 'Token is invalid'
  const now = world.clock.now()
  user.wrongCodes = [...withinHour(user.wrongCodes, now), now]
  happen(world, 'token_invalid', user.authyId)
  if (user.wrongCodes.length >= world.state.settings.wrong_codes_per_hour) {
    happen(world, 'too_many_code_verifications', user.authyId)
  }
  const code = used ? '60019' : '60020'
  return json(401, { message, token: 'is invalid', success: false, errors: { message }, error_code: code })
}

/** `success` is text here and nowhere else, and stands with `message` and `token` ahead of `device`. */
function valid(user: User, { osType }: Extract<TokenVerdict, { kind: 'valid' }>): Reply {
  const device = {
    id: osType === 'sms' ? null : user.deviceId,
    os_type: osType,
    registration_date: Math.floor(user.createdAt / 1000),
    registration_method: null,
    registration_country: null,
    registration_region: null,
    registration_city: null,
    country: null,
    region: null,
    city: null,
    ip: null,
    last_account_recovery_at: null,
    last_sync_date: null,
  }
  return ok({ message: 'Token is valid.', token: 'is valid', success: 'true', device })
}
