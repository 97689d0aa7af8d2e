/** Phone verification and phone information (Authy API pages of those names): codes for numbers without a user. */
import { randomInt, randomUUID } from 'node:crypto'
import { isCallingCode, phoneDigits } from '../check-phone.js'
import { sendMessage } from '../messages.js'
import { textOf, type Params } from '../params.js'
import { gateRefusal, invalidParameter, ok, refusal, type Reply } from '../reply.js'
import type { ApiRoute, Call } from '../route.js'
import { phoneKey, type PhoneVerification } from '../state.js'
import type { World } from '../world.js'

const lifetimeMs = 10 * 60 * 1000

interface Phone {
  readonly countryCode: string
  readonly digits: string
}

export const phoneRoutes: readonly ApiRoute[] = [
  { method: 'POST', path: '/protected/json/phones/verification/start', handle: start },
  { method: 'GET', path: '/protected/json/phones/verification/check', handle: check },
  { method: 'GET', path: '/protected/json/phones/verification/status', handle: showStatus },
  { method: 'GET', path: '/protected/json/phones/info', handle: showInfo },
]

function start({ world, params }: Call): Reply {
  const phone = readPhone(params)
  if ('status' in phone) return phone
  const refused = wrongStart(params)
  if (refused !== null) return refused
  const via = textOf(params['via']) === 'call' ? 'call' : 'sms'
  const verification = currentVerification(world, phone, Number(textOf(params['code_length']) ?? 4))
  sendMessage(world, {
    authyId: null,
    channel: via === 'call' ? 'voice' : 'sms',
    countryCode: phone.countryCode,
    phone: phone.digits,
    text: `Your verification code is ${verification.code}`,
    code: verification.code,
  })
  return ok({
    carrier: world.state.settings.classic_sandbox ? 'Google Voice' : 'AT&T',
    is_cellphone: true,
    message: via === 'call' ? `Call to ${written(phone)} initiated.` : `Text message sent to ${written(phone)}.`,
    seconds_to_expire: Math.max(Math.ceil((verification.expiresAt - world.clock.now()) / 1000) - 1, 0),
    uuid: verification.uuid,
    success: true,
  })
}

function wrongStart(params: Params): Reply | null {
  const via = textOf(params['via']) ?? 'sms'
  if (via !== 'sms' && via !== 'call') return invalidParameter('via', "Must be 'sms' or 'call'")
  const codeLength = textOf(params['code_length']) ?? '4'
  if (!/^(?:[4-9]|10)$/.test(codeLength)) return invalidParameter('code_length', 'Must be between 4 and 10')
  if ((textOf(params['custom_code']) ?? '') !== '') {
    return refusal(400, '60021', "Phone verification couldn't be created: custom codes are not allowed.")
  }
  const hasMessage = (textOf(params['custom_message']) ?? '') !== ''
  return hasMessage ? refusal(400, '60091', 'Custom messages are not allowed') : null
}

/** Started again within ten minutes, the same code is sent. */
function currentVerification(world: World, phone: Phone, digits: number): PhoneVerification {
  const now = world.clock.now()
  const key = phoneKey(phone.countryCode, phone.digits)
  const known = world.state.verifications.get(key)
  if (known !== undefined && known.expiresAt > now && !known.verified) return known
  const fresh = {
    uuid: randomUUID(),
    code: world.state.settings.classic_sandbox ? '0000' : String(randomInt(10 ** digits)).padStart(digits, '0'),
    expiresAt: now + lifetimeMs,
    verified: false,
  }
  world.state.verifications.set(key, fresh)
  return fresh
}

function check({ world, params }: Call): Reply {
  const phone = readPhone(params)
  if ('status' in phone) return phone
  const code = textOf(params['verification_code'])
  if (code === null || code === '') return invalidParameter('verification_code')
  const pending = findVerification(world, phone)
  if (pending === undefined || pending.verified || pending.expiresAt <= world.clock.now()) return nonePending(phone)
  if (pending.code !== code) return refusal(401, '60022', 'Verification code is incorrect')
  pending.verified = true
  return ok({ message: 'Verification code is correct.', success: true })
}

function showStatus({ world, params }: Call): Reply {
  const uuid = textOf(params['uuid'])
  const phone = uuid === null ? readPhone(params) : null
  if (phone !== null && 'status' in phone) return phone
  const found =
    phone === null
      ? [...world.state.verifications.values()].find((verification) => verification.uuid === uuid)
      : findVerification(world, phone)
  if (found === undefined) return nonePending(phone)
  const left = Math.max(Math.ceil((found.expiresAt - world.clock.now()) / 1000), 0)
  const status = found.verified ? 'verified' : left === 0 ? 'expired' : 'pending'
  return ok({ message: 'Phone Verification status.', status, seconds_to_expire: left, uuid: found.uuid, success: true })
}

function showInfo({ world, params }: Call): Reply {
  const phone = readPhone(params)
  if ('status' in phone) return phone
  const owner = world.state.users.get(world.state.idsByPhone.get(phoneKey(phone.countryCode, phone.digits)) ?? 0)
  const landline = world.state.settings.classic_sandbox || owner?.landline === true
  const asOf = new Date(world.clock.now()).toISOString().slice(0, 19).replace('T', ' ')
  return ok({
    message: `Phone number information as of ${asOf} UTC`,
    type: landline ? 'landline' : 'cellphone',
    provider: landline ? '' : 'AT&T',
    ported: false,
    success: true,
  })
}

function readPhone(params: Params): Phone | Reply {
  const countryCode = textOf(params['country_code']) ?? ''
  const number = textOf(params['phone_number']) ?? ''
  if (countryCode === '') return invalidParameter('country_code')
  if (!/^-?\d+$/.test(countryCode)) {
    return invalidParameter('country_code', `'${countryCode.slice(0, 40)}' is not a valid Integer`)
  }
  if (number === '') return invalidParameter('phone_number')
  const digits = phoneDigits(number, countryCode)
  return digits === null || !isCallingCode(countryCode)
    ? gateRefusal(400, '60033', 'Phone number is invalid')
    : { countryCode, digits }
}

const findVerification = (world: World, phone: Phone): PhoneVerification | undefined =>
  world.state.verifications.get(phoneKey(phone.countryCode, phone.digits))

const nonePending = (phone: Phone | null): Reply =>
  refusal(404, '60023', `No pending verifications${phone === null ? '' : ` for ${written(phone)}`} found.`)

/** `+1 201-555-0123`; the digits as they are where no grouping is known. */
const written = ({ countryCode, digits }: Phone): string =>
  `+${countryCode} ${digits.length === 10 ? digits.replace(/^(...)(...)(....)$/, '$1-$2-$3') : digits}`
