/** Sends a code by text or call: three in all for a sign-in, with growing pauses, and only when somebody asks. */
import type { Challenge } from '../challenge/challenge.js'
import { claimCode, codeDiverted, codeNotSent } from '../challenge/transitions.js'
import type { Channel } from '../methods.js'
import { SecondFactorError } from '../errors.js'
import type { SendCodeResult as ProviderAnswer } from '../ports/provider.js'
import { changeAccount } from './change-account.js'
import { changeChallenge } from './change-challenge.js'
import { codeLock } from './code-lock.js'
import type { Situation } from './decide.js'
import { openChallenge, targetOf } from './open-challenge.js'
import type { Target } from './open-challenge.js'
import { mayProve } from './start-push.js'
import type { Services } from './services.js'

export type SendCodeResult =
  | { readonly kind: 'sent'; readonly challenge: Challenge; readonly diverted: boolean }
  | { readonly kind: 'limited'; readonly retryAt: number }
  | { readonly kind: 'no_challenge' | 'method_not_allowed' | 'undeliverable' }
  | { readonly kind: 'locked'; readonly until: number | null }

/** Texts and calls for one account, over all its sign-ins. They cost money, and an attacker could ask for them. */
const ACCOUNT_WINDOWS = [
  { max: 3, perMs: 10 * 60_000 },
  { max: 10, perMs: 24 * 60 * 60_000 },
] as const

/** @param force really send, although the person has the app */
export async function sendCode(
  services: Services,
  situation: Situation,
  channel: Channel,
  force: boolean,
): Promise<SendCodeResult> {
  const lock = await codeLock(services, situation)
  if (lock !== null) return { kind: 'locked', until: lock.until }
  const target = targetOf(services, situation)
  if (target === null || !mayProve(situation, target)) return { kind: 'no_challenge' }
  const forced = forceOf(situation, target, force)
  if (!channelAllowed(situation, target, channel) || forced === null) return { kind: 'method_not_allowed' }
  const challenge = await openChallenge(services, situation, target)
  return claimAndSend(services, situation, challenge, { channel, force: forced, op: `${challenge.id}.${challenge.version}` })
}

function channelAllowed({ unthrottled }: Situation, target: Target, channel: Channel): boolean {
  const allowed = unthrottled.settings.challenge.phoneCode.channel
  return target.methods.includes(channel) && (allowed === 'user_choice' || allowed === channel)
}

/** `null` when the person asks for what policy never does. */
function forceOf({ unthrottled }: Situation, target: Target, asked: boolean): boolean | null {
  const { force } = unthrottled.settings.challenge.phoneCode
  if (force === 'always') return true
  if (force === 'never') return asked ? null : false
  // Where the app's own code is not on offer, pinging the app would lead nowhere.
  return asked || !target.methods.includes('totp')
}

/** Epoch ms until which this sign-in has to wait for the next one, or `null`. */
function pauseBefore({ now, unthrottled }: Situation, challenge: Challenge): number | null {
  const { resendAfter, maxResends } = unthrottled.settings.challenge.code
  const { sent } = challenge
  const last = sent[sent.length - 1]
  if (last === undefined) return null
  if (sent.length > maxResends) return challenge.expiresAt
  if (last.diverted) return null
  const pause = resendAfter[Math.min(sent.length, resendAfter.length) - 1] ?? 0
  return now < last.at + pause * 1000 ? last.at + pause * 1000 : null
}

interface Wish {
  readonly channel: Channel
  readonly force: boolean
  /** Stays the same when a race was lost, so that one text is charged once. */
  readonly op: string
}

const MAX_TRIES = 5

/** A race is lost to a code being tried as well as to another text; only the latter ends it. */
async function claimAndSend(services: Services, situation: Situation, first: Challenge, wish: Wish): Promise<SendCodeResult> {
  const { now } = situation
  let challenge = first
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (challenge.consumed !== null) return { kind: 'no_challenge' }
    const retryAt = pauseBefore(situation, challenge)
    if (retryAt !== null) return { kind: 'limited', retryAt }
    const taken = await services.store.take({ userId: challenge.userId, budget: 'phone_code', op: wish.op, now, windows: ACCOUNT_WINDOWS })
    if (taken.kind === 'limited') return taken
    const claim = await services.store.replaceChallenge(claimCode(challenge, wish.channel, now), now)
    if (claim.kind === 'missing') return { kind: 'no_challenge' }
    if (claim.kind === 'replaced') return send(services, situation, claim.challenge, wish)
    challenge = claim.challenge
  }
  return { kind: 'limited', retryAt: now + 1000 }
}

async function send(services: Services, { now, visit }: Situation, challenge: Challenge, { channel, force }: Wish): Promise<SendCodeResult> {
  const { providerId } = challenge
  try {
    const answer = await services.provider.sendCode({ providerId, channel, force, locale: visit.person.locale })
    return await onAnswer(services, challenge, channel, now, answer)
  } catch (error) {
    await changeChallenge(services, challenge, (current) => codeNotSent(current, now))
    throw error
  }
}

async function onAnswer(
  services: Services,
  challenge: Challenge,
  channel: Channel,
  at: number,
  answer: ProviderAnswer,
): Promise<SendCodeResult> {
  const event = { type: 'code_sent', userId: challenge.userId, at, channel } as const
  switch (answer.kind) {
    case 'sent':
      services.events.emit({ ...event, diverted: false })
      await changeAccount(services, challenge.userId, () => ({ fields: { phoneCode: { channel, at } }, answer: undefined }))
      return { kind: 'sent', challenge, diverted: false }
    case 'diverted': {
      services.events.emit({ ...event, diverted: true })
      const result = await changeChallenge(services, challenge, (current) => codeDiverted(current, at))
      return { kind: 'sent', challenge: result.kind === 'missing' ? challenge : result.challenge, diverted: true }
    }
    case 'limited':
      await changeChallenge(services, challenge, (current) => codeNotSent(current, at))
      return { kind: 'limited', retryAt: at + answer.retryAfterSeconds * 1000 }
    case 'undeliverable':
    case 'channel_off':
      await changeChallenge(services, challenge, (current) => codeNotSent(current, at))
      return { kind: 'undeliverable' }
    case 'unknown_user':
    case 'suspended':
      throw new SecondFactorError('provider_unavailable', `The provider does not serve this account (${answer.kind}).`)
  }
}
