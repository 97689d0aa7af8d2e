/**
 * The provider's callback: a reason to ask the provider, never the answer itself. Lost, doubled, late and forged
 * ones are all harmless.
 */
import { newId } from '../ids.js'
import type { CallbackResult, RawCallback } from '../ports/provider.js'
import { resolvePush } from './resolve-push.js'
import type { Services } from './services.js'

const REPLAY_MEMORY_MS = 15 * 60_000

/**
 * @returns `bad_signature`, or `accepted` with the question to the provider still under way, so that a slow
 *   provider does not keep its own callback waiting
 */
export async function receiveCallback(
  services: Services,
  callback: RawCallback,
): Promise<{ readonly kind: 'bad_signature' } | { readonly kind: 'accepted'; readonly settled: Promise<void> }> {
  const result = services.provider.readCallback(callback)
  if (result.kind === 'bad_signature') return result
  if (result.kind === 'ignored') return { kind: 'accepted', settled: Promise.resolve() }
  const origin = await services.store.findPush(result.ref, callback.now)
  if (origin === null) {
    services.events.emit({ type: 'callback', userId: '', at: callback.now, result: 'unknown' })
    return { kind: 'accepted', settled: Promise.resolve() }
  }
  const { userId, challengeId } = origin
  const seen = await services.store.consumeOnce(userId, `callback ${result.deliveryId}`, newId(), callback.now + REPLAY_MEMORY_MS, callback.now)
  if (seen === 'used') {
    services.events.emit({ type: 'callback', userId, at: callback.now, result: 'replayed' })
    return { kind: 'accepted', settled: Promise.resolve() }
  }
  return { kind: 'accepted', settled: settle(services, userId, challengeId, result, callback.now) }
}

type Verified = Extract<CallbackResult, { kind: 'verified' }>

async function settle(services: Services, userId: string, challengeId: string, news: Verified, now: number): Promise<void> {
  try {
    const challenge = await services.store.readChallenge(userId, challengeId, now)
    const fits = challenge?.push?.ref === news.ref && challenge.providerId === news.providerId
    services.events.emit({ type: 'callback', userId, at: now, result: fits ? 'used' : 'mismatch' })
    if (fits) await resolvePush(services, challenge, 'now')
  } catch {
    // Nobody waits for this. The browser's next poll asks again, and what failed was reported by whoever failed.
  }
}
