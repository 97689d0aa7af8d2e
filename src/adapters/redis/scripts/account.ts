/** Scripts on accounts. The value is `<version> <id of the call that wrote it> <record as JSON>`. */
import { script } from '../redis-runner.js'

/** KEYS account. Answers its value or nil. */
export const READ_ACCOUNT = script(`
return redis.call('GET', KEYS[1])
`)

/**
 * KEYS account. ARGV version that must be stored (0: none), id of the call, record.
 * Answers 1 when written, also if it was this very call that wrote it, else 0.
 */
export const WRITE_ACCOUNT = script(`
local stored = redis.call('GET', KEYS[1])
local version, call = 0, ''
if stored then
  local text
  text, call = string.match(stored, '^(%d+) (%S+) ')
  version = tonumber(text)
end
if call == ARGV[2] then return 1 end
if version ~= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], string.format('%d %s %s', version + 1, ARGV[2], ARGV[3]))
return 1
`)

/** KEYS sorted set of tags. ARGV tag. */
export const LIST_TAG = script(`
return redis.call('ZADD', KEYS[1], 0, ARGV[1])
`)

/** KEYS sorted set of tags. ARGV tag after which to begin ('' for the first), how many. Answers tags in order. */
export const NEXT_TAGS = script(`
local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
return redis.call('ZRANGEBYLEX', KEYS[1], from, '+', 'LIMIT', 0, ARGV[2])
`)
