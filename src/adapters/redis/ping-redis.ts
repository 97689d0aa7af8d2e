/** Measures the way to Redis and back, and how far its clock is from ours. */
import type { RedisRunner } from './redis-runner.js'
import { asList, asNumber } from './reply.js'

/** @returns `skewMs` positive when the clock of Redis is ahead of `now` */
export async function pingRedis(runner: RedisRunner, now: number): Promise<{ roundTripMs: number; skewMs: number }> {
  const startedAt = performance.now()
  const reply = await runner.within(() => runner.client.time())
  const roundTripMs = performance.now() - startedAt
  const [seconds, micros] = asList(reply)
  const theirs = asNumber(seconds) * 1000 + asNumber(micros) / 1000
  return { roundTripMs, skewMs: Math.round(theirs - (now + roundTripMs / 2)) }
}
