/** Opens the challenge of a sign-in, or finds the one that is open already. */
import { open } from '../challenge/transitions.js'
import type { Challenge } from '../challenge/challenge.js'
import type { Method } from '../methods.js'
import type { Factor } from '../ports/account-store.js'
import { hasBindProof } from './bind-proofs.js'
import { FRESH_MS } from './decide.js'
import type { Situation } from './decide.js'
import type { Services } from './services.js'

/** What may be proven now, and how. `null` when there is nothing to prove. */
export interface Target {
  readonly purpose: Challenge['purpose']
  readonly factor: Factor
  readonly methods: readonly Method[]
}

/** True once the person has shown a factor that policy no longer allows: good for enrolling another one only. */
export function hasProvenOldMethod({ unthrottled, mark, now }: Situation): boolean {
  if (unthrottled.reason !== 'method_no_longer_allowed' || mark?.kind !== 'factor') return false
  return now - mark.createdAt <= Math.min(FRESH_MS, unthrottled.maxAge * 1000)
}

/** What this session can prove: a new factor that waits for its proof, else the one in force. */
export function targetOf(services: Services, situation: Situation): Target | null {
  const { account, unthrottled } = situation
  if (account.state === 'pending') return enrollTarget(services, situation, account.factor)
  // A proof that is asked for now, as for a step-up, comes before one that can wait.
  const isAsked = unthrottled.outcome === 'challenge' && !hasProvenOldMethod(situation) && !hasBindProof(situation)
  if (account.replacement !== null && !isAsked && mayReplace(situation)) {
    return enrollTarget(services, situation, account.replacement)
  }
  if (account.state !== 'enrolled' || account.factor === null) return null
  const methods = unthrottled.methods.filter((method) => method === 'backup_code' || services.provider.methods.includes(method))
  return { purpose: 'sign_in', factor: account.factor, methods }
}

/** A fresh factor of this session, the proof by a method on its way out, or the proofs that policy names instead. */
export function mayReplace(situation: Situation): boolean {
  return isFreshlyProven(situation) || hasBindProof(situation)
}

/** Whether this session proved the factor in force within the last ten minutes. */
export function isFreshlyProven({ account, mark, now }: Situation): boolean {
  return account.state === 'enrolled' && mark?.kind === 'factor' && now - mark.createdAt <= FRESH_MS
}

function enrollTarget(services: Services, { decision }: Situation, factor: Factor | null): Target | null {
  if (factor === null) return null
  // Whether there is an app is known for sure only after the proof; it may have been installed a moment ago.
  const methods = decision.settings.enrollment.confirmWith.filter((method) => services.provider.methods.includes(method))
  return { purpose: 'enroll', factor, methods }
}

export function readChallenge(services: Services, { visit, now }: Situation): Promise<Challenge | null> {
  return services.store.readChallenge(visit.person.id, visit.challengeId, now)
}

/** One challenge for each sign-in: asked for twice at once, both get the same. */
export function openChallenge(services: Services, situation: Situation, target: Target): Promise<Challenge> {
  return services.store.openChallenge(newChallenge(situation, target), situation.now)
}

/** As it is before anything was sent or tried. */
export function newChallenge({ account, visit, decision, now }: Situation, target: Target): Challenge {
  const start = {
    id: visit.challengeId,
    scope: visit.wish?.scope ?? null,
    userId: account.userId,
    purpose: target.purpose,
    providerId: target.factor.providerId,
    credentialVersion: account.credentialVersion,
    revision: decision.revision,
    methods: target.methods,
    maxAttempts: decision.settings.challenge.code.attempts,
  }
  return open(start, now)
}
