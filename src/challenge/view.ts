/** What a waiting browser may know about its challenge: nothing that would help anybody else. */
import type { Channel } from '../methods.js'
import type { Challenge, Push, Sent } from './challenge.js'

export type ChallengeStatus = 'pending' | 'approved' | 'denied' | 'expired' | 'consumed' | 'failed'

/** Instants are epoch milliseconds. */
export interface ChallengeView {
  readonly method: 'push' | Channel
  readonly status: ChallengeStatus
  readonly sentAt: number
  readonly expiresAt: number
  /** Digits to compare with the phone; `null` when policy wants none, or wants them typed over. */
  readonly matchCode: string | null
  readonly attemptsLeft: number
  /** When asking for another one makes sense. */
  readonly resendAt: number
  /** The provider pinged the app instead of sending a text. */
  readonly diverted: boolean
}

/** A request on the phone deserves half a minute before the page offers another. */
const PUSH_PATIENCE_MS = 30_000

/** Policy's numbers for texted and spoken codes, in seconds. */
export interface CodeTimes {
  readonly expiresIn: number
  /** Pauses between two texts or calls. */
  readonly resendAfter: readonly number[]
}

/** @returns `null` while nothing was sent */
export function viewOf(challenge: Challenge | null, times: CodeTimes): ChallengeView | null {
  if (challenge === null) return null
  const last = challenge.sent[challenge.sent.length - 1]
  const { push } = challenge
  if (push !== null && (last === undefined || last.at < push.sentAt)) return viewOfPush(challenge, push)
  return last === undefined ? null : viewOfCode(challenge, last, times)
}

/** The push alone, whatever was sent after it: what an event stream tells about. */
export function pushViewOf(challenge: Challenge | null): ChallengeView | null {
  return challenge?.push ? viewOfPush(challenge, challenge.push) : null
}

function viewOfPush(challenge: Challenge, push: Push): ChallengeView {
  const state = push.state === 'sending' ? 'pending' : push.state
  return {
    method: 'push',
    status: challenge.consumed === null ? state : 'consumed',
    sentAt: push.sentAt,
    expiresAt: push.expiresAt,
    matchCode: push.matchEntry ? null : push.matchCode,
    attemptsLeft: attemptsLeft(challenge),
    resendAt: Math.min(push.sentAt + PUSH_PATIENCE_MS, push.expiresAt),
    diverted: false,
  }
}

function viewOfCode(challenge: Challenge, last: Sent, { expiresIn, resendAfter }: CodeTimes): ChallengeView {
  const pause = resendAfter[Math.min(challenge.sent.length, resendAfter.length) - 1] ?? 0
  return {
    method: last.channel,
    status: challenge.consumed === null ? 'pending' : 'consumed',
    sentAt: last.at,
    expiresAt: last.at + expiresIn * 1000,
    matchCode: null,
    attemptsLeft: attemptsLeft(challenge),
    resendAt: last.diverted ? last.at : last.at + pause * 1000,
    diverted: last.diverted,
  }
}

function attemptsLeft(challenge: Challenge): number {
  return Math.max(0, challenge.maxAttempts - challenge.attempts)
}
