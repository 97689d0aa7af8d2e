/** Checks a typed code: charged before the provider is asked, accepted once, honest about what was proven. */
import type { Challenge } from '../challenge/challenge.js'
import { attemptBack } from '../challenge/transitions.js'
import { SecondFactorError } from '../errors.js'
import { keyedDigest, newId } from '../ids.js'
import { amrOf } from '../methods.js'
import type { Method } from '../methods.js'
import type { VerifyCodeResult } from '../ports/provider.js'
import type { Mark } from '../ports/state-store.js'
import { claimAttempt, countFailure, refused, refusedAsLocked, withTriesLeft } from './attempts.js'
import { changeChallenge } from './change-challenge.js'
import { codeLock } from './code-lock.js'
import type { Situation } from './decide.js'
import { doneMeanwhile, finishCode } from './finish-code.js'
import { openChallenge, targetOf } from './open-challenge.js'
import { provenMethod } from './proven-method.js'
import { mayProve } from './start-push.js'
import type { Services } from './services.js'

export type CheckCodeResult =
  | { readonly kind: 'completed'; readonly mark: Mark; readonly isNew: boolean }
  | { readonly kind: 'wrong_code'; readonly attemptsLeft: number }
  | { readonly kind: 'code_used' | 'code_expired' | 'no_challenge' | 'method_not_allowed' }
  /** `until` is epoch ms, `null` when only the help desk can lift the lock. */
  | { readonly kind: 'locked'; readonly until: number | null }
  | { readonly kind: 'limited'; readonly retryAt: number }

/**
 * @param code digits only, already stripped of blanks
 * @param purpose what the caller means to prove; another one on offer is `no_challenge`
 */
export function checkCode(
  services: Services,
  situation: Situation,
  code: string,
  purpose: Challenge['purpose'],
): Promise<CheckCodeResult> {
  const { challengeId, known } = situation.visit
  const key = `code\n${purpose}\n${challengeId}\n${code}\n${known === null ? '' : newId()}`
  return services.shared.run(key, () => checkOnce(services, situation, code, purpose))
}

async function checkOnce(
  services: Services,
  situation: Situation,
  code: string,
  purpose: Challenge['purpose'],
): Promise<CheckCodeResult> {
  const lock = await codeLock(services, situation)
  if (lock !== null) return refusedAsLocked(services, situation, lock.until)
  const target = targetOf(services, situation)
  if (target === null || target.purpose !== purpose || !mayProve(situation, target)) return { kind: 'no_challenge' }
  const done = await doneMeanwhile(services, situation)
  if (done !== null) return done
  const challenge = await withTriesLeft(services, situation, await openChallenge(services, situation, target))
  if (challenge === null) return { kind: 'no_challenge' }
  const method = provenMethod(challenge, target, situation)
  if (method === 'no_challenge' || method === 'code_expired' || method === 'method_not_allowed') return { kind: method }
  return charged(services, situation, challenge, method, code)
}

async function charged(
  services: Services,
  situation: Situation,
  challenge: Challenge,
  method: Method,
  code: string,
): Promise<CheckCodeResult> {
  const claim = await claimAttempt(services, situation, challenge)
  if (claim.kind === 'locked') return claim
  if (claim.kind === 'lost') return (await doneMeanwhile(services, situation)) ?? { kind: 'no_challenge' }
  const { op, attemptsLeft: left } = claim
  const verdict = await ask(services, claim.challenge, code, op)
  return onVerdict(services, situation, claim.challenge, { method, code, op, left }, verdict)
}

/** No verdict reveals nothing about the code, so it costs no attempt. */
async function ask(services: Services, challenge: Challenge, code: string, op: string): Promise<VerifyCodeResult> {
  try {
    return await services.provider.verifyCode(challenge.providerId, code)
  } catch (error) {
    await takeBack(services, challenge, op)
    throw error
  }
}

async function takeBack(services: Services, challenge: Challenge, op: string): Promise<void> {
  await services.store.refund(challenge.userId, op)
  await changeChallenge(services, challenge, attemptBack)
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
      return { kind: 'wrong_code', attemptsLeft: tried.left }
    case 'used': {
      const done = await doneMeanwhile(services, situation)
      if (done !== null) return done
      refused(services, userId, 'used')
      return { kind: 'code_used' }
    }
    case 'limited':
      await takeBack(services, challenge, tried.op)
      return { kind: 'limited', retryAt: situation.now + verdict.retryAfterSeconds * 1000 }
    case 'unknown_user':
    case 'suspended':
      await takeBack(services, challenge, tried.op)
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
  const result = await finishCode(services, situation, challenge, proof)
  if (result.kind === 'completed') return result
  if (result.kind !== 'code_used') return { kind: 'no_challenge' }
  refused(services, userId, 'used')
  return { kind: 'code_used' }
}
