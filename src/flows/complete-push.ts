/** Uses an approval once, for the session that asked for it. */
import type { Challenge } from '../challenge/challenge.js'
import { onPush } from '../challenge/transitions.js'
import { newId } from '../ids.js'
import { amrOf } from '../methods.js'
import type { Mark } from '../ports/state-store.js'
import { changeChallenge } from './change-challenge.js'
import type { Situation } from './decide.js'
import { finishProof, proofAgain } from './finish-proof.js'
import { readChallenge, targetOf } from './open-challenge.js'
import { approvalInHand } from './resolve-push.js'
import type { Services } from './services.js'

export type CompletePushResult =
  | { readonly kind: 'completed'; readonly mark: Mark; readonly isNew: boolean }
  | { readonly kind: 'not_approved' | 'no_challenge' | 'denied' | 'expired' | 'wrong_match_code' | 'locked' }

const MAX_TRIES = 5

/** @param matchCode the two digits typed over, when policy asks for them */
export function completePush(
  services: Services,
  situation: Situation,
  matchCode: string | null,
): Promise<CompletePushResult> {
  const { challengeId, known } = situation.visit
  // A token is good for one success, so its requests do not share one.
  const key = `push\n${challengeId}\n${matchCode ?? ''}\n${known === null ? '' : newId()}`
  return services.shared.run(key, () => completeUnshared(services, situation, matchCode))
}

async function completeUnshared(
  services: Services,
  situation: Situation,
  matchCode: string | null,
): Promise<CompletePushResult> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const { known } = situation.visit
    const challenge = tries === 0 && known !== null ? known : await readChallenge(services, situation)
    const again = await proofAgain(services, challenge)
    if (again !== null && situation.unthrottled.outcome !== 'locked') return { kind: 'completed', mark: again, isNew: false }
    const refusal = refusalOf(services, situation, challenge)
    if (refusal !== null || challenge === null) return { kind: refusal ?? 'no_challenge' }
    const result = await completeOnce(services, situation, challenge, matchCode)
    if (result !== 'again') return result
  }
  return { kind: 'not_approved' }
}

function refusalOf(
  services: Services,
  situation: Situation,
  challenge: Challenge | null,
): 'no_challenge' | 'locked' | null {
  if (situation.unthrottled.outcome === 'locked') return 'locked'
  if (challenge === null || challenge.push === null) return 'no_challenge'
  if (challenge.credentialVersion !== situation.account.credentialVersion) return 'no_challenge'
  if (challenge.consumed !== null) return 'no_challenge'
  const target = targetOf(services, situation)
  const same = target?.purpose === challenge.purpose && target.factor.providerId === challenge.providerId
  return same ? null : 'no_challenge'
}

async function completeOnce(
  services: Services,
  situation: Situation,
  before: Challenge,
  matchCode: string | null,
): Promise<CompletePushResult | 'again'> {
  const challenge = await approvalInHand(services, before)
  const refusal = await unapproved(services, challenge, matchCode)
  if (refusal !== null) return { kind: refusal }
  const proof = { method: 'push', amr: amrOf('push'), codeDigest: null } as const
  const result = await finishProof(services, situation, challenge, proof)
  switch (result.kind) {
    case 'completed':
      if (result.isNew && before.push?.state !== 'approved') services.events.emit({ type: 'push_approved', userId: before.userId, at: situation.now })
      return result
    case 'stale':
      return 'again'
    case 'missing':
    case 'code_used':
      return { kind: 'no_challenge' }
  }
}

type Refusal = Exclude<CompletePushResult['kind'], 'completed'>

async function unapproved(services: Services, challenge: Challenge, matchCode: string | null): Promise<Refusal | null> {
  switch (challenge.push?.state) {
    case 'approved':
      return wrongMatchCode(services, challenge, matchCode)
    case 'denied':
      return 'denied'
    case 'expired':
      return 'expired'
    case 'sending':
    case 'pending':
      return 'not_approved'
    case 'failed':
    case undefined:
      return 'no_challenge'
  }
}

/** Digits that do not match void the approval: a reflex on the phone must be worth nothing. */
async function wrongMatchCode(services: Services, challenge: Challenge, typed: string | null): Promise<Refusal | null> {
  const { push } = challenge
  if (push === null || !push.matchEntry || push.matchCode === typed) return null
  if (typed !== null) {
    await changeChallenge(services, challenge, (current) => onPush(current, push.sentAt, { kind: 'voided' }))
  }
  return 'wrong_match_code'
}
