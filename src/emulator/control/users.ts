/** Control of users and their virtual phones. */
import { isCallingCode, phoneDigits } from '../check-phone.js'
import { findUser, isGone } from '../find-user.js'
import { json, type Reply } from '../reply.js'
import { phoneKey, type User } from '../state.js'
import { softToken } from '../soft-token.js'
import { happen, type World } from '../world.js'
import { fieldsOf, invalid, iso, notFound, type ControlRequest, type ControlRoute } from './control-request.js'

export const controlUserRoutes: readonly ControlRoute[] = [
  { method: 'GET', path: '/_/users', handle: listUsers },
  { method: 'PATCH', path: '/_/users/:id', handle: patchUser },
  { method: 'GET', path: '/_/users/:id/softtoken', handle: showSoftToken },
]

/** Yes-or-no traits by the name that a PATCH uses. */
const traits = {
  has_app: 'hasApp',
  deliverable: 'deliverable',
  landline: 'landline',
  country_blocked: 'countryBlocked',
  rate_limited: 'rateLimited',
  suspended: 'suspended',
  disabled: 'disabled',
  confirmed: 'confirmed',
} as const

function listUsers({ world }: ControlRequest): Reply {
  const now = world.clock.now()
  return json(200, [...world.state.users.values()].filter((user) => !isGone(user, now)).map(userView))
}

function userView(user: User): object {
  return {
    authy_id: user.authyId,
    email: user.emails[0],
    emails: user.emails,
    country_code: user.countryCode,
    phone: user.phone,
    devices: user.hasApp ? [user.osType] : [],
    ...Object.fromEntries(Object.entries(traits).map(([name, trait]) => [name, user[trait]])),
    os_type: user.osType,
    removed_at: user.goneAt === null ? null : iso(user.goneAt),
  }
}

/** All changes or none. */
function patchUser({ world, path, body }: ControlRequest): Reply {
  const user = findUser(world, path['id'] ?? '')
  if (user === undefined) return notFound()
  const changes = fieldsOf(body)
  if (changes === null) return invalid('body')
  const wrong = Object.entries(changes).find(([name, value]) => !isChange(name, value))
  if (wrong !== undefined) return invalid(wrong[0])
  const moved = (changes['phone'] ?? changes['country_code']) ? movePhone(world, user, changes) : null
  if (moved !== null) return moved
  applyTraits(world, user, changes)
  return json(200, userView(user))
}

function isChange(name: string, value: unknown): boolean {
  if (Object.hasOwn(traits, name)) return typeof value === 'boolean'
  if (name === 'country_code') return isCallingCode(textOr(value, ''))
  if (name === 'os_type') return typeof value === 'string' && /^[a-z_]{1,30}$/.test(value)
  if (name === 'email') return typeof value === 'string' && /^\S+@\S+$/.test(value)
  return name === 'phone' && typeof value === 'string'
}

function applyTraits(world: World, user: User, changes: Readonly<Record<string, unknown>>): void {
  const { email, os_type: osType } = changes
  for (const [name, trait] of Object.entries(traits)) {
    const value = changes[name]
    if (typeof value === 'boolean') user[trait] = value
  }
  if (typeof osType === 'string') user.osType = osType
  if (typeof email === 'string') user.emails = [email, ...user.emails.filter((known) => known !== email)]
  if (changes['suspended'] === true) happen(world, 'suspended_account', user.authyId)
}

/** The owner changed the number inside the app: same id, new number. */
function movePhone(world: World, user: User, changes: Readonly<Record<string, unknown>>): Reply | null {
  const { idsByPhone } = world.state
  const countryCode = textOr(changes['country_code'], user.countryCode)
  const phone = phoneDigits(textOr(changes['phone'], user.phone), countryCode)
  if (phone === null) return invalid('phone')
  const holder = idsByPhone.get(phoneKey(countryCode, phone)) ?? user.authyId
  if (holder !== user.authyId) return json(409, { code: 'phone_taken', field: 'phone' })
  idsByPhone.delete(phoneKey(user.countryCode, user.phone))
  idsByPhone.set(phoneKey(countryCode, phone), user.authyId)
  user.countryCode = countryCode
  user.phone = phone
  for (const event of ['phone_change_requested', 'phone_change_pin_sent', 'user_phone_changed']) {
    happen(world, event, user.authyId)
  }
  return null
}

const textOr = (value: unknown, otherwise: string): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise

/** `?kind=generic` asks for the other authenticator's code; by default the Authy app's, if there is one. */
function showSoftToken({ world, path, query }: ControlRequest): Reply {
  const user = findUser(world, path['id'] ?? '')
  if (user === undefined) return notFound()
  const kind = query.get('kind') ?? (user.hasApp ? 'native' : 'generic')
  if (kind !== 'native' && kind !== 'generic') return invalid('kind')
  const token = softToken(world, user, kind)
  return token === null
    ? json(409, { code: 'no_app' })
    : json(200, { code: token.code, valid_for_seconds: token.validForSeconds })
}
