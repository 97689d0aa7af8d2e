/** Checks a typed code: charged before the provider is asked, accepted once, honest about what was proven. */
import type { Challenge } from '../challenge/challenge.js'
import { attempt, hasFreshCode } from '../challenge/transitions.js'
import { SecondFactorError } from '../errors.js'
import { keyedDigest, newId } from '../ids.js'
import { amrOf } from '../methods.js'
import type { Method } from '../methods.js'
import type { VerifyCodeResult } from '../ports/provider.js'
import type { ChargeResult, Mark } from '../ports/state-store.js'
import { changeAccount } from './change-account.js'
import { changeChallenge } from './change-challenge.js'
import type { Situation } from './decide.js'
import { finishProof } from './finish-proof.js'
import { openChallenge, targetOf } from './open-challenge.js'
import { mayProve } from './start-push.js'
import type { Services } from './services.js'

export type CheckCodeResult =
  | { readonly kind: 'completed'; readonly mark: Mark }
  | { readonly kind: 'wrong_code'; readonly attemptsLeft: number }
  | { readonly kind: 'code_used' | 'code_expired' | 'no_challenge' | 'method_not_allowed' }
  /** `until` is epoch ms, `null` when only the help desk can lift the lock. */
  | { readonly kind: 'locked'; readonly until: number | null }
  | { readonly kind: 'limited'; readonly retryAt: number }

const MAX_TRIES = 5

/**
 * @param code digits only, already stripped of blanks
 * @param purpose what the caller means to prove; another one on offer is `no_challenge`
 */
export async function checkCode(
  services: Services,
  situation: Situation,
  code: string,
  purpose: Challenge['purpose'],
): Promise<CheckCodeResult> {
  if (situation.decision.outcome === 'locked') return { kind: 'locked', until: situation.decision.lockedUntil }
  const target = targetOf(services, situation)
  if (target === null || target.purpose !== purpose || !mayProve(situation, target)) return { kind: 'no_challenge' }
  const challenge = await openChallenge(services, situation, target)
  const method = methodProven(challenge, situation)
  if (typeof method !== 'string') return method
  return charged(services, situation, challenge, method, code)
}

/**
 * The provider does not say which code matched. A text or call of this sign-in makes the proof one by text or
 * call; without one only the app's code can be meant. What counts is what was on offer when the challenge began; a
 * method that policy forbade meanwhile is asked about anew at the next request.
 */
function methodProven(challenge: Challenge, { now, decision }: Situation): Method | CheckCodeResult {
  const real = challenge.sent.filter((sent) => !sent.diverted)
  const last = real[real.length - 1]
  const hasTotp = challenge.methods.includes('totp')
  if (last === undefined) return hasTotp ? 'totp' : { kind: 'no_challenge' }
  if (!hasFreshCode(challenge, decision.settings.challenge.code.expiresIn, now)) return hasTotp ? 'totp' : { kind: 'code_expired' }
  return challenge.methods.includes(last.channel) ? last.channel : { kind: 'method_not_allowed' }
}

async function charged(
  services: Services,
  situation: Situation,
  challenge: Challenge,
  method: Method,
  code: string,
): Promise<CheckCodeResult> {
  const op = newId()
  const charge = await chargeFor(services, situation, op)
  if (charge.kind === 'locked') return locked(services, situation, charge.until)
  const counted = await changeChallenge(services, challenge, attempt)
  if (counted.kind !== 'changed') return { kind: 'no_challenge' }
  const verdict = await ask(services, counted.challenge, code, op)
  const left = Math.min(charge.left, counted.challenge.maxAttempts - counted.challenge.attempts)
  return onVerdict(services, situation, counted.challenge, { method, code, op, left }, verdict)
}

function chargeFor(services: Services, { account, now, decision }: Situation, op: string): Promise<ChargeResult> {
  const { failures, per, max, for: first } = decision.settings.lockout
  const limits = { failures, perMs: per * 1000, forMs: first * 1000, maxMs: max * 1000 }
  return services.store.charge({ userId: account.userId, op, now, limits })
}

/** No verdict reveals nothing about the code, so it costs no attempt. */
async function ask(services: Services, challenge: Challenge, code: string, op: string): Promise<VerifyCodeResult> {
  try {
    return await services.provider.verifyCode(challenge.providerId, code)
  } catch (error) {
    await services.store.refund(challenge.userId, op)
    throw error
  }
}

interface Tried {
  readonly method: Method
  readonly code: string
  readonly op: string
  readonly left: number
}

async function onVerdict(
  services: Services,
  situation: Situation,
  challenge: Challenge,
  tried: Tried,
  verdict: VerifyCodeResult,
): Promise<CheckCodeResult> {
  const { userId } = challenge
  switch (verdict.kind) {
    case 'valid':
      return accept(services, situation, challenge, tried)
    case 'wrong':
      await countFailure(services, situation)
      refused(services, userId, 'wrong')
      return { kind: 'wrong_code', attemptsLeft: Math.max(0, tried.left) }
    case 'used':
      refused(services, userId, 'used')
      return { kind: 'code_used' }
    case 'limited':
      await services.store.refund(userId, tried.op)
      return { kind: 'limited', retryAt: situation.now + verdict.retryAfterSeconds * 1000 }
    case 'unknown_user':
    case 'suspended':
      await services.store.refund(userId, tried.op)
      throw new SecondFactorError('provider_unavailable', `The provider does not serve this account (${verdict.kind}).`)
  }
}

async function accept(
  services: Services,
  situation: Situation,
  challenge: Challenge,
  { method, code }: Tried,
): Promise<CheckCodeResult> {
  const { userId, providerId } = challenge
  const codeDigest = keyedDigest(services.digestKey, `code\n${providerId}\n${code}`)
  const proof = { method, amr: amrOf(method), codeDigest }
  let result = await finishProof(services, situation, challenge, proof)
  // A push may have run out between the verdict and now; the code is right all the same.
  for (let tries = 1; result.kind === 'stale' && tries < MAX_TRIES; tries += 1) {
    result = await finishProof(services, situation, result.challenge, proof)
  }
  if (result.kind === 'completed') return result
  if (result.kind !== 'code_used') return { kind: 'no_challenge' }
  refused(services, userId, 'used')
  return { kind: 'code_used' }
}

/** The durable count, which outlives the state store: at policy's `disable_after` codes stay off. */
async function countFailure(services: Services, { account, decision, now }: Situation): Promise<void> {
  const failures = await changeAccount(services, account.userId, (record) => {
    const failuresInARow = record.failuresInARow + 1
    return { fields: { failuresInARow }, answer: failuresInARow }
  })
  if (failures !== decision.settings.lockout.disableAfter) return
  services.events.emit({ type: 'codes_disabled', userId: account.userId, at: now })
}

function locked(services: Services, { account }: Situation, until: number): CheckCodeResult {
  refused(services, account.userId, 'locked')
  return { kind: 'locked', until }
}

function refused(services: Services, userId: string, why: 'wrong' | 'used' | 'locked'): void {
  services.events.emit({ type: 'code_refused', userId, at: services.clock.now(), why })
}
