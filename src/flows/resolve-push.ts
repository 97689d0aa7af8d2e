/**
 * Brings a pending push up to date by asking the provider: a callback is a hint, the provider's own answer is the
 * fact. Our own expiry stands above both.
 */
import type { Challenge } from '../challenge/challenge.js'
import { onPush } from '../challenge/transitions.js'
import type { PushEvent } from '../challenge/transitions.js'
import type { SecondFactorEvent } from '../ports/events.js'
import type { PushStatus } from '../ports/provider.js'
import { withDenial } from './activity.js'
import { changeAccount } from './change-account.js'
import { changeChallenge } from './change-challenge.js'
import type { Urgency } from './push-pace.js'
import type { Services } from './services.js'

/** Quiet time after each denial: half a minute, two minutes, then ten. */
const DENIAL_PAUSES_MS = [30_000, 120_000, 600_000] as const
const DENIALS_FORGOTTEN_MS = 60 * 60_000

/** @param urgency how to go about a provider that was asked a moment ago */
export async function resolvePush(services: Services, challenge: Challenge, urgency: Urgency = 'poll'): Promise<Challenge> {
  const { push } = challenge
  if (push === null || (push.state !== 'pending' && push.state !== 'sending')) return challenge
  const now = services.clock.now()
  if (now >= push.expiresAt) {
    return settle(services, challenge, push.state === 'sending' ? { kind: 'failed' } : { kind: 'expired', ref: push.ref })
  }
  if (push.state === 'sending') return challenge
  const ask = (): Promise<PushStatus> => services.provider.pushStatus(push.ref, challenge.providerId)
  const status = await services.pace.ask(push.ref, urgency, ask)
  const event = status === null ? null : eventOf(status, push.ref)
  return event === null ? challenge : settle(services, challenge, event)
}

/**
 * The same for whoever is about to use the approval up: it is taken from the provider's answer without writing it down
 * first, since using it up writes it. Where digits have to match, it is written, so that a mismatch can void it.
 */
export async function approvalInHand(services: Services, challenge: Challenge): Promise<Challenge> {
  const { push } = challenge
  if (push?.state !== 'pending' || push.matchEntry || services.clock.now() >= push.expiresAt) return resolvePush(services, challenge, 'wait')
  const status = await services.pace.ask(push.ref, 'wait', () => services.provider.pushStatus(push.ref, challenge.providerId))
  if (status !== 'approved') return status === null || status === 'pending' ? challenge : resolvePush(services, challenge, 'now')
  return { ...challenge, push: { ...push, state: 'approved' } }
}

function eventOf(status: PushStatus, ref: string): PushEvent | null {
  switch (status) {
    case 'pending':
      return null
    case 'approved':
    case 'denied':
    case 'expired':
      return { kind: status, ref }
    case 'not_found':
      return { kind: 'failed' }
  }
}

async function settle(services: Services, challenge: Challenge, event: PushEvent): Promise<Challenge> {
  const claimedAt = challenge.push?.sentAt ?? 0
  const result = await changeChallenge(services, challenge, (current) => onPush(current, claimedAt, event))
  if (result.kind === 'missing') return challenge
  if (result.kind === 'changed') await afterwards(services, result.challenge)
  return result.challenge
}

/** Only whoever made the change gets here, so each happens once. */
async function afterwards(services: Services, challenge: Challenge): Promise<void> {
  const now = services.clock.now()
  const state = challenge.push?.state
  if (state === 'denied') {
    await pauseAfterDenial(services, challenge, now)
    await changeAccount(services, challenge.userId, (record) => ({ fields: { activity: withDenial(record, now) }, answer: undefined }))
  }
  const type = TYPES.find((known) => known === `push_${state ?? ''}`)
  if (type !== undefined) services.events.emit({ type, userId: challenge.userId, at: now })
}

const TYPES = ['push_approved', 'push_denied', 'push_expired', 'push_failed'] as const satisfies SecondFactorEvent['type'][]

async function pauseAfterDenial(services: Services, challenge: Challenge, now: number): Promise<void> {
  await services.store.pause({
    userId: challenge.userId,
    budget: 'push',
    op: `${challenge.id}.${challenge.version}`,
    now,
    ladderMs: DENIAL_PAUSES_MS,
    forgetAfterMs: DENIALS_FORGOTTEN_MS,
  })
}
