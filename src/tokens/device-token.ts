/** What a remembered browser holds: which device of whose it is, and how often it was exchanged. */
import type { Signer } from './signer.js'

export interface DeviceToken {
  readonly userId: string
  readonly deviceId: string
  /** Rises by one with each exchange; an older one in use means that the cookie was copied. */
  readonly serial: number
  readonly credentialVersion: number
}

/** @param issuedAt epoch ms; @param expiresAt epoch ms, fixed when the browser was remembered */
export function signDevice(signer: Signer, token: DeviceToken, issuedAt: number, expiresAt: number): Promise<string> {
  const { userId, deviceId, serial, credentialVersion } = token
  return signer.sign('device', { sub: userId, jti: deviceId, issuedAt, expiresAt, more: { serial, cv: credentialVersion } })
}

export async function readDevice(signer: Signer, token: string, now: number): Promise<DeviceToken | null> {
  const claims = await signer.read('device', token, now)
  if (claims === null) return null
  const { serial, cv } = claims.more
  if (!isCount(serial) || !isCount(cv)) return null
  return { userId: claims.sub, deviceId: claims.jti, serial, credentialVersion: cv }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
