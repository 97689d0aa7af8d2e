/** Sends the approval request of a sign-in: one at a time, within the account's budget, never by itself. */
import type { Challenge } from '../challenge/challenge.js'
import { claimPush, isPushApproved, isPushOpen, onPush, withoutMethods } from '../challenge/transitions.js'
import type { PushEvent, PushPlan } from '../challenge/transitions.js'
import { isSecondFactorError } from '../errors.js'
import type { SecondFactorError } from '../errors.js'
import { newId, newMatchCode } from '../ids.js'
import type { SendPushResult } from '../ports/provider.js'
import type { TakeRequest, TakeResult } from '../ports/state-store.js'
import { changeChallenge } from './change-challenge.js'
import type { Situation } from './decide.js'
import { newChallenge, openChallenge, targetOf } from './open-challenge.js'
import type { Target } from './open-challenge.js'
import { pushContent } from './push-content.js'
import type { Services } from './services.js'

export type StartPushResult =
  | { readonly kind: 'sent' | 'already_sent'; readonly challenge: Challenge }
  /** Epoch ms at which another makes sense. */
  | { readonly kind: 'limited'; readonly retryAt: number }
  | { readonly kind: 'no_app' | 'no_challenge' }
  | { readonly kind: 'failed'; readonly error: SecondFactorError }

/**
 * @param resend supersede the one that is pending
 * @param ahead the budget, asked while something else was waited for
 */
export async function startPush(
  services: Services,
  situation: Situation,
  resend: boolean,
  ahead: Promise<TakeResult> | null = null,
): Promise<StartPushResult> {
  const target = targetOf(services, situation)
  if (target === null || !mayProve(situation, target)) return { kind: 'no_challenge' }
  const hasPush = target.methods.includes('push')
  const opened = hasPush && !resend ? await openClaimed(services, situation, target, ahead) : null
  if (opened?.isOurs === true) return send(services, situation, opened.challenge, opened.challenge.push?.matchCode ?? null)
  const challenge = opened?.challenge ?? (await openChallenge(services, situation, target))
  if (challenge.consumed !== null) return { kind: 'no_challenge' }
  return hasPush ? claimAndSend(services, situation, challenge, resend) : { kind: 'no_app' }
}

/** Asks the budget for the first push of a sign-in: the name of the operation is the same for everybody who asks. */
function chargeFirst(services: Services, situation: Situation): Promise<TakeResult> {
  return services.store.take(firstCharge(situation))
}

/**
 * The same for a sign-in whose throttle is being looked up at the same time. Locked, it sends no push, so a stranger's
 * guesses and sign-ins must not spend what the owner's push will need.
 */
export function chargeAhead(services: Services, situation: Situation): Promise<TakeResult> {
  return services.store.take({ ...firstCharge(situation), unlessLocked: true })
}

function firstCharge(situation: Situation): TakeRequest {
  const { visit, account } = situation
  return budget(situation, account.userId, `${visit.challengeId}.1`)
}

interface Opened {
  readonly challenge: Challenge
  /** Opened by this call, and the push in it is this call's to send. */
  readonly isOurs: boolean
}

/** Opens the challenge with the push already claimed: one step instead of two. `null` when the budget says no. */
async function openClaimed(services: Services, situation: Situation, target: Target, ahead: Promise<TakeResult> | null): Promise<Opened | null> {
  const taken = await (ahead ?? chargeFirst(services, situation))
  if (taken.kind === 'limited') return null
  const claimed = claimPush(newChallenge(situation, target), planOf(situation), situation.now)
  const challenge = await services.store.openChallenge(claimed, situation.now)
  return { challenge, isOurs: challenge.push?.state === 'sending' && challenge.push.ref === claimed.push?.ref }
}

function planOf({ unthrottled }: Situation): PushPlan {
  const { expiresIn, matchCode } = unthrottled.settings.challenge.push
  const code = matchCode === 'off' ? null : newMatchCode()
  return { expiresInSeconds: expiresIn, matchCode: code, matchEntry: matchCode === 'entry', claim: newId() }
}

