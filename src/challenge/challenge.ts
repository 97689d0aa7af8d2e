/**
 * One attempt of one session to prove a second factor. Lives in the state store, never in the browser; the
 * session that asked is the only one that can find it, since its id is derived from the session's id.
 */
import type { Channel, Method } from '../methods.js'

/** What is being proven: an enrolled factor, or a factor that is to be enrolled. */
export type Purpose = 'sign_in' | 'enroll'

/**
 * `sending` from before the provider is asked until it answers, so that two requests at once send one push.
 * All but `sending` and `pending` are final.
 */
export type PushState = 'sending' | 'pending' | 'approved' | 'denied' | 'expired' | 'failed'

export interface Push {
  readonly state: PushState
  /** The provider's name for the request (OneTouch UUID); while `sending` a random name of whoever is to send it. */
  readonly ref: string
  readonly sentAt: number
  readonly expiresAt: number
  /** Two digits shown on the page, on the phone, or typed over; `null` when policy wants none. */
  readonly matchCode: string | null
  /** Whether the digits must be typed over before the approval counts. */
  readonly matchEntry: boolean
}

export interface Sent {
  readonly channel: Channel
  readonly at: number
  readonly diverted: boolean
}

/** Instants are epoch milliseconds. */
export interface Challenge {
  readonly id: string
  readonly userId: string
  readonly purpose: Purpose
  /** Provider's id of the person the proof is about. */
  readonly providerId: string
  /** `credentialVersion` of the account at the start; a change voids the challenge. */
  readonly credentialVersion: number
  /** Policy revision under which it began. */
  readonly revision: string
  readonly methods: readonly Method[]
  /** The one request that a proof is good for, as a digest; `null` when the proof is for the session. */
  readonly scope: string | null
  readonly createdAt: number
  readonly expiresAt: number
  readonly push: Push | null
  readonly sent: readonly Sent[]
  /** Codes tried. */
  readonly attempts: number
  readonly maxAttempts: number
  /** Id of the mark that this challenge earned; set once, when it is used up. */
  readonly consumed: { readonly markId: string; readonly at: number } | null
  /** Rises by one with every change. */
  readonly version: number
}

/** How long a provider may take a code that it texted or spoke; no secret by text is valid longer (NIST SP 800-63B-4, 3.1.3.2). */
export const PHONE_CODE_LIFE_MS = 10 * 60_000

/** A half-made sign-in lives ten minutes (NIST SP 800-63B-4, 3.1.3.2). */
export const CHALLENGE_LIFE_MS = 10 * 60_000
