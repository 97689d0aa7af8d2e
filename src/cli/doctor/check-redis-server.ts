/** Whether one Redis server keeps what it is given. */
import type { RedisFacts } from './read-redis.js'
import { fail, ok, skip, warn } from './finding.js'
import type { Finding } from './finding.js'
import { compareVersions, versionOf } from './version-range.js'

const SKEW_WARN_MS = 500
const SKEW_FAIL_MS = 5000
const OLDEST = [6, 2, 0] as const
const LET_INFO = 'let this user run INFO, or ask whoever runs it'

/** In the order in which one would mend them. */
export function checkRedisServer(facts: RedisFacts): readonly Finding[] {
  return [
    ok('redis.reach', `answers in ${facts.roundTripMs.toFixed(1)} ms`),
    checkVersion(facts),
    checkEviction(facts),
    checkPersistence(facts),
    checkReplicas(facts),
    checkSkew(facts),
  ]
}

function checkVersion({ info }: RedisFacts): Finding {
  const text = info?.get('redis_version') ?? ''
  const version = versionOf(text)
  if (version === null) return skip('redis.version', 'Redis does not tell its version', LET_INFO)
  if (compareVersions(version, OLDEST) >= 0) return ok('redis.version', text)
  return fail('redis.version', `${text} is older than 6.2`, 'upgrade Redis')
}

/** Counters, locks and used codes all expire, so every other policy throws them away first. */
function checkEviction({ maxmemoryPolicy, mayEvict }: RedisFacts): Finding {
  const fix = 'set maxmemory-policy noeviction'
  if (maxmemoryPolicy === null || mayEvict === null) {
    return skip('redis.eviction', 'Redis does not tell maxmemory-policy', LET_INFO)
  }
  if (maxmemoryPolicy === 'noeviction') return ok('redis.eviction', 'maxmemory-policy is noeviction')
  if (mayEvict) return fail('redis.eviction', `maxmemory-policy is ${maxmemoryPolicy}: limits may be forgotten`, fix)
  return warn('redis.eviction', `maxmemory-policy is ${maxmemoryPolicy}, harmless while maxmemory is 0`, fix)
}

function checkPersistence({ info, save }: RedisFacts): Finding {
  const appends = info?.get('aof_enabled')
  if (appends === '1') return ok('redis.persistence', 'appendonly is on')
  const fix = 'set appendonly yes'
  if (save !== null && save !== '') {
    return warn('redis.persistence', `snapshots only (save ${save}): a crash loses what came after`, fix)
  }
  if (appends === undefined) return skip('redis.persistence', 'Redis does not tell appendonly', LET_INFO)
  if (save === null) return skip('redis.persistence', 'appendonly is off; CONFIG is refused, so save is not known', fix)
  return warn('redis.persistence', 'none: a restart forgets locks, limits and used codes', fix)
}

/** `min_slaves_good_slaves` is there exactly when writes are refused without replicas that keep up (Redis INFO). */
function checkReplicas({ info }: RedisFacts): Finding {
  const count = Number(info?.get('connected_slaves') ?? NaN)
  const isReplica = info?.get('role') === 'slave'
  if (isReplica) return fail('redis.replicas', 'this is a replica', 'give the address of the primary')
  if (Number.isNaN(count)) return skip('redis.replicas', 'Redis does not tell its replicas', LET_INFO)
  if (count === 0) return ok('redis.replicas', 'none')
  const isWaiting = info?.has('min_slaves_good_slaves') === true
  if (isWaiting) return ok('redis.replicas', `${count}; writes need one that keeps up`)
  const found = `${count}, and writes do not wait for any: a failover may undo them`
  return warn('redis.replicas', found, 'set min-replicas-to-write 1')
}

function checkSkew({ skewMs }: RedisFacts): Finding {
  const size = Math.abs(skewMs)
  const found = `its clock is ${size} ms ${skewMs < 0 ? 'behind' : 'ahead of'} this machine’s`
  const fix = 'let both keep time by NTP'
  if (size > SKEW_FAIL_MS) return fail('redis.clock', found, fix)
  return size > SKEW_WARN_MS ? warn('redis.clock', found, fix) : ok('redis.clock', found)
}
