/**
 * Every change a challenge can go through, as pure functions: state and event in, next state out. `null` means the
 * event has no effect, because final states absorb whatever comes later. See README.md for the diagram.
 */
import type { Channel, Method } from '../methods.js'
import { CHALLENGE_LIFE_MS } from './challenge.js'
import type { Challenge, Push } from './challenge.js'

/** What is decided when a challenge begins; the rest starts empty. */
export type NewChallenge = Omit<Challenge, 'createdAt' | 'expiresAt' | 'push' | 'sent' | 'attempts' | 'consumed' | 'version'>

export function open(start: NewChallenge, now: number): Challenge {
  return {
    ...start,
    createdAt: now,
    expiresAt: now + CHALLENGE_LIFE_MS,
    push: null,
    sent: [],
    attempts: 0,
    consumed: null,
    version: 1,
  }
}

export interface PushPlan {
  readonly expiresInSeconds: number
  readonly matchCode: string | null
  readonly matchEntry: boolean
  /** Random: tells two claims apart that are made at the same moment. */
  readonly claim: string
}

/** Claims the right to send: whoever writes this state asks the provider. */
export function claimPush(challenge: Challenge, plan: PushPlan, now: number): Challenge {
  const { matchCode, matchEntry, claim } = plan
  const expiresAt = now + plan.expiresInSeconds * 1000
  return next(challenge, { push: { state: 'sending', ref: claim, sentAt: now, expiresAt, matchCode, matchEntry } })
}

export type PushEvent =
  | { readonly kind: 'sent'; readonly ref: string }
  | { readonly kind: 'failed' }
  /** Answers name the request they are about, so that one about an older request has no effect. */
  | { readonly kind: 'approved' | 'denied' | 'expired'; readonly ref: string }
  /** The digits typed over did not match what the phone showed. */
  | { readonly kind: 'voided' }

/** `claimedAt` names the push that is meant: an answer about an older one has no effect. */
export function onPush(challenge: Challenge, claimedAt: number, event: PushEvent): Challenge | null {
  const { push } = challenge
  if (push === null || push.sentAt !== claimedAt || challenge.consumed !== null) return null
  switch (event.kind) {
    case 'sent':
      return push.state === 'sending' ? withPush(challenge, { ...push, state: 'pending', ref: event.ref }) : null
    case 'failed':
      return isOpen(push) ? withPush(challenge, { ...push, state: 'failed' }) : null
    case 'voided':
      return push.state === 'approved' ? withPush(challenge, { ...push, state: 'failed' }) : null
    case 'approved':
    case 'denied':
    case 'expired':
      return push.state === 'pending' && push.ref === event.ref ? withPush(challenge, { ...push, state: event.kind }) : null
  }
}

function isOpen(push: Push): boolean {
  return push.state === 'sending' || push.state === 'pending'
}

function withPush(challenge: Challenge, push: Push): Challenge {
  return next(challenge, { push })
}

/** Claims one text or call before the provider is asked for it. */
export function claimCode(challenge: Challenge, channel: Channel, now: number): Challenge {
  return next(challenge, { sent: [...challenge.sent, { channel, at: now, diverted: false }] })
}

/** The provider pinged the app instead. */
export function codeDiverted(challenge: Challenge, at: number): Challenge {
  return next(challenge, { sent: challenge.sent.map((sent) => (sent.at === at ? { ...sent, diverted: true } : sent)) })
}

/** Nothing left the provider. */
export function codeNotSent(challenge: Challenge, at: number): Challenge {
  return next(challenge, { sent: challenge.sent.filter((sent) => sent.at !== at) })
}

/** Counts one code before it is checked; `null` when none is left. */
export function attempt(challenge: Challenge): Challenge | null {
  if (challenge.consumed !== null || challenge.attempts >= challenge.maxAttempts) return null
  return next(challenge, { attempts: challenge.attempts + 1 })
}

/** Takes one back: no verdict was reached. */
export function attemptBack(challenge: Challenge): Challenge | null {
  return challenge.attempts === 0 ? null : next(challenge, { attempts: challenge.attempts - 1 })
}

/** Begins the count anew, after a lock of the account has passed. */
export function freshAttempts(challenge: Challenge): Challenge | null {
  return challenge.consumed !== null || challenge.attempts === 0 ? null : next(challenge, { attempts: 0 })
}

export function consume(challenge: Challenge, markId: string, now: number): Challenge {
  return next(challenge, { consumed: { markId, at: now } })
}

/** Takes a method off the offer, e.g. a push when the account has no app. */
export function withoutMethods(challenge: Challenge, gone: readonly Method[]): Challenge {
  return next(challenge, { methods: challenge.methods.filter((method) => !gone.includes(method)), push: null })
}

/** Whether a push was approved and the approval not used yet. */
export function isPushApproved(challenge: Challenge): boolean {
  return challenge.push?.state === 'approved' && challenge.consumed === null
}

/** Whether a push is out that can still be answered. */
export function isPushOpen(challenge: Challenge, now: number): boolean {
  const { push } = challenge
  return push !== null && isOpen(push) && now < push.expiresAt
}

/** Whether a texted or spoken code of this sign-in may still be typed. */
export function hasFreshCode(challenge: Challenge, lifeSeconds: number, now: number): boolean {
  return challenge.sent.some((sent) => !sent.diverted && now - sent.at < lifeSeconds * 1000)
}

function next(challenge: Challenge, change: Partial<Challenge>): Challenge {
  return { ...challenge, ...change, version: challenge.version + 1 }
}
