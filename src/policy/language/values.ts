/** The small values of the policy language: durations, instants, networks, names, lists. */
import {
  array,
  boolean,
  check,
  integer,
  literal,
  maxLength,
  maxValue,
  minLength,
  minValue,
  number,
  picklist,
  pipe,
  regex,
  string,
  transform,
  union,
} from 'valibot'
import type { GenericSchema, InferOutput } from 'valibot'
import { parseNetwork } from './address.js'

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const
/** Ten years: longer than anything a policy can mean. */
const LONGEST = 3660 * SECONDS.d
const DURATION =
  /^(?:\d{1,9}[smhd]|P(?!$)(?:\d{1,9}W|(?:\d{1,9}D)?(?:T(?=\d)(?:\d{1,9}H)?(?:\d{1,9}M)?(?:\d{1,9}S)?)?))$/
const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/
const NO_DURATION = 'must be a duration such as 30s, 15m, 2h, 14d, P30D or PT10M'
const NO_INSTANT = 'must be an ISO 8601 time with a zone, such as 2026-12-01T00:00:00Z'

/** Whole seconds of `15m` or `PT15M`; the text must have passed `DURATION`. */
function toSeconds(text: string): number {
  let seconds = 0
  let inTime = !text.startsWith('P')
  for (const [, amount, unit] of text.matchAll(/(\d+)([smhdWDHMS])|T/g)) {
    if (amount === undefined) inTime = true
    else seconds += Number(amount) * secondsOf(unit ?? 's', inTime)
  }
  return seconds
}

function secondsOf(unit: string, inTime: boolean): number {
  switch (unit.toLowerCase()) {
    case 'w':
      return 7 * SECONDS.d
    case 'd':
      return SECONDS.d
    case 'h':
      return SECONDS.h
    case 'm':
      return inTime ? SECONDS.m : 0
    default:
      return SECONDS.s
  }
}

/** A duration, given as text and kept as whole seconds. Zero may be written without a unit. */
export function duration(shortest = 0, longest = LONGEST) {
  const text = pipe(string(NO_DURATION), regex(DURATION, NO_DURATION), transform(toSeconds))
  return pipe(
    union([literal(0), text], NO_DURATION),
    minValue(shortest, `must be ${shortest}s or longer`),
    maxValue(longest, `must be ${longest}s or shorter`),
  )
}

/** A point in time, kept as epoch milliseconds. */
export const instant = pipe(
  string(NO_INSTANT),
  regex(INSTANT, NO_INSTANT),
  check(isOnCalendar, NO_INSTANT),
  transform(Date.parse),
)

/** `2026-02-30` has the right shape and is no day; `Date.parse` would quietly move it to March. */
function isOnCalendar(text: string): boolean {
  if (Number.isNaN(Date.parse(text))) return false
  const day = text.slice(0, 'yyyy-mm-dd'.length)
  // Every month has 28 days. The full check takes three times as long, which counts where a million rows are read.
  if (Number(day.slice(-2)) <= 28) return true
  const parsed = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(day)
}

export function wholeNumber(smallest: number, largest: number) {
  const message = `must be a whole number from ${smallest} to ${largest}`
  return pipe(number(message), integer(message), minValue(smallest, message), maxValue(largest, message))
}

export const yesNo = boolean('must be true or false')

/** A name or a short text: one line, not empty. */
export function text(longest = 200) {
  const message = `must be text of 1 to ${longest} characters, without control characters`
  return pipe(
    string(message),
    minLength(1, message),
    maxLength(longest, message),
    regex(/^[^\u0000-\u001f\u007f]+$/, message),
  )
}

export function oneOf<const T extends readonly string[]>(...values: T) {
  return picklist(values, `must be one of ${values.join(', ')}`)
}

/** A list without repetitions; an empty one would match or allow nothing, so it must hold something. */
export function list<T extends GenericSchema>(item: T, shortest = 1, longest = 10_000) {
  return pipe(
    array<T, string>(item, 'must be a list'),
    minLength<InferOutput<T>[], number, string>(shortest, 'must not be empty'),
    maxLength<InferOutput<T>[], number, string>(longest, `must not hold more than ${longest} entries`),
    check<InferOutput<T>[], string>((values) => new Set(values).size === values.length, 'must not name anything twice'),
  )
}

/** `203.0.113.0/24`, `2001:db8::/32`, or a single address. */
export const network = pipe(
  string('must be a network such as 203.0.113.0/24 or 2001:db8::/32'),
  check((value) => parseNetwork(value) !== null, 'must be a network such as 203.0.113.0/24 or 2001:db8::/32'),
)

/** `/admin/**`: `*` stands for anything within one segment, `**` for any number of whole segments. */
export const pathPattern = pipe(
  text(512),
  regex(/^(?:\*{1,2}|\/[^?#\\%]*)$/, 'must begin with / and hold no ?, #, % or backslash'),
  check(
    (value) => value.split('/').every((part) => part === '**' || !part.includes('**')),
    '** must stand alone between slashes',
  ),
)

/** What `challenge.methods` may list. Backup codes are no choice of policy: whoever holds one may use it. */
export const method = oneOf('push', 'totp', 'sms', 'voice')
/** What step-up and emergency access may list besides. */
export const methodOrBackupCode = oneOf('push', 'totp', 'sms', 'voice', 'backup_code')
