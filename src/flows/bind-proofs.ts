/**
 * What policy wants to see, beside the password, before a phone is bound (`bind_new_phone`). A fresh factor of this
 * session is worth as much as all of it.
 */
import { newId } from '../ids.js'
import type { Recipient } from '../ports/notifier.js'
import type { TakeResult } from '../ports/state-store.js'
import type { Situation } from './decide.js'
import type { Services } from './services.js'

export interface GivenProof {
  readonly kind: string
  readonly value: string
}

export type CheckProofResult = { readonly kind: 'accepted' | 'refused' | 'not_asked' } | Extract<TakeResult, { kind: 'limited' }>

const WINDOWS = [{ max: 5, perMs: 15 * 60_000 }] as const

/** Names of the proofs that are still owed; empty when nothing is. */
export function owedProofs({ visit, decision }: Situation): readonly string[] {
  return decision.settings.enrollment.bindNewPhone.requires.filter((kind) => !visit.provenBy.includes(kind))
}

/** Whether policy names proofs and this session has given all of them. */
export function hasBindProof(situation: Situation): boolean {
  return situation.decision.settings.enrollment.bindNewPhone.requires.length > 0 && owedProofs(situation).length === 0
}

/** Counted before it is checked, wrong or right. */
export async function checkProof(services: Services, situation: Situation, given: GivenProof): Promise<CheckProofResult> {
  const proof = wanted(services, situation, given.kind)
  if (proof === null) return { kind: 'not_asked' }
  const taken = await take(services, situation, 'proof')
  if (taken.kind === 'limited') return taken
  const { userId } = situation.account
  // Anything but a plain yes is a no, whatever a host without types answers.
  const answer: unknown = await proof.check(given.value, recipient(situation))
  const isProven = answer === true
  const type = isProven ? 'proof_accepted' : 'proof_refused'
  services.events.emit({ type, userId, at: situation.now, proof: given.kind })
  return { kind: isProven ? 'accepted' : 'refused' }
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
