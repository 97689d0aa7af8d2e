/**
 * Every code that leaves this library, in one closed union.
 *
 * A *refusal* (wrong code, locked, expired) is a value and becomes an HTTP answer. A *malfunction* (store down,
 * bad configuration) is a `SecondFactorError`. Neither ever holds a key, a token, a code or a phone number.
 */

/** Code of an HTTP refusal: status and the one sentence that goes with it. */
export const REFUSALS = {
  invalid_request: { status: 400, title: 'The request is not valid.' },
  not_signed_in: { status: 401, title: 'Sign in first.' },
  second_factor_required: { status: 401, title: 'A second factor is needed.' },
  bad_signature: { status: 401, title: 'The signature is not valid.' },
  forbidden: { status: 403, title: 'You may not do this.' },
  cross_site: { status: 403, title: 'Requests from other sites are refused.' },
  enrollment_required: { status: 403, title: 'Two-step sign-in has to be set up first.' },
  grace_choice_required: { status: 403, title: 'Choose to set up two-step sign-in, or to skip it this time.' },
  no_grace_left: { status: 403, title: 'No sign-in without a second factor is left.' },
  opt_out_not_allowed: { status: 403, title: 'Opting out is not allowed here.' },
  required_by_policy: { status: 403, title: 'Two-step sign-in is required here.' },
  step_up_required: { status: 403, title: 'This change needs a fresh second factor.' },
  proof_required: { status: 403, title: 'This change needs a proof that you may make it.' },
  denied: { status: 403, title: 'The request was denied on the phone.' },
  locked: { status: 403, title: 'The account is locked.' },
  not_found: { status: 404, title: 'There is nothing here.' },
  method_not_supported: { status: 405, title: 'This method is not supported here.' },
  no_challenge: { status: 409, title: 'There is nothing to answer. Start again.' },
  not_approved: { status: 409, title: 'The request has not been approved yet.' },
  no_app: { status: 409, title: 'The account has no app that can take the request.' },
  expired: { status: 410, title: 'The request ran out.' },
  payload_too_large: { status: 413, title: 'The request is too large.' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported.' },
  wrong_code: { status: 422, title: 'The code is not right.' },
  wrong_match_code: { status: 422, title: 'The digits do not match those on the phone.' },
  code_used: { status: 422, title: 'The code was used already. Wait for a new one.' },
  code_expired: { status: 422, title: 'The code ran out. Ask for a new one.' },
  method_not_allowed: { status: 422, title: 'This way is not on offer.' },
  invalid_phone: { status: 422, title: 'The phone number is not valid.' },
  undeliverable: { status: 422, title: 'The code could not be delivered to this number.' },
  too_many_requests: { status: 429, title: 'Too many requests. Wait a while.' },
  internal: { status: 500, title: 'Something went wrong.' },
  store_unavailable: { status: 503, title: 'The service is not available right now.' },
  provider_unavailable: { status: 503, title: 'The sign-in provider cannot be reached right now.' },
} as const satisfies Record<string, { status: number; title: string }>

export type RefusalCode = keyof typeof REFUSALS

/** Code of a malfunction. */
export type ErrorCode =
  /** An option is missing, misspelt or out of range. Thrown at construction. */
  | 'invalid_options'
  /** The policy file is missing, unreadable or invalid. */
  | 'invalid_policy'
  /** `express-session` (or another session middleware) does not run before this library. */
  | 'no_session'
  /** The state store or the account store does not answer. */
  | 'store_unavailable'
  /** An account was changed again and again while we tried to change it. */
  | 'account_conflict'
  /** The provider does not answer, answers nonsense, or is over a limit. */
  | 'provider_unavailable'
  /** The call was not made: too many are under way, or something in it is not valid. Says nothing about the provider. */
  | 'provider_not_asked'
  /** The provider refuses our API key. An operator has to act. */
  | 'provider_key_refused'

export interface SecondFactorErrorOptions {
  readonly cause?: unknown
  /** Seconds after which trying again makes sense. */
  readonly retryAfterSeconds?: number
}

const STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid_options: 500,
  invalid_policy: 500,
  no_session: 500,
  store_unavailable: 503,
  account_conflict: 503,
  provider_unavailable: 503,
  provider_not_asked: 503,
  provider_key_refused: 503,
}

const BRAND = Symbol.for('passport-authy.error')

/** A malfunction. Carries a code, a status for HTTP and never a secret. */
export class SecondFactorError extends Error {
  override readonly name = 'SecondFactorError'
  readonly code: ErrorCode
  readonly status: number
  /** Whether the message may be shown to a client (http-errors convention); ours never may. */
  readonly expose = false
  readonly retryAfterSeconds: number | null
  readonly [BRAND] = true

  constructor(code: ErrorCode, message: string, options: SecondFactorErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = STATUS[code]
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
  }
}

/** Works across the ESM and the CommonJS copy of this package, where `instanceof` does not. */
export function isSecondFactorError(value: unknown): value is SecondFactorError {
  return typeof value === 'object' && value !== null && BRAND in value
}
