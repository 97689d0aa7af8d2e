/** Refusals that several topics share. */
import { gateRefusal, refusal, type Reply } from '../reply.js'

/** `Retry-After` is ours: the real service was never seen to send it, and a client must live without. */
export const tooManyTokens = (seconds: number): Reply =>
  gateRefusal(429, '60003', 'DoS protection: User has requested too many tokens in the last hour.', {
    'retry-after': String(seconds),
  })

/** Between a removal and its effect. The status is a guess: only the code is known. */
export const pendingDeletion = (): Reply => refusal(404, '60127', 'User is pending deletion')
