/**
 * What Authy's replies mean. A reply is `unknown` until one of these readers has found the exact fields of that one
 * call in it; a status alone never counts. Source: Authy API pages of Users, OneCode, Verify, Push authentications.
 */

/** A reply as it came: `body` is the parsed JSON, or `undefined` when it was none. */
export interface Reply {
  readonly status: number
  readonly body: unknown
  /** Seconds named by `Retry-After`; `null` without a readable one. */
  readonly retryAfterSeconds: number | null
}

/** Words for the state of an approval request. */
export const APPROVAL_STATUSES = ['pending', 'approved', 'denied', 'expired'] as const
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number]

/** What a reply other than 200 says. */
export type Meaning =
  | 'wrong'
  | 'used'
  | 'unknown_user'
  | 'suspended'
  | 'no_app'
  | 'channel_off'
  | 'undeliverable'
  | 'not_found'
  | 'invalid'
  | 'limited'
  | 'key_refused'
  | 'malfunction'

const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ['60001', 'key_refused'],
  ['60003', 'limited'],
  ['60006', 'channel_off'], // voice add-on disabled
  ['60007', 'channel_off'], // SMS disabled
  ['60013', 'undeliverable'], // country banned
  ['60014', 'undeliverable'], // call not started
  ['60015', 'undeliverable'], // SMS not sent
  ['60016', 'unknown_user'], // verify's own code
  ['60017', 'suspended'],
  ['60018', 'suspended'], // user disabled
  ['60019', 'used'],
  ['60020', 'wrong'],
  ['60026', 'unknown_user'],
  ['60027', 'invalid'],
  ['60033', 'invalid'], // phone number
  ['60038', 'invalid'], // e-mail
  ['60049', 'not_found'],
  ['60050', 'no_app'],
  ['60051', 'no_app'],
  ['60082', 'undeliverable'], // landline
  ['60083', 'undeliverable'], // number not provisioned, toll-free
  ['60106', 'suspended'], // from this application
  ['60107', 'suspended'], // blocked
  ['60115', 'undeliverable'], // number opted out of SMS
  ['60127', 'unknown_user'], // pending deletion
  ['60128', 'unknown_user'], // deleted
])

/** Authy answers 401 to a wrong code and to a wrong API key alike; only the error code tells them apart. */
export function meaningOf(reply: Reply): Meaning {
  if (reply.status < 400) return 'malfunction'
  if (reply.status === 429) return 'limited'
  const meaning = MEANINGS.get(errorCodeOf(reply) ?? '') ?? 'malfunction'
  if (reply.status === 401 && meaning !== 'wrong' && meaning !== 'used') return 'key_refused'
  return meaning
}

/** Five digits, or `null` when the reply has no error code. */
export function errorCodeOf(reply: Reply): string | null {
  const code = field(reply.body, 'error_code')
  return matches(code, /^[0-9]{5}$/) ? code : null
}

/** Fields of a refused registration, by Authy's names. */
export function refusedFields(reply: Reply): readonly ('email' | 'phone' | 'country_code')[] {
  const code = errorCodeOf(reply)
  if (code === '60013') return ['country_code']
  if (code === '60033' || code === '60082' || code === '60083') return ['phone']
  if (code === '60038') return ['email']
  const errors = field(reply.body, 'errors')
  const names = [['email', 'email'], ['cellphone', 'phone'], ['country_code', 'country_code']] as const
  return names.flatMap(([theirs, ours]) => (field(errors, theirs) === undefined ? [] : [ours]))
}

/** Id of the person just registered. */
export function readRegistered(body: unknown): string | null {
  const id = field(field(body, 'user'), 'id')
  return succeeded(body) && typeof id === 'number' ? idText(id) : null
}

/** UUID of the approval request just made. */
export function readApprovalRef(body: unknown): string | null {
  const uuid = field(field(body, 'approval_request'), 'uuid')
  return succeeded(body) && isRef(uuid) ? uuid : null
}

/** State of the approval request `ref` of person `id`; `null` when the reply is about anything else. */
export function readApproval(body: unknown, ref: string, id: string): ApprovalStatus | null {
  const approval = field(body, 'approval_request')
  if (!succeeded(body) || field(approval, 'uuid') !== ref || idText(field(approval, '_authy_id')) !== id) return null
  const status = field(approval, 'status')
  return APPROVAL_STATUSES.find((word) => word === status) ?? null
}

/** The key `ignored` is there only when the app was pinged instead of sending the code. */
export function readCodeSent(body: unknown): 'sent' | 'diverted' | null {
  if (!succeeded(body)) return null
  const ignored = field(body, 'ignored')
  return ignored === undefined || ignored === false ? 'sent' : 'diverted'
}

/** Verify is the one call that says `success` with a string. */
export function readValidToken(body: unknown): 'valid' | null {
  const success = field(body, 'success')
  const exact = field(body, 'token') === 'is valid' && field(body, 'message') === 'Token is valid.'
  return exact && (success === 'true' || success === true) ? 'valid' : null
}

/** Facts about person `id`; `null` when the reply is about somebody else. */
export function readUser(body: unknown, id: string): { readonly confirmed: boolean; readonly hasApp: boolean } | null {
  const status = field(body, 'status')
  const confirmed = field(status, 'confirmed')
  const hasApp = field(status, 'registered')
  if (!succeeded(body) || idText(field(status, 'authy_id')) !== id) return null
  return typeof confirmed === 'boolean' && typeof hasApp === 'boolean' ? { confirmed, hasApp } : null
}

/** Whether the call did what it was asked to. */
export function succeeded(body: unknown): boolean {
  return field(body, 'success') === true
}

/** An own field of a plain object; `undefined` for everything else. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.getOwnPropertyDescriptor(value, name)?.value
}

/** An Authy id as text: 1 to 20 digits. Numbers too large to be exact are none. */
export function idText(value: unknown): string | null {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  return isId(text) ? text : null
}

export function isId(value: unknown): value is string {
  return matches(value, /^[0-9]{1,20}$/)
}

/** A code as a person can type it: 6 to 12 digits. */
export function isCode(value: unknown): value is string {
  return matches(value, /^[0-9]{6,12}$/)
}

/** A OneTouch UUID; opaque to us, but it has to be harmless in a path. */
export function isRef(value: unknown): value is string {
  return matches(value, /^[0-9a-zA-Z-]{8,64}$/)
}

/** Real strings only: a pattern alone would take `['123456']` for one. */
export function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value)
}
