/** What happened, for logs, alerts and audit. No event holds a code, a key, a provider id or a whole number. */
import type { Method } from '../methods.js'
import type { Outcome, Reason } from '../policy/decision.js'

/** Every event names the user and the instant (epoch ms). */
interface Common {
  readonly userId: string
  readonly at: number
}

export type SecondFactorEvent = Common &
  (
    | {
        readonly type: 'decision'
        readonly outcome: Outcome
        readonly reason: Reason
        readonly rule: string | null
        readonly revision: string
        readonly wouldBe: { readonly outcome: Outcome; readonly reason: Reason; readonly rule: string | null } | null
      }
    | { readonly type: 'emergency_access'; readonly outcome: Outcome }
    | { readonly type: 'push_sent' | 'push_approved' | 'push_denied' | 'push_expired' | 'push_failed' }
    | { readonly type: 'code_sent'; readonly channel: 'sms' | 'voice'; readonly diverted: boolean }
    | { readonly type: 'code_refused'; readonly why: 'wrong' | 'used' | 'method_forbidden' | 'locked' }
    | { readonly type: 'signed_in'; readonly method: Method; readonly amr: readonly string[] }
    | { readonly type: 'grace_spent'; readonly remaining: number | null }
    | { readonly type: 'opted_out' | 'enrollment_started' | 'enrolled' | 'cancelled' | 'logged_out' | 'revoked' | 'codes_disabled' }
    | { readonly type: 'callback'; readonly result: 'used' | 'unknown' | 'replayed' | 'mismatch' }
    | { readonly type: 'provider_failed'; readonly code: 'provider_unavailable' | 'provider_key_refused' }
  )

export interface EventSink {
  /** Must not throw and must not block; slow sinks queue. */
  emit(event: SecondFactorEvent): void
}

export const silentSink: EventSink = { emit: () => undefined }
