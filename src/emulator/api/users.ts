/** Users: create, status, remove, activity (Authy API, users page). */
import { isCallingCode, phoneDigits } from '../check-phone.js'
import { findUser } from '../find-user.js'
import { sendMessage } from '../messages.js'
import { flagOf, isHash, textOf, type Params } from '../params.js'
import { registerUser } from '../register-user.js'
import { invalidParameter, ok, refusal, type Reply, userNotFound } from '../reply.js'
import type { ApiRoute, Call } from '../route.js'
import type { User } from '../state.js'
import { happen, type World } from '../world.js'

const activities = ['password_reset', 'banned', 'unbanned', 'cookie_login']

export const userRoutes: readonly ApiRoute[] = [
  { method: 'POST', path: '/protected/json/users/new', stage: 'register', handle: createUser },
  { method: 'GET', path: '/protected/json/users/:id/status', handle: showStatus },
  { method: 'POST', path: '/protected/json/users/delete/:id', handle: removeUser },
  { method: 'POST', path: '/protected/json/users/:id/delete', handle: removeUser },
  { method: 'POST', path: '/protected/json/users/:id/remove', handle: removeUser },
  { method: 'POST', path: '/protected/json/users/:id/register_activity', handle: registerActivity },
]

function createUser({ world, params }: Call): Reply {
  const given = isHash(params['user']) ? params['user'] : {}
  const email = (textOf(given['email']) ?? '').trim()
  const countryCode = (textOf(given['country_code']) ?? '').trim()
  const phone = phoneDigits(textOf(given['cellphone']) ?? '', countryCode)
  const wrong = {
    ...(isEmail(email) ? {} : { email: 'is invalid' }),
    ...(phone === null ? { cellphone: 'is invalid' } : {}),
    ...(isCallingCode(countryCode) ? {} : { country_code: 'is not supported' }),
  }
  if (phone === null || Object.keys(wrong).length > 0) return refusal(400, '60027', 'User was not valid', wrong)
  const user = registerUser(world, { email, countryCode, phone })
  if (wantsLink(params)) sendLink(world, user)
  return ok({ message: 'User created successfully.', user: { id: user.authyId }, success: true })
}

const isEmail = (text: string): boolean =>
  text.length <= 254 && /^[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@,;<>().]+$/.test(text)

/** On by default; only a top-level parameter counts. */
const wantsLink = (params: Params): boolean =>
  params['send_install_link_via_sms'] === undefined || flagOf(params['send_install_link_via_sms'])

function sendLink(world: World, user: User): void {
  sendMessage(world, {
    authyId: user.authyId,
    channel: 'sms',
    countryCode: user.countryCode,
    phone: user.phone,
    text: 'Install the Authy app to sign in: https://www.authy.com/install',
    code: null,
  })
}

function showStatus({ world, path }: Call): Reply {
  const user = findUser(world, path['id'] ?? '')
  return user === undefined ? userNotFound() : ok({ status: statusOf(user), message: 'User status.', success: true })
}

const unix = (at: number): number => Math.floor(at / 1000)

const statusOf = (user: User): object => ({
  authy_id: user.authyId,
  confirmed: user.confirmed,
  registered: user.hasApp,
  country_code: Number(user.countryCode),
  phone_number: maskAllButFour(user.phone),
  email: user.emails[0],
  devices: user.hasApp ? [user.osType] : [],
  has_hard_token: false,
  account_disabled: user.disabled,
  detailed_devices: user.hasApp ? [deviceOf(user)] : [],
  deleted_devices: [],
})

const deviceOf = (user: User): object => ({
  device_type: 'authy',
  os_type: user.osType,
  registration_device_id: null,
  registration_method: 'sms',
  device_id: user.deviceId,
  last_sync_date: 0,
  creation_date: unix(user.createdAt),
})

/** The last four digits, the others masked in groups of three from the right. */
const maskAllButFour = (phone: string): string =>
  `${'X'.repeat(phone.length - 4).replace(/\B(?=(?:X{3})+$)/g, '-')}-${phone.slice(-4)}`

/** The removal is queued; until it takes effect the user is still there, and a new registration calls it off. */
function removeUser({ world, path }: Call): Reply {
  const user = findUser(world, path['id'] ?? '')
  if (user === undefined) return userNotFound()
  user.goneAt ??= world.clock.now() + world.state.settings.deletion_delay_seconds * 1000
  happen(world, 'user_removed', user.authyId)
  return ok({ message: 'User removed from application', success: true })
}

function registerActivity({ world, params, path }: Call): Reply {
  const user = findUser(world, path['id'] ?? '')
  if (user === undefined) return userNotFound()
  const type = textOf(params['type'])
  if (type === null || type === '') return invalidParameter('type')
  if (!activities.includes(type)) return refusal(400, '60029', 'Activity was not created')
  happen(world, type, user.authyId)
  return ok({ message: 'Activity was created.', success: true })
}
