/** Generic authenticator secrets, and the exports for a migration to Verify. */
import { randomBytes } from 'node:crypto'
import { base32, codeAt, genericFamily, stepAt } from '../totp.js'
import { findUser } from '../find-user.js'
import { e164 } from '../messages.js'
import { textOf } from '../params.js'
import { invalidParameter, ok, refusal, type Reply, userNotFound } from '../reply.js'
import type { ApiRoute, Call } from '../route.js'
import { appIdentity } from './app-identity.js'
import { pendingDeletion } from './refusals.js'

export const secretRoutes: readonly ApiRoute[] = [
  { method: 'POST', path: '/protected/json/users/:id/secret', handle: createSecret },
  { method: 'GET', path: '/protected/json/users/:id/secret/export', handle: exportSecret },
  { method: 'GET', path: '/protected/json/users/:id/phone_number', handle: exportPhone },
]

/** A new secret each time; the one before is good no longer. */
function createSecret({ world, params, path }: Call): Reply {
  const user = findUser(world, path['id'] ?? '')
  if (user === undefined) return userNotFound()
  if (user.goneAt !== null) return pendingDeletion()
  if (!world.state.settings.generic_tokens_enabled) return refusal(400, '60123', 'Generic tokens are not enabled')
  const size = textOf(params['qr_size']) ?? '300'
  if (!/^\d{1,4}$/.test(size)) return invalidParameter('qr_size', `'${size.slice(0, 40)}' is not a valid Integer`)
  const label = (textOf(params['label']) ?? user.emails[0] ?? '').slice(0, 200)
  user.generic = { secret: randomBytes(20), label, qrId: randomBytes(8).toString('hex') }
  user.usedGenericSteps.clear()
  const qrCode = `${world.origin}/_/qr/${user.generic.qrId}.svg?size=${size}`
  return ok({ label, issuer: appIdentity.name, qr_code: qrCode, success: true })
}

function exportSecret({ world, path }: Call): Reply {
  const user = findUser(world, path['id'] ?? '')
  if (user === undefined) return userNotFound()
  if (!world.state.settings.export_enabled) return exportOff()
  if (user.generic === null) return refusal(404, '60109', 'Authentication method not found')
  const { secret } = user.generic
  const otp = codeAt(secret, genericFamily, stepAt(genericFamily, world.clock.now()))
  return ok({ secret: base32(secret), otp, success: true })
}

function exportPhone({ world, path }: Call): Reply {
  const user = findUser(world, path['id'] ?? '')
  if (user === undefined) return userNotFound()
  if (!world.state.settings.export_enabled) return exportOff()
  const number = e164(user.countryCode, user.phone)
  return ok({ phone_number: user.phone, country_code: Number(user.countryCode), e164: number, success: true })
}

const exportOff = (): Reply => refusal(403, '60031', 'Action is not authorized')
