/** The owner of the phone answers an approval request, or lets it expire. */
import { deliverCallback } from './callback/deliver-callback.js'
import type { Approval } from './state.js'
import { changed, track, type World } from './world.js'

/** Expiry is noticed when somebody looks, as of the moment it was due. */
export function settleExpiry(approval: Approval, now: number): Approval {
  if (approval.status === 'pending' && approval.expiresAt !== null && approval.expiresAt <= now) {
    approval.status = 'expired'
    approval.updatedAt = approval.expiresAt
  }
  return approval
}

/**
 * Answers a pending request and sends the callback. The promise ends with the delivery.
 * Null when the request is not pending any more.
 */
export function answerApproval(world: World, approval: Approval, answer: 'approved' | 'denied'): Promise<void> | null {
  const now = world.clock.now()
  if (settleExpiry(approval, now).status !== 'pending') return null
  approval.status = answer
  approval.processedAt = now
  approval.updatedAt = now
  changed(world)
  const delivery = deliverCallback(world, approval)
  track(world, delivery)
  return delivery
}
