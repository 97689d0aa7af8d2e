/** Looks whether Redis is set up so that it keeps what it is given. */
import type { RedisClient } from './redis-client.js'
import { RedisRunner } from './redis-runner.js'

export interface RedisFindings {
  /** Setting `maxmemory-policy`; `null` when Redis does not tell. Has to be `noeviction`. */
  readonly maxmemoryPolicy: string | null
  /**
   * Whether Redis may drop counters, locks and used codes to make room, so that limits no longer hold; `null` when
   * it does not tell.
   */
  readonly mayEvict: boolean | null
}

/**
 * In a Cluster one server answers for all.
 * @throws SecondFactorError `store_unavailable` when Redis does not answer in time or refuses INFO
 */
export async function checkRedis(client: RedisClient, timeoutMs = 500): Promise<RedisFindings> {
  const reply = await new RedisRunner(client, timeoutMs).within(() => client.info('memory'))
  const info = typeof reply === 'string' ? reply : ''
  const maxmemoryPolicy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? null
  const maxmemory = /^maxmemory:(\d+)/m.exec(info)?.[1]
  if (maxmemoryPolicy === null || maxmemory === undefined) return { maxmemoryPolicy, mayEvict: null }
  return { maxmemoryPolicy, mayEvict: maxmemory !== '0' && maxmemoryPolicy !== 'noeviction' }
}
