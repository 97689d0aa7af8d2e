/** Whether the parts we stand on answer, for `/healthz`. */
import { isSecondFactorError } from '../errors.js'
import type { Services } from './services.js'

export interface Health {
  readonly status: 'ok' | 'degraded'
  readonly policy: { readonly status: 'ok' | 'stale'; readonly revision: string; readonly problem: string | null }
  readonly store: { readonly status: 'up' | 'down'; readonly round_trip_ms: number | null; readonly skew_ms: number | null; readonly live: boolean }
  readonly provider: { readonly status: 'up' | 'down'; readonly name: string }
}

export async function health(services: Services, policy: Health['policy']): Promise<Health> {
  const store = await storeHealth(services)
  const provider = { status: services.provider.isUp() ? 'up' : 'down', name: services.provider.name } as const
  const ok = store.status === 'up' && provider.status === 'up' && policy.status === 'ok'
  return { status: ok ? 'ok' : 'degraded', policy, store, provider }
}

async function storeHealth({ store, clock }: Services): Promise<Health['store']> {
  try {
    const { roundTripMs, skewMs } = await store.ping(clock.now())
    return { status: 'up', round_trip_ms: roundTripMs, skew_ms: skewMs, live: store.isLive() }
  } catch (error) {
    if (!isSecondFactorError(error)) throw error
    return { status: 'down', round_trip_ms: null, skew_ms: null, live: false }
  }
}
