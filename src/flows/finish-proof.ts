/** Uses a challenge up: consumed and marked in one atomic step, then the account follows. */
import { consume } from '../challenge/transitions.js'
import type { Challenge } from '../challenge/challenge.js'
import { newId } from '../ids.js'
import type { Method } from '../methods.js'
import type { AccountRecord, Factor } from '../ports/account-store.js'
import type { CompleteResult, Mark } from '../ports/state-store.js'
import { changeAccount } from './change-account.js'
import type { AccountChange } from './change-account.js'
import { withActivity } from './activity.js'
import type { Situation } from './decide.js'
import { removeSoon } from './remove-phone.js'
import type { Services } from './services.js'
import { tellPerson } from './tell-user.js'

/** One second factor lasts a day at most, whatever policy says (NIST SP 800-63B-4, 2.2.3). */
export const MARK_LIFE_MS = 24 * 60 * 60_000

/** A grant is for the request that waits for it, not for later. */
const GRANT_LIFE_MS = 5 * 60_000

/** Longer than any window in which a provider would take the same code again. */
const CODE_REMEMBERED_MS = 15 * 60_000

export interface Proof {
  readonly method: Method
  readonly amr: readonly string[]
  /** Keyed digest of the accepted code; `null` for a push. */
  readonly codeDigest: string | null
}

/** `isNew`: this very call used the challenge up; otherwise the answer repeats what another call earned. */
export type FinishResult = Exclude<CompleteResult, { kind: 'completed' }> | (Extract<CompleteResult, { kind: 'completed' }> & { readonly isNew: boolean })

/** @returns `stale` when the challenge changed meanwhile: nothing was used up */
export async function finishProof(
  services: Services,
  situation: Situation,
  challenge: Challenge,
  proof: Proof,
): Promise<FinishResult> {
  const now = services.clock.now()
  const mark = factorMark(situation, challenge, proof, now)
  const result = await services.store.completeChallenge({
    challenge: consume(challenge, mark.id, now),
    mark,
    codeDigest: proof.codeDigest,
    codeUntil: now + CODE_REMEMBERED_MS,
    now,
  })
  if (result.kind !== 'completed') return result
  const isNew = result.mark.id === mark.id
  // One sign-in is noted and told once, also when two processes finish it. A new phone is put in force by whoever comes
  // first, and by the other one if that one fell over on the way.
  if (isNew || challenge.purpose === 'enroll') await settleAccount(services, situation, challenge, proof.method)
  const { method, amr } = proof
  if (isNew) services.events.emit({ type: 'signed_in', userId: challenge.userId, at: now, method, amr })
  return { ...result, isNew }
}

/**
 * The mark of a challenge that this same session used up a moment ago, as after a double click or a session that
 * could not be saved. @returns `null` when there is nothing to repeat
 */
export async function proofAgain(services: Services, challenge: Challenge | null): Promise<Mark | null> {
  if (challenge?.consumed == null) return null
  const now = services.clock.now()
  const { userId, credentialVersion, consumed } = challenge
  // Never written: the store answers the mark that it made the first time, or that it is too late.
  const mark: Mark = { id: consumed.markId, userId, kind: 'factor', scope: null, method: null, amr: [], createdAt: now, expiresAt: now, credentialVersion }
  const result = await services.store.completeChallenge({ challenge, mark, codeDigest: null, codeUntil: now, now })
  return result.kind === 'completed' ? result.mark : null
}

function factorMark({ account }: Situation, challenge: Challenge, proof: Proof, now: number): Mark {
  // A proof that puts a new factor in force also raises the version, and belongs to the new one.
  const rise = replaces(account, challenge) ? 1 : 0
  const { scope } = challenge
  return {
    id: newId(),
    userId: challenge.userId,
    kind: scope === null ? 'factor' : 'grant',
    scope,
    method: proof.method,
    amr: proof.amr,
    createdAt: now,
    expiresAt: now + (scope === null ? MARK_LIFE_MS : GRANT_LIFE_MS),
    credentialVersion: account.credentialVersion + rise,
  }
}

function replaces(account: AccountRecord, challenge: Challenge): boolean {
  return challenge.purpose === 'enroll' && account.state === 'enrolled'
}

/** Puts a proven new factor in force, forgets failures, and notes what happened for the person's own list. */
async function settleAccount(services: Services, situation: Situation, challenge: Challenge, method: Method): Promise<void> {
  const now = services.clock.now()
  const { userId } = challenge
  const factor = await changeAccount(services, userId, (record) => {
    const { fields, answer } = challenge.purpose === 'enroll' ? promote(record, challenge, method, now) : { fields: {}, answer: null }
    if (fields === null) return { fields, answer }
    const what = challenge.purpose === 'enroll' ? 'enrolled' : 'signed_in'
    return { fields: { failuresInARow: 0, ...fields, activity: withActivity(record, situation, { what, method }) }, answer }
  })
  if (factor === null) return
  services.events.emit({ type: 'enrolled', userId, at: now })
  tellPerson(services, situation.visit.person, { kind: 'enrolled', phoneHint: factor.phoneHint })
  removeSoon(services, userId)
}

/** @returns as the answer the factor that is in force now, or `null` when the proof was for none that waits */
function promote(record: AccountRecord, challenge: Challenge, method: Method, now: number): AccountChange<Factor | null> {
  const change = { state: 'enrolled', enrolledAt: now, failuresInARow: 0, optedOutAt: null, needsHelpDesk: false } as const
  const { factor, replacement } = record
  if (record.state === 'pending' && factor?.providerId === challenge.providerId) {
    const proven = withMethod(factor, method)
    return { fields: { ...change, factor: proven }, answer: proven }
  }
  if (record.state === 'enrolled' && replacement?.providerId === challenge.providerId) {
    const credentialVersion = record.credentialVersion + 1
    const proven = withMethod(replacement, method)
    return { fields: { ...change, factor: proven, replacement: null, credentialVersion }, answer: proven }
  }
  return { fields: null, answer: null }
}

/** An approval or an app code shows that the app is there, whatever was known before. */
function withMethod(factor: Factor, method: Method): Factor {
  const shown: readonly Method[] = method === 'push' || method === 'totp' ? ['push', 'totp'] : [method]
  return { ...factor, methods: [...new Set([...shown, ...factor.methods])] }
}
