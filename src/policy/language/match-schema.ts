/** `match`: whom and what an entry covers. Fields are ANDed, values in a list are ORed. */
import {
  array,
  boolean,
  check,
  maxValue,
  minValue,
  number,
  optional,
  pipe,
  record,
  strictObject,
  string,
  union,
} from 'valibot'
import type { InferOutput } from 'valibot'
import { instant, list, pathPattern, text } from './values.js'

const scalar = union([string(), number(), boolean()], 'must be text, a number, true or false')
const attributeValue = union([scalar, array(scalar)], 'must be text, a number, true or false, or a list of these')

const PERCENT = 'must be a number from 0 to 100'
const rollout = strictObject({
  percent: pipe(number(PERCENT), minValue(0, PERCENT), maxValue(100, PERCENT)),
  salt: text(100),
})

/** An empty mapping means everyone, which nobody should write by accident where it waives or excludes. */
export function namesSomething<T extends object>() {
  return check<T, string>((value) => Object.keys(value).length > 0, 'must name at least one condition')
}

const fields = {
  users: optional(list(text(), 1)),
  groups: optional(list(text(), 1)),
  roles: optional(list(text(), 1)),
  attributes: optional(pipe(record(text(100), attributeValue), namesSomething())),
  created_after: optional(instant),
  created_before: optional(instant),
  paths: optional(list(pathPattern, 1, 1000)),
  actions: optional(list(text(), 1)),
  /** Names from `definitions.networks`. */
  networks: optional(list(text(), 1)),
  clients: optional(list(text(), 1)),
  first_factor: optional(list(text(), 1)),
  rollout: optional(rollout),
}

/** Beats the rest of the match; takes the same fields. */
const exceptSchema = strictObject(fields)

export const matchSchema = strictObject({ ...fields, except: optional(pipe(exceptSchema, namesSomething())) })

export type MatchBlock = InferOutput<typeof matchSchema>
export type MatchFields = InferOutput<typeof exceptSchema>
