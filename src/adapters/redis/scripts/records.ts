/**
 * Scripts on challenges and marks. Both are JSON arrays that begin with createdAt and expiresAt (epoch ms); see
 * pack-challenge.ts and pack-mark.ts for the rest. `now` is epoch ms, a ttl is in ms, message goes to channel.
 */
import { script } from '../redis-runner.js'

/** `load` answers text and fields of a record that is in time and younger than the user's last revocation. */
const LOAD = `
local function load(key, user, now)
  local text = redis.call('GET', key)
  local epoch = redis.call('HGET', user, 'e')
  if not text then return nil end
  local fields = cjson.decode(text)
  if fields[2] <= now then return nil end
  if epoch and fields[1] <= tonumber(epoch) then return nil end
  return text, fields
end
`

/** KEYS record, user. ARGV now. Answers the record's text or nil. */
export const READ = script(`${LOAD}
local text = load(KEYS[1], KEYS[2], tonumber(ARGV[1]))
return text or false
`)

/**
 * KEYS challenge, user. ARGV challenge, now, ttl, channel, message.
 * Answers the text of the challenge that lives now: the stored one unless it is used up or proves something else.
 */
export const OPEN = script(`${LOAD}
local text, old = load(KEYS[1], KEYS[2], tonumber(ARGV[2]))
if old and old[4] == cjson.null then
  local new = cjson.decode(ARGV[1])
  if old[5] == new[5] and old[6] == new[6] and old[7] == new[7] then return text end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return ARGV[1]
`)

/**
 * KEYS challenge, user. ARGV challenge, now, ttl, channel, message, version that must be stored.
 * Answers {'replaced' | 'stale', text} or {'missing'}. The text ends in an id of this very call, so that the same
 * call sent twice is told apart from a second call that wants to write the same.
 */
export const REPLACE = script(`${LOAD}
local text, old = load(KEYS[1], KEYS[2], tonumber(ARGV[2]))
if not text then return {'missing'} end
if text == ARGV[1] then return {'replaced', text} end
if old[3] ~= tonumber(ARGV[6]) then return {'stale', text} end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return {'replaced', ARGV[1]}
`)

/**
 * KEYS challenge, user, mark, and the code's key when there was a code.
 * ARGV challenge, now, ttl, channel, message, version that must be stored, mark, its ttl, its message,
 *      ms within which a repetition is answered, epoch ms until which the code is remembered, its ttl.
 * Answers {'completed'}, {'repeated', mark id}, {'stale', text}, {'code_used'} or {'missing'}.
 */
export const COMPLETE = script(`${LOAD}
local now = tonumber(ARGV[2])
local text, old = load(KEYS[1], KEYS[2], now)
if not text then return {'missing'} end
if old[4] ~= cjson.null then
  if now <= old[4][2] + tonumber(ARGV[10]) then return {'repeated', old[4][1]} end
  return {'missing'}
end
if old[3] ~= tonumber(ARGV[6]) then return {'stale', text} end
if KEYS[4] then
  local used = redis.call('GET', KEYS[4])
  if used and tonumber(used) > now then return {'code_used'} end
  redis.call('SET', KEYS[4], ARGV[11], 'PX', ARGV[12])
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
redis.call('SET', KEYS[3], ARGV[7], 'PX', ARGV[8])
redis.call('HDEL', KEYS[2], 'f')
redis.call('PUBLISH', ARGV[4], ARGV[5])
redis.call('PUBLISH', ARGV[4], ARGV[9])
return {'completed'}
`)

/** KEYS mark. ARGV mark, ttl, channel, message. */
export const PUT = script(`
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1
`)

/** KEYS challenge or mark. ARGV channel, message. */
export const END = script(`
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[1], ARGV[2])
return 1
`)
