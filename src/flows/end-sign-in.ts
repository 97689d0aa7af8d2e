/** Ending what a sign-in began or earned, in every process. */
import { changeAccount } from './change-account.js'
import type { Services, Visit } from './services.js'

/** Ends the half-made sign-in: its push, its codes. */
export async function cancelSignIn(services: Services, visit: Visit): Promise<void> {
  await services.store.endChallenge(visit.person.id, visit.challengeId)
  services.events.emit({ type: 'cancelled', userId: visit.person.id, at: services.clock.now() })
}

/** Ends the session's mark and challenge; a slow request that saves the old session brings nothing back. */
export async function logOut(services: Services, visit: Visit): Promise<void> {
  const { id } = visit.person
  await services.store.endChallenge(id, visit.challengeId)
  if (visit.markId !== null) await services.store.endMark(id, visit.markId)
  services.copies.forget(id)
  services.events.emit({ type: 'logged_out', userId: id, at: services.clock.now() })
}

/** Voids everything the user holds anywhere. The risen version holds even if the state store forgets. */
export async function revokeUser(services: Services, userId: string): Promise<void> {
  const now = services.clock.now()
  await changeAccount(services, userId, (record) => ({
    fields: { credentialVersion: record.credentialVersion + 1 },
    answer: undefined,
  }))
  await services.store.revokeUser(userId, now)
  services.copies.forget(userId)
  services.events.emit({ type: 'revoked', userId, at: now })
}
