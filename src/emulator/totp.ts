/** Time-based one-time passwords, RFC 6238 with HMAC-SHA-1. */
import { createHmac } from 'node:crypto'

/** Shape of one family of app codes. */
export interface TotpFamily {
  readonly stepSeconds: number
  readonly digits: number
}

/** Generic authenticator apps: 6 digits, 30 s (Authy-to-Verify migration guide). */
export const genericFamily: TotpFamily = { stepSeconds: 30, digits: 6 }

/** The Authy app's own tokens step every 10 s; their length is a setting of the application, 7 by default. */
export const nativeFamily = (digits: number): TotpFamily => ({ stepSeconds: 10, digits })

/** Number of the time step that holds `now` (epoch ms). */
export const stepAt = (family: TotpFamily, now: number): number => Math.floor(now / 1000 / family.stepSeconds)

/** The code of time step `step`. */
export function codeAt(secret: Buffer, family: TotpFamily, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.max(step, 0)))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const offset = digest.readUInt8(digest.length - 1) & 0x0f
  const number = digest.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** family.digits).padStart(family.digits, '0')
}

/** Seconds, rounded up, until the code of `now` is replaced by the next. */
export const secondsLeft = (family: TotpFamily, now: number): number =>
  Math.ceil(family.stepSeconds - ((now / 1000) % family.stepSeconds))

/** Base32 of RFC 4648 without padding, the form in which authenticator apps take a secret. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(parseInt(group.padEnd(5, '0'), 2)))
    .join('')
}
