/** What happened, for logs, alerts and audit. No event holds a code, a key, a provider id or a whole number. */
import type { Method } from '../methods.js'
import type { Notice } from './notifier.js'
import type { AccountFacts, Decision, Outcome, Reason, RequestFacts } from '../policy/decision.js'

/** Every event names the instant (epoch ms) and the user; the user is empty where nobody is meant. */
interface Common {
  readonly userId: string
  readonly at: number
}

/** Facts of the account that went into a decision. Attributes stay out: they can hold anything about a person. */
export type LoggedAccount = Omit<AccountFacts, 'user' | 'attributes'>

/** Facts of the request. The address stays out. */
export type LoggedRequest = Omit<RequestFacts, 'ip'>

/** One decision: what was known, what came out, and under which revision, so that it can be explained later. */
export interface DecisionEvent {
  readonly type: 'decision'
  /** Names this decision, on pages and in the log. */
  readonly id: string
  readonly outcome: Outcome
  readonly reason: Reason
  readonly rule: string | null
  readonly revision: string
  readonly decision: Omit<Decision, 'settings' | 'trace'>
  readonly account: LoggedAccount
  readonly request: LoggedRequest
}

export type SecondFactorEvent = Common &
  (
    | DecisionEvent
    | { readonly type: 'policy_loaded'; readonly revision: string; readonly name: string }
    /** The file is not valid; the last good one stays in force. */
    | { readonly type: 'policy_refused'; readonly problem: string }
    | { readonly type: 'policy_history_failed' }
    | { readonly type: 'emergency_access'; readonly outcome: Outcome }
    | { readonly type: 'push_sent' | 'push_approved' | 'push_denied' | 'push_expired' | 'push_failed' }
    | { readonly type: 'code_sent'; readonly channel: 'sms' | 'voice'; readonly diverted: boolean }
    | { readonly type: 'code_refused'; readonly why: 'wrong' | 'used' | 'method_forbidden' | 'locked' }
    | { readonly type: 'signed_in'; readonly method: Method; readonly amr: readonly string[] }
    | { readonly type: 'grace_spent'; readonly remaining: number | null }
    | { readonly type: 'opted_out' | 'enrollment_started' | 'enrolled' | 'cancelled' | 'logged_out' | 'revoked' | 'codes_disabled' }
    | { readonly type: 'notice_failed'; readonly notice: Notice['kind'] }
    /** An administrator had a reminder sent to the user. */
    | { readonly type: 'reminded'; readonly by: string }
    /** An id that no account uses any more was removed at the provider, or could not be. */
    | { readonly type: 'provider_removed' | 'provider_removal_failed' }
    | { readonly type: 'backup_code_used'; readonly left: number }
    | { readonly type: 'backup_codes_made' | 'bypass_code_used' | 'disabled' }
    /** Somebody at the help desk did it, with a reason. */
    | { readonly type: 'help_desk'; readonly action: 'lock' | 'unlock' | 'bypass_code' | 'reset'; readonly by: string; readonly why: string }
    /** “That wasn’t me”: the reference is for the help desk. */
    | { readonly type: 'reported'; readonly reference: string; readonly notify: readonly string[] }
    | { readonly type: 'device_remembered' | 'device_forgotten' }
    /** A remembered browser’s token came back after it was exchanged: somebody has a copy. The browser is forgotten. */
    | { readonly type: 'device_copied' }
    /** The person dropped the number before it was confirmed. */
    | { readonly type: 'enrollment_dropped' }
    /** A number that nobody confirmed in time is gone from the account. */
    | { readonly type: 'unconfirmed_removed' }
    /** The provider was asked what the phone can do, and the answer is new. */
    | { readonly type: 'factor_refreshed' }
    /** The provider no longer knows the phone of an enrolled account: only the help desk can help. */
    | { readonly type: 'provider_forgot' }
    /** Two accounts have one phone. */
    | { readonly type: 'number_in_use' }
    | { readonly type: 'proof_started' | 'proof_accepted' | 'proof_refused'; readonly proof: string }
    /** The host's function for the approval request failed; the request went out without its additions. */
    | { readonly type: 'push_content_failed' }
    | { readonly type: 'callback'; readonly result: 'used' | 'unknown' | 'replayed' | 'mismatch' }
    | { readonly type: 'provider_failed'; readonly code: 'provider_unavailable' | 'provider_key_refused' }
  )

export interface EventSink {
  /** Must not throw and must not block; slow sinks queue. */
  emit(event: SecondFactorEvent): void
}

export const silentSink: EventSink = { emit: () => undefined }
