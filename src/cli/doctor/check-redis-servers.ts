/** Every server that the application's Redis address names. */
import { checkRedisServer } from './check-redis-server.js'
import { fail, skip } from './finding.js'
import type { Finding } from './finding.js'
import { readRedis } from './read-redis.js'

/**
 * @param addresses as in `REDIS_URL`: several, parted by commas, are the nodes of a Cluster
 * @param now epoch ms
 */
export async function checkRedisServers(addresses: string, now: () => number): Promise<readonly Finding[]> {
  const all = addresses.split(',').map((address) => address.trim()).filter((address) => address !== '')
  if (all.length === 0) return [skip('redis.reach', 'no address of Redis', 'give --redis URL, or set REDIS_URL')]
  const findings: Finding[] = []
  for (const address of all) {
    const found = await checkOne(address, now)
    findings.push(...(all.length === 1 ? found : found.map((one) => named(one, address))))
  }
  return findings
}

async function checkOne(address: string, now: () => number): Promise<readonly Finding[]> {
  if (!/^rediss?:\/\//.test(address) || !URL.canParse(address)) {
    return [fail('redis.reach', 'the address is not one of a Redis server', 'it begins with redis:// or rediss://')]
  }
  const reading = await readRedis(address, now)
  if (reading.kind === 'facts') return checkRedisServer(reading.facts)
  if (reading.kind === 'no_client') return [skip('redis.reach', 'ioredis is not installed', 'npm install ioredis')]
  return [fail('redis.reach', reading.why, 'start it, and look at address, user and password')]
}

function named(finding: Finding, address: string): Finding {
  return { ...finding, found: `${hostOf(address)}: ${finding.found}` }
}

/** Never the whole address: it may hold a password. */
function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : 'one address'
}
