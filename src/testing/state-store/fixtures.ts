/** What the parts of the state store's contract share. */
import type { Challenge } from '../../challenge/challenge.js'
import type { CompleteRequest, Mark, StateStore } from '../../ports/state-store.js'

/** Stores under test, made before the first test. `another` is `store` itself when there is no second one. */
export type Stores = () => { readonly store: StateStore; readonly another: StateStore }

/** Every test tells its own time, beginning here. */
export const START = 1_800_000_000_000
export const SECOND = 1000
export const MINUTE = 60 * SECOND

export function challengeOf(userId: string, change: Partial<Challenge> = {}): Challenge {
  return {
    id: crypto.randomUUID(),
    userId,
    purpose: 'sign_in',
    providerId: '1234567',
    credentialVersion: 3,
    revision: '0123456789ab',
    methods: ['push', 'totp', 'sms'],
    scope: null,
    createdAt: START,
    expiresAt: START + 10 * MINUTE,
    push: null,
    sent: [],
    attempts: 0,
    maxAttempts: 5,
    consumed: null,
    version: 1,
    ...change,
  }
}

/** A challenge on which everything has happened that can. */
export function busyChallengeOf(userId: string): Challenge {
  return challengeOf(userId, {
    purpose: 'enroll',
    scope: 'digest of a transaction',
    push: {
      state: 'pending',
      ref: crypto.randomUUID(),
      sentAt: START + 1,
      expiresAt: START + 2 * MINUTE,
      matchCode: '07',
      matchEntry: true,
    },
    sent: [
      { channel: 'sms', at: START + 2, diverted: true },
      { channel: 'voice', at: START + 3, diverted: false },
    ],
    attempts: 2,
    version: 8,
  })
}

export function markOf(userId: string, change: Partial<Mark> = {}): Mark {
  return {
    id: crypto.randomUUID(),
    userId,
    kind: 'factor',
    scope: null,
    method: 'totp',
    amr: ['mfa', 'otp'],
    createdAt: START + 1,
    expiresAt: START + 60 * MINUTE,
    credentialVersion: 3,
    ...change,
  }
}

/** The request that uses `challenge` up with a mark of its own. */
export function completionOf(challenge: Challenge, change: Partial<CompleteRequest> = {}): CompleteRequest {
  const mark = markOf(challenge.userId)
  const now = START + SECOND
  return {
    challenge: { ...challenge, consumed: { markId: mark.id, at: now }, version: challenge.version + 1 },
    mark,
    codeDigest: null,
    codeUntil: START + 15 * MINUTE,
    now,
    ...change,
  }
}

/** Runs `make` so many times at once, every second one on the other store. */
export function atOnce<T>(count: number, stores: Stores, run: (store: StateStore, i: number) => Promise<T>): Promise<T[]> {
  const { store, another } = stores()
  return Promise.all(Array.from({ length: count }, (_, i) => run(i % 2 === 0 ? store : another, i)))
}

/** How many results are of each kind. */
export function tally(results: readonly { readonly kind: string }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind } of results) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
