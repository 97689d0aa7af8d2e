/**
 * Browsers that were remembered after a second factor. The list of them is in the account, so that each can be revoked
 * everywhere; the token in the browser is exchanged at each sign-in, so that a copied one shows. A remembered browser
 * is no second factor: it never serves for a step-up, and never counts as `mfa`.
 */
import { newId } from '../ids.js'
import type { AccountRecord, Device } from '../ports/account-store.js'
import type { Mark } from '../ports/state-store.js'
import { readDevice, signDevice } from '../tokens/device-token.js'
import type { DeviceToken } from '../tokens/device-token.js'
import { browserName } from './browser-name.js'
import { changeAccount } from './change-account.js'
import type { AccountChange } from './change-account.js'
import type { Situation } from './decide.js'
import { MARK_LIFE_MS } from './finish-proof.js'
import type { Services, Visit } from './services.js'
import { tellPerson } from './tell-user.js'

/** A token for the browser's cookie, and the epoch ms at which it ends. */
export interface DeviceCookie {
  readonly token: string
  readonly expiresAt: number
}

/** After a second factor was given. @returns `null` where policy remembers no browser of this person */
export async function rememberDevice(services: Services, situation: Situation): Promise<DeviceCookie | null> {
  const { visit, decision, now } = situation
  const { for: seconds, maxDevices } = decision.settings.challenge.rememberDevice
  if (seconds === 0) return null
  const expiresAt = now + seconds * 1000
  const browser = browserName(visit.userAgent)
  const device: Device = {
    id: newId(),
    browser: browser?.browser ?? null,
    system: browser?.system ?? null,
    createdAt: now,
    lastUsedAt: now,
    expiresAt,
    serial: 0,
    lastSignIn: visit.signInId,
  }
  const credentialVersion = await changeAccount(services, visit.person.id, (record) => ({
    fields: { devices: withRoom(record, maxDevices, now).concat(device) },
    answer: record.credentialVersion,
  }))
  services.events.emit({ type: 'device_remembered', userId: visit.person.id, at: now })
  const token = { userId: visit.person.id, deviceId: device.id, serial: 0, credentialVersion }
  return { token: await signDevice(services.signer, token, now, expiresAt), expiresAt }
}

/** Whether the browser's token could change what was decided. */
export function mayBeRemembered({ visit, mark, decision }: Situation): boolean {
  const isStopped = decision.outcome === 'challenge' || decision.outcome === 'unavailable'
  return visit.deviceToken !== null && mark === null && isStopped && decision.settings.challenge.rememberDevice.for > 0
}

/** `cookie` is `null` when another request of this session exchanged the token a moment ago. */
export interface Recognized {
  readonly mark: Mark
  readonly cookie: DeviceCookie | null
}

export async function recognizeDevice(services: Services, { visit, now }: Situation): Promise<Recognized | null> {
  const token = visit.deviceToken === null ? null : await readDevice(services.signer, visit.deviceToken, now)
  if (token === null || token.userId !== visit.person.id) return null
  const found = await changeAccount(services, token.userId, (record) => exchange(record, token, visit, now))
  if (found === 'unknown') return null
  if (found === 'copied') {
    services.events.emit({ type: 'device_copied', userId: token.userId, at: now })
    tellPerson(services, visit.person, { kind: 'device_copied' })
    return null
  }
  const mark = deviceMark(found, token, now)
  await services.store.putMark(mark, now)
  if (!found.isExchanged) return { mark, cookie: null }
  const { serial, expiresAt } = found
  return { mark, cookie: { token: await signDevice(services.signer, { ...token, serial }, now, expiresAt), expiresAt } }
}

/** Id of the remembered browser that asks; `null` when it is none. */
export async function deviceIdOf(services: Services, { visit, now }: Situation): Promise<string | null> {
  const token = visit.deviceToken === null ? null : await readDevice(services.signer, visit.deviceToken, now)
  return token?.userId === visit.person.id ? token.deviceId : null
}

type Exchanged = Device & { readonly isExchanged: boolean }

/** An exchange happens once for each token; the same token again in another sign-in is a copy. */
function exchange(record: AccountRecord, token: DeviceToken, { signInId }: Visit, now: number): AccountChange<Exchanged | 'unknown' | 'copied'> {
  const device = record.devices.find(({ id }) => id === token.deviceId)
  const isKnown = device !== undefined && device.expiresAt > now && token.credentialVersion === record.credentialVersion
  if (!isKnown || token.serial > device.serial) return { fields: null, answer: 'unknown' }
  if (token.serial === device.serial) {
    const next = { ...device, serial: device.serial + 1, lastUsedAt: now, lastSignIn: signInId }
    return { fields: { devices: record.devices.map((other) => (other === device ? next : other)) }, answer: { ...next, isExchanged: true } }
  }
  const isSameSignIn = token.serial === device.serial - 1 && device.lastSignIn === signInId
  if (isSameSignIn) return { fields: null, answer: { ...device, isExchanged: false } }
  return { fields: { devices: record.devices.filter((other) => other !== device) }, answer: 'copied' }
}

function deviceMark({ id, expiresAt }: Device, { userId, credentialVersion }: DeviceToken, now: number): Mark {
  const end = Math.min(expiresAt, now + MARK_LIFE_MS)
  return { id: newId(), userId, kind: 'device', scope: id, method: null, amr: [], createdAt: now, expiresAt: end, credentialVersion }
}

/** Whether the browser that the mark is for is still on the list. */
export function isListed({ devices }: AccountRecord, { scope }: Mark, now: number): boolean {
  return devices.some(({ id, expiresAt }) => id === scope && expiresAt > now)
}

/** @param id one of them, or `all`; @returns how many were forgotten */
export async function forgetDevices(services: Services, userId: string, id: string): Promise<number> {
  const count = await changeAccount(services, userId, ({ devices }) => {
    const kept = id === 'all' ? [] : devices.filter((device) => device.id !== id)
    return { fields: kept.length === devices.length ? null : { devices: kept }, answer: devices.length - kept.length }
  })
  if (count > 0) services.events.emit({ type: 'device_forgotten', userId, at: services.clock.now() })
  return count
}

/** The ones that were used longest ago make room for one more. */
function withRoom({ devices }: AccountRecord, most: number, now: number): Device[] {
  const alive = devices.filter(({ expiresAt }) => expiresAt > now).sort((one, other) => other.lastUsedAt - one.lastUsedAt)
  return alive.slice(0, Math.max(0, most - 1))
}
