/**
 * Scripts on a user as a whole, on pushes, and on what may happen once. `now` and `until` are epoch ms, a ttl is in
 * ms, message goes to channel.
 */
import { script } from '../redis-runner.js'

/** KEYS user. ARGV now, ttl, channel, message. Revocations only move forward. */
export const REVOKE = script(`
local epoch = redis.call('HGET', KEYS[1], 'e')
if not epoch or tonumber(epoch) < tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 'e', ARGV[1]) end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1
`)

/** KEYS user, untouched: it only sends the script to the right server. ARGV channel, message. */
export const ANNOUNCE = script(`
redis.call('PUBLISH', ARGV[1], ARGV[2])
return 1
`)

/** KEYS push. ARGV epoch ms of the end with user id and challenge id as JSON, ttl. */
export const LINK_PUSH = script(`
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`)

/** KEYS push. Answers what LINK_PUSH stored, or nil. */
export const FIND_PUSH = script(`
return redis.call('GET', KEYS[1])
`)

/**
 * KEYS once. ARGV operation id, epoch ms until which it is remembered, now, ttl. Answers 'first' or 'used'.
 */
export const CONSUME_ONCE = script(`
local stored = redis.call('GET', KEYS[1])
if stored then
  local till, op = string.match(stored, '^(%S+) (.*)$')
  if tonumber(till) > tonumber(ARGV[3]) then
    return op == ARGV[1] and 'first' or 'used'
  end
end
redis.call('SET', KEYS[1], ARGV[2] .. ' ' .. ARGV[1], 'PX', ARGV[4])
return 'first'
`)
