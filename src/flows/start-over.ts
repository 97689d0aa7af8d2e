/**
 * Drops a number that the person entered and did not confirm, as after a slip of the finger. Whoever has the password
 * could have entered one as well, so nothing is given away; a number that the organisation registered stays.
 */
import { owedProofs } from './bind-proofs.js'
import { changeAccount } from './change-account.js'
import type { Situation } from './decide.js'
import { removeSoon } from './remove-phone.js'
import type { Services } from './services.js'

/** @returns whether it was dropped */
export async function startOver(services: Services, situation: Situation): Promise<boolean> {
  if (!mayStartOver(situation)) return false
  const { userId } = situation.account
  const isDropped = await changeAccount(services, userId, ({ state, factor }) => {
    const isOwn = state === 'pending' && factor?.registeredBy === 'self_service'
    return { fields: isOwn ? { state: 'none', factor: null } : null, answer: isOwn }
  })
  if (!isDropped) return false
  await services.store.endChallenge(userId, situation.visit.challengeId)
  services.events.emit({ type: 'enrollment_dropped', userId, at: situation.now })
  removeSoon(services, userId)
  return true
}

/** Where policy wants proofs for a phone, they are wanted for another one as well. */
export function mayStartOver(situation: Situation): boolean {
  const { state, factor } = situation.account
  const isOwn = state === 'pending' && factor?.registeredBy === 'self_service'
  return isOwn && owedProofs(situation).length === 0 && situation.decision.outcome !== 'locked'
}