/** Whether a proof would change anything. */
export function mayProve({ unthrottled }: Situation, target: Target): boolean {
  switch (unthrottled.outcome) {
    case 'challenge':
      return true
    case 'allow':
    case 'allow_with_prompt':
    case 'enroll_required':
      return target.purpose === 'enroll'
    case 'locked':
    case 'unavailable':
      return false
  }
}

const MAX_TRIES = 5

/** A race is lost to a code being tried as well as to another push; only the latter ends it. */
async function claimAndSend(services: Services, situation: Situation, first: Challenge, resend: boolean): Promise<StartPushResult> {
  const { now } = situation
  const plan = planOf(situation)
  // Two requests that read the same version are one push, so they are charged once.
  const op = `${first.id}.${first.version}`
  let challenge = first
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const isWaiting = isPushOpen(challenge, now) || isPushApproved(challenge)
    if (isWaiting && (!resend || challenge !== first)) return { kind: 'already_sent', challenge }
    if (!challenge.methods.includes('push')) return { kind: 'no_app' }
    const taken = await services.store.take(budget(situation, challenge.userId, op))
    if (taken.kind === 'limited') return taken
    const claim = await services.store.replaceChallenge(claimPush(challenge, plan, now), now)
    if (claim.kind === 'missing') return { kind: 'no_challenge' }
    if (claim.kind === 'replaced') return send(services, situation, claim.challenge, plan.matchCode)
    challenge = claim.challenge
  }
  return { kind: 'no_challenge' }
}

function budget({ now, unthrottled }: Situation, userId: string, op: string): TakeRequest {
  const { max, per } = unthrottled.settings.challenge.push.limit
  return { userId, budget: 'push', op, now, windows: [{ max, perMs: per * 1000 }] }
}

async function send(
  services: Services,
  situation: Situation,
  challenge: Challenge,
  matchCode: string | null,
): Promise<StartPushResult> {
  const { unthrottled, now } = situation
  const expiresInSeconds = unthrottled.settings.challenge.push.expiresIn
  try {
    const content = await pushContent(services, situation, challenge, matchCode)
    const request = { ...content, providerId: challenge.providerId, expiresInSeconds }
    return await onSent(services, challenge, now, await services.provider.sendPush(request))
  } catch (error) {
    await settle(services, challenge, now, { kind: 'failed' })
    services.events.emit({ type: 'push_failed', userId: challenge.userId, at: now })
    if (isSecondFactorError(error)) return { kind: 'failed', error }
    throw error
  }
}

async function onSent(services: Services, challenge: Challenge, now: number, result: SendPushResult): Promise<StartPushResult> {
  switch (result.kind) {
    case 'sent': {
      const { userId, id, push } = challenge
      services.events.emit({ type: 'push_sent', userId, at: now })
      const link = services.store.linkPush(result.ref, { userId, challengeId: id }, push?.expiresAt ?? now, now)
      const [settled] = await Promise.all([settle(services, challenge, now, result), link])
      return { kind: 'sent', challenge: settled }
    }
    case 'limited':
      await settle(services, challenge, now, { kind: 'failed' })
      return { kind: 'limited', retryAt: now + result.retryAfterSeconds * 1000 }
    case 'no_app':
    case 'unknown_user':
      if (result.kind === 'unknown_user') services.events.emit({ type: 'provider_forgot', userId: challenge.userId, at: now })
      // A phone that is being set up may get its app any moment; one that is in use is not asked twice.
      if (challenge.purpose === 'enroll') await settle(services, challenge, now, { kind: 'failed' })
      else await changeChallenge(services, challenge, (current) => withoutMethods(current, ['push', 'totp']))
      return { kind: 'no_app' }
  }
}

/** Writes the answer, unless a newer push took its place meanwhile. */
async function settle(services: Services, challenge: Challenge, claimedAt: number, event: PushEvent): Promise<Challenge> {
  const result = await changeChallenge(services, challenge, (current) => onPush(current, claimedAt, event))
  return result.kind === 'missing' ? challenge : result.challenge
}
