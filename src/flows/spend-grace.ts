/** Going on without a second factor this time: one grace login, counted once a sign-in, under today's policy. */
import { newId } from '../ids.js'
import type { Decision } from '../policy/decision.js'
import type { AccountRecord } from '../ports/account-store.js'
import type { Mark } from '../ports/state-store.js'
import { changeAccount } from './change-account.js'
import type { AccountChange } from './change-account.js'
import { judgeAgain } from './decide.js'
import type { Situation } from './decide.js'
import { MARK_LIFE_MS } from './finish-proof.js'
import { hasProvenOldMethod } from './open-challenge.js'
import type { Services } from './services.js'

export type SpendGraceResult =
  /** `remaining`: what is left after this one; `null` where only a date limits. */
  | { readonly kind: 'spent'; readonly remaining: number | null; readonly mark: Mark }
  /** A reminder was put off: nothing was counted. */
  | { readonly kind: 'dismissed' }
  | { readonly kind: 'no_grace_left' }

/** Enough to recognize a repeated request; older sign-ins have long moved on. */
const REMEMBERED_SIGN_INS = 20

export async function spendGrace(services: Services, situation: Situation): Promise<SpendGraceResult> {
  const { decision, mark: held } = situation
  if (decision.reason === 'nudge') return { kind: 'dismissed' }
  // This sign-in has spent its login already; what was decided counts it as the one under way.
  if (held?.kind === 'grace' && decision.maySkip && !owesProof(decision, held)) return { kind: 'spent', remaining: leftAfter(decision), mark: held }
  const spent = await changeAccount(services, situation.account.userId, (record) => spend(services, situation, record))
  if (spent === 'none_left') return { kind: 'no_grace_left' }
  const mark = graceMark(situation)
  await services.store.putMark(mark, situation.now)
  const { remaining } = spent
  services.events.emit({ type: 'grace_spent', userId: situation.account.userId, at: situation.now, remaining })
  return { kind: 'spent', remaining, mark }
}

type Spent = { readonly remaining: number | null } | 'none_left'

/** Decides anew on the record as it is now: with two requests at once only one finds the last login. */
function spend(services: Services, situation: Situation, record: AccountRecord): AccountChange<Spent> {
  const { visit, now } = situation
  const repeated = record.graceSignIns.includes(visit.signInId)
  const before = repeated ? { ...record, graceUsed: Math.max(0, record.graceUsed - 1) } : record
  const decision = judgeAgain(services, situation, before)
  if (!maySkip(situation, decision)) return { fields: null, answer: 'none_left' }
  const answer = { remaining: leftAfter(decision) }
  if (repeated) return { fields: null, answer }
  const graceSignIns = [...record.graceSignIns, visit.signInId].slice(-REMEMBERED_SIGN_INS)
  return { fields: { ...counted(record, now), graceSignIns }, answer }
}

/** With a method on its way out, a grace login counts only where the old method was shown. */
function owesProof({ reason }: Decision, held: Mark): boolean {
  return reason === 'method_no_longer_allowed' && held.method === null
}

function leftAfter({ remaining }: Decision): number | null {
  return remaining === null ? null : remaining - 1
}

function maySkip(situation: Situation, decision: Decision): boolean {
  if (!decision.maySkip) return false
  // With a method on its way out the skip exists after the proof by the old one, not before.
  return decision.reason !== 'method_no_longer_allowed' || hasProvenOldMethod(situation)
}

/** Whoever opted out and was asked again begins a fresh count, in the same write that ends the opt-out. */
function counted(record: AccountRecord, now: number): Partial<AccountRecord> {
  if (record.state !== 'opted_out') {
    return { graceUsed: record.graceUsed + 1, graceStartedAt: record.graceStartedAt ?? now }
  }
  const state = record.factor === null ? 'none' : 'pending'
  return { state, optedOutAt: null, graceUsed: 1, graceStartedAt: now }
}

function graceMark({ visit, account, mark, now }: Situation): Mark {
  return {
    id: newId(),
    userId: visit.person.id,
    kind: 'grace',
    scope: null,
    // A proof by the old method was given; a mere grace login proves nothing.
    method: mark?.method ?? null,
    amr: mark?.amr ?? [],
    createdAt: now,
    expiresAt: now + MARK_LIFE_MS,
    credentialVersion: account.credentialVersion,
  }
}
