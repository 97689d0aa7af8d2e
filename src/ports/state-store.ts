/**
 * State that may be lost: pending challenges, counters, marks, used codes. Each verb is one atomic step (in Redis:
 * one script, one round trip, one hash slot). `now` comes in from the clock port; time-to-live only cleans up.
 *
 * A verb that counts or consumes carries an operation id: sent twice with the same id it counts once and
 * answers the same. A store that cannot answer in time throws `SecondFactorError('store_unavailable')`.
 */
import type { Challenge } from '../challenge/challenge.js'
import type { Method } from '../methods.js'

/** What a sign-in has earned. The session holds only its id; without this live record the id is worthless. */
export interface Mark {
  readonly id: string
  readonly userId: string
  /**
   * `factor`: proven; `grace`: a grace login was spent; `grant`: proven for one request; `device`: the browser is
   * remembered; `begun`: signed in by the first factor, nothing proven yet.
   */
  readonly kind: 'factor' | 'grace' | 'grant' | 'device' | 'begun'
  /** What a grant is good for, as a digest; id of the remembered browser; `null` for the other kinds. */
  readonly scope: string | null
  readonly method: Method | null
  readonly amr: readonly string[]
  readonly createdAt: number
  readonly expiresAt: number
  readonly credentialVersion: number
}

export interface LockoutLimits {
  /** Attempts within `perMs` until a lock. */
  readonly failures: number
  readonly perMs: number
  /** First lock; doubles up to `maxMs`. */
  readonly forMs: number
  readonly maxMs: number
}

export interface ChargeRequest {
  readonly userId: string
  readonly op: string
  readonly now: number
  readonly limits: LockoutLimits
}

/** `left`: attempts after this one until a lock. */
export type ChargeResult =
  | { readonly kind: 'charged'; readonly left: number }
  | { readonly kind: 'locked'; readonly until: number }

export type Budget = 'push' | 'phone_code' | 'register' | 'proof' | 'proof_start' | 'help_desk' | 'report'

export interface TakeRequest {
  readonly userId: string
  readonly budget: Budget
  readonly op: string
  readonly now: number
  /** All must have room: at most `max` within each sliding window. */
  readonly windows: readonly { readonly max: number; readonly perMs: number }[]
  /** While the user's codes are locked nothing is taken, and `limited` names the end of the lock. Default false. */
  readonly unlessLocked?: boolean
}

export type TakeResult = { readonly kind: 'taken' } | { readonly kind: 'limited'; readonly retryAt: number }

export interface PauseRequest {
  readonly userId: string
  readonly budget: Budget
  readonly op: string
  readonly now: number
  /** Pause after the first, second, ... occurrence; the last entry repeats. */
  readonly ladderMs: readonly number[]
  /** Quiet time after which the ladder starts anew. */
  readonly forgetAfterMs: number
}

export type ReplaceResult =
  | { readonly kind: 'replaced'; readonly challenge: Challenge }
  /** Somebody else was faster; here is the newer one. */
  | { readonly kind: 'stale'; readonly challenge: Challenge }
  | { readonly kind: 'missing' }

export interface CompleteRequest {
  /** The challenge with `consumed` set and its version raised by one. */
  readonly challenge: Challenge
  readonly mark: Mark
  /** Keyed digest of the code that was accepted; `null` for a push. */
  readonly codeDigest: string | null
  /** Epoch ms until which the digest is remembered. */
  readonly codeUntil: number
  readonly now: number
}

export type CompleteResult =
  /** Also the answer to a repetition: the mark is the one made the first time. */
  | { readonly kind: 'completed'; readonly mark: Mark }
  | { readonly kind: 'code_used' }
  | { readonly kind: 'stale'; readonly challenge: Challenge }
  | { readonly kind: 'missing' }

/** Something changed in another process (or this one). */
export type StateChange =
  | { readonly kind: 'challenge'; readonly userId: string; readonly id: string }
  | { readonly kind: 'mark'; readonly userId: string; readonly id: string }
  /** The account, or everything the user holds. */
  | { readonly kind: 'user'; readonly userId: string }

/** Where a push came from: found by the provider's name for it. */
export interface PushOrigin {
  readonly userId: string
  readonly challengeId: string
}

export interface StateStore {
  /** Stores the challenge unless one with this id lives already (not ended, not consumed, same account state); answers the stored one. */
  openChallenge(challenge: Challenge, now: number): Promise<Challenge>
  /** `null` when unknown, out of time, or older than the user's last revocation. */
  readChallenge(userId: string, id: string, now: number): Promise<Challenge | null>
  /** Writes `next` if the stored version is `next.version - 1`; tells every process. */
  replaceChallenge(next: Challenge, now: number): Promise<ReplaceResult>
  /** Uses the challenge up and makes the mark, together or not at all; clears the count of failures. */
  completeChallenge(request: CompleteRequest): Promise<CompleteResult>
  endChallenge(userId: string, id: string): Promise<void>

  linkPush(ref: string, origin: PushOrigin, until: number, now: number): Promise<void>
  findPush(ref: string, now: number): Promise<PushOrigin | null>

  putMark(mark: Mark, now: number): Promise<void>
  /** `null` when unknown, out of time, or older than the user's last revocation. */
  readMark(userId: string, id: string, now: number): Promise<Mark | null>
  endMark(userId: string, id: string): Promise<void>
  /** Voids every challenge and mark of the user that was made up to `now`. */
  revokeUser(userId: string, now: number): Promise<void>
  /** Tells every process that the user's account changed. */
  announceUser(userId: string): Promise<void>

  /** Counts one attempt, then says whether it may be made. The limit-th attempt sets the lock at once. */
  charge(request: ChargeRequest): Promise<ChargeResult>
  /** Takes back the attempt `op`, and the lock that it set: no verdict was reached. */
  refund(userId: string, op: string): Promise<void>
  /** Forgets failures and lock of the user's codes. */
  clearFailures(userId: string): Promise<void>
  /** Epoch ms until which codes are locked, or `null`. */
  lockedUntil(userId: string, now: number): Promise<number | null>

  take(request: TakeRequest): Promise<TakeResult>
  /** Closes a budget for a while; answers the epoch ms at which it opens again. */
  pause(request: PauseRequest): Promise<number>
  /** `first` for the first operation that names `what`, also when that operation is repeated; else `used`. */
  consumeOnce(userId: string, what: string, op: string, until: number, now: number): Promise<'first' | 'used'>

  /**
   * Calls back on every change, in every process; a listener must not throw.
   * @param missed called when changes may have passed unheard (at the start, after an interruption): whatever is
   *   held in memory has to be read anew
   * @returns a function that ends it
   */
  subscribe(listener: (change: StateChange) => void, missed?: () => void): () => void
  /** Whether changes made elsewhere reach us. While false, nothing may be answered from memory. */
  isLive(): boolean
  /** Round trip in ms, and how far the store's clock is from ours. */
  ping(now: number): Promise<{ readonly roundTripMs: number; readonly skewMs: number | null }>
  close(): Promise<void>
}
