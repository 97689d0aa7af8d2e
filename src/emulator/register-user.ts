/** Find-or-create by phone number: one number is one Authy id, whoever asks and with whatever e-mail address. */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { isGone } from './find-user.js'
import { magicTraits } from './magic.js'
import { phoneKey, type User } from './state.js'
import { happen, type World } from './world.js'

export interface NewUser {
  readonly email: string
  readonly countryCode: string
  readonly phone: string
}

/** The user of this number, made or brought back when needed. */
export function registerUser(world: World, { email, countryCode, phone }: NewUser): User {
  const { state, clock } = world
  const key = phoneKey(countryCode, phone)
  const knownId = state.idsByPhone.get(key)
  const known = knownId === undefined ? undefined : state.users.get(knownId)
  if (known !== undefined && !isGone(known, clock.now())) {
    known.goneAt = null
    if (!known.emails.includes(email)) known.emails.push(email)
    return known
  }
  const user = newUser(world, knownId ?? freeId(state.users, key), { email, countryCode, phone })
  state.users.set(user.authyId, user)
  state.idsByPhone.set(key, user.authyId)
  happen(world, 'user_added', user.authyId)
  return user
}

function newUser(world: World, authyId: number, { email, countryCode, phone }: NewUser): User {
  return {
    authyId,
    countryCode,
    phone,
    emails: [email],
    createdAt: world.clock.now(),
    goneAt: null,
    confirmed: false,
    hasApp: true,
    osType: 'android',
    deliverable: true,
    landline: false,
    countryBlocked: false,
    rateLimited: false,
    suspended: false,
    disabled: false,
    deviceId: randomInt(1_000_000, 9_999_999),
    nativeSecret: randomBytes(20),
    generic: null,
    usedNativeSteps: new Set(),
    usedGenericSteps: new Set(),
    codes: [],
    sends: [],
    wrongCodes: [],
    ...magicTraits(world, phone),
  }
}

/**
 * An id of eight digits that follows from the number alone: Authy gives a number the same id each time, so an
 * application's stored ids stay good when the emulator, which remembers nothing, was started anew.
 */
function freeId(users: ReadonlyMap<number, User>, key: string): number {
  let id = 10_000_000 + (createHash('sha256').update(key).digest().readUInt32BE(0) % 90_000_000)
  while (users.has(id)) id += 1
  return id
}
