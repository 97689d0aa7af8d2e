/**
 * What policy wants to see, beside the password, before a phone is bound (`bind_new_phone`). A fresh factor of this
 * session is worth as much as all of it.
 */
import { newId } from '../ids.js'
import type { Recipient } from '../ports/notifier.js'
import type { TakeResult } from '../ports/state-store.js'
import type { Situation } from './decide.js'
import { spendCode } from './recovery-codes.js'
import type { Services } from './services.js'

export interface GivenProof {
  readonly kind: string
  readonly value: string
}

export type CheckProofResult = { readonly kind: 'accepted' | 'refused' | 'not_asked' } | Extract<TakeResult, { kind: 'limited' }>

const WINDOWS = [{ max: 5, perMs: 15 * 60_000 }] as const

/** Names of the proofs that are still owed; empty when nothing is. */
export function owedProofs(situation: Situation): readonly string[] {
  return demanded(situation).filter((kind) => !situation.visit.provenBy.includes(kind))
}

/** After a reset the help desk's own code is wanted, whatever policy asks besides. */
export const HELP_DESK_PROOF = 'help_desk'

function demanded({ account, decision }: Situation): readonly string[] {
  const { requires } = decision.settings.enrollment.bindNewPhone
  return account.needsHelpDesk ? [HELP_DESK_PROOF, ...requires] : requires
}

/** Whether policy names proofs and this session has given all of them. */
export function hasBindProof(situation: Situation): boolean {
  return demanded(situation).length > 0 && owedProofs(situation).length === 0
}

/** Counted before it is checked, wrong or right. */
export async function checkProof(services: Services, situation: Situation, given: GivenProof): Promise<CheckProofResult> {
  const check = checkerOf(services, situation, given.kind)
  if (check === null) return { kind: 'not_asked' }
  const taken = await take(services, situation, 'proof')
  if (taken.kind === 'limited') return taken
  const isProven = await check(given.value)
  const type = isProven ? 'proof_accepted' : 'proof_refused'
  services.events.emit({ type, userId: situation.account.userId, at: situation.now, proof: given.kind })
  return { kind: isProven ? 'accepted' : 'refused' }
}

type Checker = (value: string) => Promise<boolean>

function checkerOf(services: Services, situation: Situation, kind: string): Checker | null {
  if (kind === HELP_DESK_PROOF && owedProofs(situation).includes(kind)) {
    return async (value) => (await spendCode(services, situation.account, 'bindCode', value)) !== null
  }
  const proof = wanted(services, situation, kind)
  if (proof === null) return null
  return async (value) => {
    // Anything but a plain yes is a no, whatever a host without types answers.
    const answer: unknown = await proof.check(value, recipient(situation))
    return answer === true
  }
}

/** Has the host send what is to be typed. */
export async function startProof(services: Services, situation: Situation, kind: string): Promise<CheckProofResult> {
  const proof = wanted(services, situation, kind)
  if (proof?.start === undefined) return { kind: 'not_asked' }
  const taken = await take(services, situation, 'proof_start')
  if (taken.kind === 'limited') return taken
  await proof.start(recipient(situation))
  services.events.emit({ type: 'proof_started', userId: situation.account.userId, at: situation.now, proof: kind })
  return { kind: 'accepted' }
}

/** Only what policy asks this person for, and the host can check. */
function wanted(services: Services, situation: Situation, kind: string): Services['proofs'][string] | null {
  return owedProofs(situation).includes(kind) && Object.hasOwn(services.proofs, kind) ? (services.proofs[kind] ?? null) : null
}

function take(services: Services, { account, now }: Situation, budget: 'proof' | 'proof_start'): Promise<TakeResult> {
  return services.store.take({ userId: account.userId, budget, op: newId(), now, windows: WINDOWS })
}

function recipient({ visit }: Situation): Recipient {
  const { id, email, locale } = visit.person
  return { userId: id, email, locale }
}
