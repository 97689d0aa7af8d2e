/** One-time codes by text and call (Authy API, one-time passwords page). */
import { randomInt } from 'node:crypto'
import { findUser } from '../find-user.js'
import { secondsToWait, withinHour } from '../limits.js'
import { nameOf, sendMessage } from '../messages.js'
import { flagOf, lengthOf, textOf } from '../params.js'
import { gateRefusal, invalidParameter, ok, refusal, type Reply, userNotFound } from '../reply.js'
import type { ApiRoute, Call } from '../route.js'
import type { SentCode, User } from '../state.js'
import { happen, type World } from '../world.js'
import { codeText } from './code-text.js'
import { pendingDeletion, tooManyTokens } from './refusals.js'

type Channel = 'sms' | 'voice'

/** As long as phone verifications live; Authy says of these codes only "minutes". */
const lifetimeMs = 10 * 60 * 1000

export const codeRoutes: readonly ApiRoute[] = [
  { method: 'GET', path: '/protected/json/sms/:id', stage: 'sms', handle: (call) => sendCode(call, 'sms') },
  { method: 'GET', path: '/protected/json/call/:id', stage: 'voice', handle: (call) => sendCode(call, 'voice') },
]

function sendCode(call: Call, channel: Channel): Reply {
  const { world, params } = call
  const user = findUser(world, call.path['id'] ?? '')
  if (user === undefined) return userNotFound()
  const refused = switchedOff(world, user, channel) ?? wrongLength(call) ?? overLimit(world, user)
  if (refused !== null) return refused
  if (user.hasApp && !flagOf(params['force'])) return ignored(world, user, channel)
  const failed = unreachable(user, channel)
  if (failed !== null) return failed
  user.sends = [...withinHour(user.sends, world.clock.now()), world.clock.now()]
  deliver(call, user, channel)
  const message = channel === 'sms' ? 'SMS token was sent' : 'Call started...'
  return ok({ success: true, message, cellphone: maskAllButTwo(user) })
}

function switchedOff(world: World, user: User, channel: Channel): Reply | null {
  const { settings } = world.state
  if (user.goneAt !== null) return pendingDeletion()
  if (channel === 'sms' && !settings.sms_enabled) return refusal(503, '60007', 'SMS is not enabled')
  if (channel === 'voice' && !settings.voice_enabled) {
    return refusal(503, '60006', 'Phone calls are not enabled on this account')
  }
  if (user.suspended) return refusal(503, '60017', 'User has been suspended.')
  return user.countryBlocked ? refusal(400, '60013', 'Country is not allowed') : null
}

function wrongLength({ params }: Call): Reply | null {
  for (const name of ['action', 'action_message']) {
    const value = params[name]
    if (value === undefined || value === null) continue
    const length = lengthOf(textOf(value) ?? '')
    if (length < 1 || length > 255) return invalidParameter(name, 'Length must be between 1 and 255')
  }
  return null
}

function overLimit(world: World, user: User): Reply | null {
  const wait = secondsToWait(user.sends, world.clock.now(), world.state.settings.sends_per_hour)
  if (user.rateLimited) return tooManyTokens(3600)
  return wait > 0 ? tooManyTokens(wait) : null
}

/** No text for who has the app: the app is told to show its token instead. */
function ignored(world: World, user: User, channel: Channel): Reply {
  happen(world, 'token_push', user.authyId)
  world.say(`Push to ${nameOf(user)}: open the app for a code`, 'push')
  const message =
    channel === 'sms'
      ? 'Ignored: SMS is not needed for smartphones. Pass force=true if you want to actually send it anyway.'
      : 'Call ignored. User is using  App Tokens and this call is not necessary. ' +
        'Pass force=true if you still want to call users that are using the App.'
  return ok({ message, cellphone: maskAllButTwo(user), device: user.osType, ignored: true, success: true })
}

function unreachable(user: User, channel: Channel): Reply | null {
  if (channel === 'sms' && user.landline) {
    return gateRefusal(400, '60082', 'Cannot send SMS to landline phone numbers')
  }
  if (user.deliverable) return null
  return channel === 'sms'
    ? refusal(503, '60015', 'SMS token was not sent')
    : refusal(503, '60014', 'Call was not started')
}

function deliver({ world, params, isLost }: Call, user: User, channel: Channel): void {
  const { code } = currentCode(world, user, textOf(params['action']))
  const locale = textOf(params['locale'])
  if (isLost === true) return
  sendMessage(world, {
    authyId: user.authyId,
    channel,
    countryCode: user.countryCode,
    phone: user.phone,
    text: codeText(code, locale, user.countryCode, textOf(params['action_message'])),
    code,
  })
  happen(world, 'totp_token_sent', user.authyId)
}

/** Asked again within its lifetime, the same unused code is sent; its end does not move. */
function currentCode(world: World, user: User, action: string | null): SentCode {
  const now = world.clock.now()
  user.codes = user.codes.filter((sent) => sent.expiresAt > now)
  const live = user.codes.find((sent) => sent.action === action && !sent.used)
  if (live !== undefined) return live
  const sent = { code: freshCode(world, user), action, expiresAt: now + lifetimeMs, used: false }
  user.codes.push(sent)
  return sent
}

function freshCode(world: World, user: User): string {
  const digits = world.state.settings.token_length
  const code = String(randomInt(10 ** digits)).padStart(digits, '0')
  return user.codes.some((sent) => sent.code === code) ? freshCode(world, user) : code
}

/** Calling code, then masked groups that are the same for every length, then the last two digits. */
const maskAllButTwo = (user: User): string =>
  `+${user.countryCode}-${'X'.repeat(8).replace(/X{3}/g, '$&-')}${user.phone.slice(-2)}`
