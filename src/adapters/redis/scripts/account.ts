/**
 * Scripts on accounts. The value is `<version> <id of the call that wrote it>[.<tag>…] <record as JSON>`: the tags
 * (digests) are those of the provider ids in the record, in whose lists of holders the account is for certain.
 */
import { script } from '../redis-runner.js'

/** KEYS account. Answers its value or nil. */
export const READ_ACCOUNT = script(`
return redis.call('GET', KEYS[1])
`)

/**
 * KEYS account. ARGV version that must be stored (0: none), id of the call, record, '1' when the account is in the
 * lists of its provider ids, tags of these ids. Answers 1 when written, also if it was this very call that wrote it;
 * 0 when another version is stored; 2, and writes nothing, when the account has first to be entered in the lists.
 */
export const WRITE_ACCOUNT = script(`
local stored = redis.call('GET', KEYS[1])
local version, call, listed = 0, '', ''
if stored then
  local text
  text, call, listed = string.match(stored, '^(%d+) ([%w_-]+)(%S*) ')
  version = tonumber(text)
end
if call == ARGV[2] then return 1 end
if version ~= tonumber(ARGV[1]) then return 0 end
local word = ARGV[2]
for i = 5, #ARGV do
  if ARGV[4] ~= '1' and not string.find(listed, ARGV[i], 1, true) then return 2 end
  word = word .. '.' .. ARGV[i]
end
redis.call('SET', KEYS[1], string.format('%d %s %s', version + 1, word, ARGV[3]))
return 1
`)

/**
 * A member of the sorted set of tags that is no tag: every account in the set is in the lists of its provider ids.
 * Missing where accounts were written before there were such lists.
 */
export const ALL_LISTED = '!'

/** KEYS sorted set of tags. ARGV tag. A new set begins with `ALL_LISTED`. */
export const LIST_TAG = script(`
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('ZADD', KEYS[1], 0, '${ALL_LISTED}') end
return redis.call('ZADD', KEYS[1], 0, ARGV[1])
`)

/** KEYS sorted set of tags. ARGV member. Answers nil when it is not in the set. */
export const FIND_TAG = script(`
return redis.call('ZSCORE', KEYS[1], ARGV[1])
`)

/** KEYS sorted set of tags. ARGV tag after which to begin ('' for the first), how many. Answers tags in order. */
export const NEXT_TAGS = script(`
local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
return redis.call('ZRANGEBYLEX', KEYS[1], from, '+', 'LIMIT', 0, ARGV[2])
`)

/** KEYS list of holders. ARGV tag of the account. */
export const ADD_HOLDER = script(`
return redis.call('ZADD', KEYS[1], redis.call('TIME')[1], ARGV[1])
`)

/** KEYS list of holders. Answers the tags of the accounts. */
export const READ_HOLDERS = script(`
return redis.call('ZRANGE', KEYS[1], 0, -1)
`)

/**
 * KEYS list of holders. ARGV tag of an account that does not hold the id. It stays for a day after it was entered,
 * since its account may be about to be written.
 */
export const DROP_HOLDER = script(`
local enteredAt = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not enteredAt or redis.call('TIME')[1] - enteredAt < 86400 then return 0 end
return redis.call('ZREM', KEYS[1], ARGV[1])
`)
