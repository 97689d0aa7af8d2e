/**
 * Scripts on the counters in the user's hash. Tried codes: field `f`, JSON
 * `{a: attempts since the last lock, b: those that led to it, u: locked until, y: operation that locked, l: locks in
 * a row}`, an attempt being [operation id, epoch ms, answer]. A budget: field `t:<budget>`, JSON `{t: [[operation id,
 * epoch ms]], u: paused until, p: paused at, c: pauses in a row, o: [[operation id, paused until]]}`.
 *
 * `now` and `until` are epoch ms; durations are ms.
 */
import { script } from '../redis-runner.js'

/** `keep` writes a field and prolongs the hash, never shortens it. */
const KEEP = `
local function keep(field, value, ttl)
  redis.call('HSET', KEYS[1], field, cjson.encode(value))
  if redis.call('PTTL', KEYS[1]) < ttl then redis.call('PEXPIRE', KEYS[1], string.format('%d', ttl)) end
end
local function fetch(field, empty)
  local text = redis.call('HGET', KEYS[1], field)
  return text and cjson.decode(text) or empty
end
local SLACK = 60000
`

const FAILURES = `${KEEP}
local f = fetch('f', {a = {}, b = {}, u = 0, y = '', l = 0})
`

/**
 * KEYS user. ARGV operation id, now, attempts until a lock, window, first lock, longest lock.
 * Answers {'charged', attempts left} or {'locked', until}. Seen operations get the answer they got before.
 */
export const CHARGE = script(`${FAILURES}
local op, now = ARGV[1], tonumber(ARGV[2])
local limit, window, first, longest = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
for _, list in ipairs({f.a, f.b}) do
  for _, attempt in ipairs(list) do
    if attempt[1] == op then return {'charged', attempt[3]} end
  end
end
if f.u > now then return {'locked', f.u} end

local last, recent = f.u, {}
for _, attempt in ipairs(f.a) do
  last = math.max(last, attempt[2])
  if attempt[2] > now - window then table.insert(recent, attempt) end
end
if now - last >= longest + window then f.l = 0 end

local full = #recent >= limit
local left = limit - #recent - 1
if not full then table.insert(recent, {op, now, left}) end
f.a = recent
if full or left <= 0 then
  f.a, f.b = {}, recent
  f.u, f.y, f.l = now + math.min(first * 2 ^ f.l, longest), full and '' or op, f.l + 1
end
keep('f', f, math.max(f.u - now, 0) + longest + window + SLACK)
if full then return {'locked', f.u} end
return {'charged', left}
`)

/** KEYS user. ARGV operation id. Takes back its attempt, and the lock that it set. */
export const REFUND = script(`${FAILURES}
local op = ARGV[1]
local function others(list, into)
  for _, attempt in ipairs(list) do
    if attempt[1] ~= op then table.insert(into, attempt) end
  end
  return into
end
if redis.call('HEXISTS', KEYS[1], 'f') == 0 then return 0 end
if f.y == op then
  f.a, f.b = others(f.a, others(f.b, {})), {}
  f.u, f.y, f.l = 0, '', math.max(0, f.l - 1)
else
  f.a, f.b = others(f.a, {}), others(f.b, {})
end
redis.call('HSET', KEYS[1], 'f', cjson.encode(f))
return 1
`)

/** KEYS user. */
export const CLEAR_FAILURES = script(`
return redis.call('HDEL', KEYS[1], 'f')
`)

/** KEYS user. ARGV now. Answers until when codes are locked, or nil. */
export const LOCKED_UNTIL = script(`${FAILURES}
if f.u > tonumber(ARGV[1]) then return f.u end
return false
`)

const BUDGET = `${KEEP}
local b = fetch(ARGV[1], {t = {}, u = 0, p = 0, c = 0, o = {}})
local op, now = ARGV[2], tonumber(ARGV[3])
`

/**
 * KEYS user. ARGV field, operation id, now, '1' if nothing is taken while codes are locked, then for each window: most
 * operations, length.
 * Answers {'taken'} or {'limited', epoch ms of the next chance}.
 */
export const TAKE = script(`${BUDGET}
for _, entry in ipairs(b.t) do
  if entry[1] == op then return {'taken'} end
end
local locked = ARGV[4] == '1' and fetch('f', {u = 0}).u or 0
local retry, widest = math.max(b.u, locked), 0
for i = 5, #ARGV, 2 do
  local max, window, inside = tonumber(ARGV[i]), tonumber(ARGV[i + 1]), {}
  widest = math.max(widest, window)
  for _, entry in ipairs(b.t) do
    if entry[2] > now - window then table.insert(inside, entry[2]) end
  end
  table.sort(inside)
  if #inside >= max then retry = math.max(retry, (inside[#inside - max + 1] or now) + window) end
end
if retry > now then return {'limited', retry} end

local recent = {}
for _, entry in ipairs(b.t) do
  if entry[2] > now - widest then table.insert(recent, entry) end
end
table.insert(recent, {op, now})
b.t = recent
keep(ARGV[1], b, widest + SLACK)
return {'taken'}
`)

/**
 * KEYS user. ARGV field, operation id, now, quiet time after which the ladder starts anew, then the ladder.
 * Answers the epoch ms at which the budget opens again. The eight latest operations are remembered.
 */
export const PAUSE = script(`${BUDGET}
for _, entry in ipairs(b.o) do
  if entry[1] == op then return entry[2] end
end
local forget = tonumber(ARGV[4])
b.c = now - b.p >= forget and 1 or b.c + 1
local duration = tonumber(ARGV[math.min(4 + b.c, #ARGV)])
if #ARGV == 4 then duration = 0 end
b.u, b.p = math.max(b.u, now + duration), now
table.insert(b.o, {op, b.u})
if #b.o > 8 then table.remove(b.o, 1) end
keep(ARGV[1], b, b.u - now + forget + SLACK)
return b.u
`)
