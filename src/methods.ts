/**
 * The ways to prove a second factor, in one vocabulary for policy file, HTTP interface, events and `amr`.
 *
 * | id | Authy's name | `amr` (RFC 8176) |
 * |---|---|---|
 * | `push` | OneTouch | `mfa`, `swk` |
 * | `totp` | SoftToken | `mfa`, `otp` |
 * | `sms` | OneCode by text | `mfa`, `otp`, `sms` |
 * | `voice` | OneCode by call | `mfa`, `otp`, `tel` |
 * | `backup_code` | | `mfa`, `otp` |
 * | `passkey` | | `mfa`, `hwk` |
 */
export const METHODS = ['push', 'totp', 'sms', 'voice', 'backup_code', 'passkey'] as const
export type Method = (typeof METHODS)[number]

/** Ways a one-time code can be sent to a phone. */
export type Channel = 'sms' | 'voice'

const AMR: Readonly<Record<Method, readonly string[]>> = {
  push: ['mfa', 'swk'],
  totp: ['mfa', 'otp'],
  sms: ['mfa', 'otp', 'sms'],
  voice: ['mfa', 'otp', 'tel'],
  backup_code: ['mfa', 'otp'],
  passkey: ['mfa', 'hwk'],
}

/** Authentication method references for a proof by `method` (RFC 8176). */
export function amrOf(method: Method): readonly string[] {
  return AMR[method]
}
