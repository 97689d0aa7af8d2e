/** Trying a code costs an attempt, whatever kind of code it is: of this challenge, of the account, and for good. */
import type { Challenge } from '../challenge/challenge.js'
import { attempt, freshAttempts } from '../challenge/transitions.js'
import { newId } from '../ids.js'
import type { ChargeResult } from '../ports/state-store.js'
import { changeAccount } from './change-account.js'
import { changeChallenge } from './change-challenge.js'
import type { Situation } from './decide.js'
import type { Services } from './services.js'

/**
 * A challenge whose tries are used up ends here, before anything is charged. Where the account's own limit is as
 * strict, its lock has passed by now, and the count begins anew.
 */
export async function withTriesLeft(services: Services, { decision }: Situation, challenge: Challenge): Promise<Challenge | null> {
  if (challenge.consumed !== null || challenge.attempts < challenge.maxAttempts) return challenge
  if (challenge.maxAttempts < decision.settings.lockout.failures) return null
  const result = await changeChallenge(services, challenge, freshAttempts)
  return result.kind === 'missing' ? null : result.challenge
}

export type Claim =
  | { readonly kind: 'claimed'; readonly challenge: Challenge; readonly op: string; readonly attemptsLeft: number }
  | Locked
  /** The challenge ended, or was used up, a moment ago: nothing was charged. */
  | { readonly kind: 'lost' }

/** Charges one attempt to the account and to the challenge, before anything is looked at. */
export async function claimAttempt(services: Services, situation: Situation, challenge: Challenge): Promise<Claim> {
  const op = newId()
  const charge = await chargeFor(services, situation, op)
  if (charge.kind === 'locked') return refusedAsLocked(services, situation, charge.until)
  const counted = await changeChallenge(services, challenge, attempt)
  if (counted.kind !== 'changed') {
    await services.store.refund(challenge.userId, op)
    return { kind: 'lost' }
  }
  const { attempts, maxAttempts } = counted.challenge
  return { kind: 'claimed', challenge: counted.challenge, op, attemptsLeft: Math.max(0, Math.min(charge.left, maxAttempts - attempts)) }
}

function chargeFor(services: Services, { account, now, decision }: Situation, op: string): Promise<ChargeResult> {
  const { failures, per, max, for: first } = decision.settings.lockout
  const limits = { failures, perMs: per * 1000, forMs: first * 1000, maxMs: max * 1000 }
  return services.store.charge({ userId: account.userId, op, now, limits })
}

/** The durable count, which outlives the state store: at policy's `disable_after` codes stay off. */
export async function countFailure(services: Services, { account, decision, now }: Situation): Promise<void> {
  const failures = await changeAccount(services, account.userId, (record) => {
    const failuresInARow = record.failuresInARow + 1
    return { fields: { failuresInARow }, answer: failuresInARow }
  })
  if (failures !== decision.settings.lockout.disableAfter) return
  services.events.emit({ type: 'codes_disabled', userId: account.userId, at: now })
}

/** `until` is epoch ms, `null` when only the help desk can lift the lock. */
export interface Locked {
  readonly kind: 'locked'
  readonly until: number | null
}

export function refusedAsLocked(services: Services, { account }: Situation, until: number | null): Locked {
  refused(services, account.userId, 'locked')
  return { kind: 'locked', until }
}

export function refused(services: Services, userId: string, why: 'wrong' | 'used' | 'locked'): void {
  services.events.emit({ type: 'code_refused', userId, at: services.clock.now(), why })
}
