/** Collects what one Redis server tells about itself; a part that it refuses is `null`. Nothing is written. */
import type { Redis } from 'ioredis'
import { checkRedis } from '../../adapters/redis/check-redis.js'
import { pingRedis } from '../../adapters/redis/ping-redis.js'
import { RedisRunner } from '../../adapters/redis/redis-runner.js'
import { isSecondFactorError } from '../../errors.js'

export interface RedisFacts {
  readonly roundTripMs: number
  /** Positive when the server's clock is ahead. */
  readonly skewMs: number
  /** INFO, by name; `null` when it is refused. */
  readonly info: ReadonlyMap<string, string> | null
  /** `null` when it is not told. */
  readonly maxmemoryPolicy: string | null
  /** Whether keys may be thrown away to make room; `null` when it is not told. */
  readonly mayEvict: boolean | null
  /** Setting `save`; `null` when CONFIG is refused. */
  readonly save: string | null
}

export type RedisReading =
  | { readonly kind: 'facts'; readonly facts: RedisFacts }
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'no_client' }

const TIMEOUT_MS = 2000

/**
 * @param address of one server, as ioredis takes it
 * @param now epoch ms, read when the question goes out
 */
export async function readRedis(address: string, now: () => number): Promise<RedisReading> {
  const ioredis = await import('ioredis').catch(() => null)
  if (ioredis === null) return { kind: 'no_client' }
  const client = new ioredis.Redis(address, {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    // It would ask for INFO, and complain by itself where that is refused.
    enableReadyCheck: false,
  })
  client.on('error', () => undefined) // each command says so itself
  try {
    await client.connect()
    return { kind: 'facts', facts: await factsOf(client, now) }
  } catch (error) {
    return { kind: 'unreachable', why: isSecondFactorError(error) ? error.message : 'Redis cannot be reached.' }
  } finally {
    client.disconnect()
  }
}

async function factsOf(client: Redis, now: () => number): Promise<RedisFacts> {
  const ping = await pingRedis(new RedisRunner(client, TIMEOUT_MS), now())
  const info = await client.info().catch(() => null)
  const evict = await checkRedis(client, TIMEOUT_MS).catch(() => ({ maxmemoryPolicy: null, mayEvict: null }))
  const save: unknown = await client.config('GET', 'save').catch(() => null)
  return { ...ping, ...evict, info: info === null ? null : readInfo(info), save: settingOf(save) }
}

/** Lines of the form `name:value`. */
export function readInfo(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^(\w+):(.*)$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
  return new Map(lines)
}

/** `[name, value]` in the older protocol, a map in the newer one. */
function settingOf(reply: unknown): string | null {
  const values: unknown[] = Array.isArray(reply) ? reply : Object.values(reply ?? {})
  const value = reply instanceof Map ? (reply.get('save') as unknown) : values.at(-1)
  return typeof value === 'string' ? value : null
}
