/**
 * “That wasn't me”: somebody has the password. What is under way ends, requests to the phone pause, the people that
 * policy names are told. Does not lock by itself: whoever has the password could lock the owner out that way.
 */
import { newId } from '../ids.js'
import type { TakeResult } from '../ports/state-store.js'
import { changeAccount } from './change-account.js'
import type { Situation } from './decide.js'
import type { Services } from './services.js'
import { tellPerson } from './tell-user.js'

const FORGET_AFTER_MS = 60 * 60_000

/** Whoever has the password could press on and on: each report signs people out, and writes to them. */
const WINDOWS = [{ max: 5, perMs: 60 * 60_000 }] as const

export type ReportResult = { readonly kind: 'reported'; readonly reference: string } | Extract<TakeResult, { kind: 'limited' }>

/**
 * @param signOut whether every other session of the person ends, too
 * @returns with a reference for the help desk
 */
export async function reportSignIn(services: Services, situation: Situation, signOut: boolean): Promise<ReportResult> {
  const { visit, now } = situation
  const { id: userId } = visit.person
  const taken = await services.store.take({ userId, budget: 'report', op: newId(), now, windows: WINDOWS })
  if (taken.kind === 'limited') return taken
  const reference = newId().slice(0, 10)
  const { pausePush, lock, notify } = services.policy().onReport
  await services.store.pause({ userId, budget: 'push', op: reference, now, ladderMs: [pausePush * 1000], forgetAfterMs: FORGET_AFTER_MS })
  await services.store.endChallenge(userId, visit.challengeId)
  await changeAccount(services, userId, (record) => ({
    fields: { ...(lock ? { adminLocked: true } : {}), ...(signOut ? { credentialVersion: record.credentialVersion + 1 } : {}) },
    answer: undefined,
  }))
  if (signOut) await services.store.revokeUser(userId, now)
  services.copies.forget(userId)
  services.events.emit({ type: 'reported', userId, at: now, reference, notify })
  tellPerson(services, visit.person, { kind: 'reported', reference })
  return { kind: 'reported', reference }
}
