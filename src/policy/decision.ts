/**
 * What goes into a decision and what comes out. Pure data: the middleware, the command line and the tests
 * fill the same facts and read the same answer.
 */
import type { Channel, Method } from '../methods.js'

/** How far an account has come. Locks are flags beside the state. */
export type EnrollmentState = 'none' | 'pending' | 'enrolled' | 'opted_out'

/** A lock on the account: by an administrator until lifted, or after too many wrong codes until a time (epoch ms). */
export type Lock = { readonly kind: 'admin' } | { readonly kind: 'temp'; readonly until: number }

/** Instants are epoch milliseconds. `null` for groups, roles or attributes means *not known*, which never loosens. */
export interface AccountFacts {
  readonly user: string
  readonly state: EnrollmentState
  /** Methods the account holds, whatever policy thinks of them. */
  readonly methods: readonly Method[]
  readonly graceUsed: number
  readonly graceStarted: number | null
  readonly groups: readonly string[] | null
  readonly roles: readonly string[] | null
  readonly attributes: Readonly<Record<string, unknown>> | null
  readonly created: number | null
  readonly optedOutAt: number | null
  readonly nudges: { readonly count: number; readonly lastAt: number | null }
  readonly locks: readonly Lock[]
}

/** Facts about the request. `null` for path or ip means *not known*; `action: null` means no action. */
export interface RequestFacts {
  readonly path: string | null
  readonly action: string | null
  readonly ip: string | null
  readonly rememberedDevice: boolean
  /** Seconds since this session's last second factor; `null` when there was none. */
  readonly secondFactorAge: number | null
  readonly secondFactorMethod: Method | null
  /** How the first factor was done, e.g. `password`, `saml`; `null` when not known. */
  readonly firstFactor: string | null
  readonly client: string | null
  readonly provider: 'up' | 'down'
}

export type Outcome = 'allow' | 'allow_with_prompt' | 'challenge' | 'enroll_required' | 'locked' | 'unavailable'

export type Reason =
  | 'policy_off'
  | 'admin_lock'
  | 'required'
  | 'must_enroll'
  | 'must_confirm'
  | 'exception'
  | 'too_many_failures'
  | 'recent_second_factor'
  | 'method_no_longer_allowed'
  | 'not_required_here'
  | 'remembered_device'
  | 'provider_error'
  | 'provider_error_fail_open'
  | 'step_up'
  | 'disabled_by_policy'
  | 'step_up_needs_factor'
  | 'opted_out'
  | 'nudge'
  | 'opt_in_not_enrolled'
  | 'enroll_within_grace'
  | 'confirm_within_grace'
  | 'grace_exhausted'
  | 'report_only'

/** One line of the trace: every exception, step-up entry and rule that was looked at, in order. */
export interface TraceEntry {
  readonly kind: 'exception' | 'step_up' | 'rule'
  readonly id: string
  /** Whether the whole entry matches; `may` when data is missing. */
  readonly match: 'hit' | 'miss' | 'may'
  /** The same for each condition that the entry names, e.g. `{ roles: 'may', paths: 'miss' }`. */
  readonly conditions: Readonly<Record<string, 'hit' | 'miss' | 'may'>>
  /** `decided`: this entry decided; `report_only`: matched but is not enforced; `undecided`: might match. */
  readonly mark: 'decided' | 'undecided' | 'report_only' | 'step_up' | null
}

/** The `challenge` block in force: rule over defaults, clamped by guardrails. Durations in seconds. */
export interface ChallengeSettings {
  readonly when: 'never' | 'new_device' | 'every_login'
  readonly methods: readonly Method[]
  readonly fallbackAfter: number
  readonly phoneCode: { readonly channel: Channel | 'user_choice'; readonly force: 'never' | 'on_request' | 'always' }
  readonly push: {
    readonly expiresIn: number
    readonly matchCode: 'off' | 'display' | 'entry'
    readonly limit: { readonly max: number; readonly per: number }
    readonly show: readonly ('app' | 'place' | 'browser' | 'time')[]
  }
  readonly code: {
    readonly attempts: number
    /** How long a texted or spoken code is taken after it was sent. */
    readonly expiresIn: number
    readonly resendAfter: readonly number[]
    readonly maxResends: number
  }
  readonly rememberDevice: { readonly for: number; readonly maxDevices: number }
  readonly maxAge: number
}

/** The `enrollment` block in force. Durations in seconds, instants epoch ms. */
export interface EnrollmentSettings {
  readonly model: 'opt_in' | 'opt_out' | 'mandatory' | 'disabled'
  readonly provisioning: 'self_service' | 'batch'
  readonly installLink: 'auto' | 'never'
  readonly confirmWith: readonly Method[]
  readonly gracePeriod: {
    readonly logins: number | null
    readonly days: number | null
    readonly until: number | null
    readonly starts: 'first_login' | 'assigned'
    readonly appliesTo: readonly ('new' | 'method_change')[]
  }
  readonly onExpiry: 'enroll_now' | 'lock'
  readonly optOut: {
    readonly allowed: 'never' | 'during_grace' | 'anytime'
    readonly confirm: boolean
    readonly repromptAfter: number | null
  }
  readonly bindNewPhone: { readonly requires: readonly string[] }
  readonly nudge: { readonly every: number; readonly max: number } | null
}

/** Limits on wrong codes. Durations in seconds. */
export interface LockoutSettings {
  readonly failures: number
  readonly per: number
  readonly for: number
  readonly max: number
  readonly disableAfter: number
}

/** What is in force for this person on this request; the flows take their numbers from here. */
export interface EffectiveSettings {
  readonly challenge: ChallengeSettings
  readonly enrollment: EnrollmentSettings
  readonly lockout: LockoutSettings
  readonly recovery: { readonly backupCodes: number; readonly helpUrl: string | null }
  /** True when the person is an emergency account whose use must raise an alert. */
  readonly emergency: boolean
}

export interface Decision {
  readonly outcome: Outcome
  readonly reason: Reason
  /** Id of the rule that decided; `null` when none did (policy off, emergency access). */
  readonly rule: string | null
  /** Ids of the step-up entries that matched. */
  readonly stepUp: readonly string[]
  /** Methods that may be used now, in policy's order. */
  readonly methods: readonly Method[]
  /** Grace logins left, the one being decided included; `null` where only a date limits or grace plays no part. */
  readonly remaining: number | null
  /** Epoch ms at which grace ends by date; `null` without such a date. */
  readonly deadline: number | null
  readonly maySkip: boolean
  readonly mayOptOut: boolean
  /** Seconds that one second factor lasts here. */
  readonly maxAge: number
  readonly then: 'suggest_new_method' | 'enroll_new_method' | null
  /** Report-only rule, or `report_only` set: what would have happened. */
  readonly wouldBe: { readonly outcome: Outcome; readonly reason: Reason; readonly rule: string | null } | null
  /** Rules that might have matched but lacked data; the strictest outcome was taken. */
  readonly undecided: readonly string[]
  /** Epoch ms until which a timed lock holds; `null` otherwise. */
  readonly lockedUntil: number | null
  /** First twelve hex digits of the policy's digest. */
  readonly revision: string
  readonly settings: EffectiveSettings
  /** Empty unless a trace was asked for. */
  readonly trace: readonly TraceEntry[]
}
