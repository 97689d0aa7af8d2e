/**
 * Knows whether the provider is reachable. Three failures in a row make it *down* for ten seconds, so that policy's
 * `on_provider_error` applies and waiting people get an answer at once; then it is tried again.
 */
import { isSecondFactorError } from '../errors.js'
import type { Clock } from '../ports/clock.js'
import type { EventSink } from '../ports/events.js'
import type { Provider } from '../ports/provider.js'

const FAILURES_UNTIL_DOWN = 3
const DOWN_MS = 10_000

export type WatchedProvider = Provider & { readonly isUp: () => boolean }

export function watchProvider(provider: Provider, clock: Clock, events: EventSink): WatchedProvider {
  let failures = 0
  let downUntil = 0
  const watch = async <T>(call: Promise<T>): Promise<T> => {
    try {
      const answer = await call
      failures = 0
      downUntil = 0
      return answer
    } catch (error) {
      // A call that was not made says nothing about the provider; strangers could make many at once.
      if (isSecondFactorError(error) && error.code === 'provider_not_asked') throw error
      failures += 1
      if (failures >= FAILURES_UNTIL_DOWN) downUntil = clock.now() + DOWN_MS
      const code = isSecondFactorError(error) && error.code === 'provider_key_refused' ? error.code : 'provider_unavailable'
      events.emit({ type: 'provider_failed', userId: '', at: clock.now(), code })
      throw error
    }
  }
  return {
    name: provider.name,
    methods: provider.methods,
    ...(provider.app === undefined ? {} : { app: provider.app }),
    isUp: () => clock.now() >= downUntil || clock.now() < downUntil - DOWN_MS,
    register: (registration) => watch(provider.register(registration)),
    sendPush: (request) => watch(provider.sendPush(request)),
    pushStatus: (ref, providerId) => watch(provider.pushStatus(ref, providerId)),
    sendCode: (request) => watch(provider.sendCode(request)),
    verifyCode: (providerId, code) => watch(provider.verifyCode(providerId, code)),
    lookUp: (providerId) => watch(provider.lookUp(providerId)),
    remove: (providerId) => watch(provider.remove(providerId)),
    readCallback: (callback) => provider.readCallback(callback),
    close: () => provider.close(),
  }
}
