/** The language of test suites. What is left out of `expect` does not count. */
import {
  array,
  boolean,
  nullable,
  number,
  optional,
  picklist,
  pipe,
  record,
  strictObject,
  string,
  transform,
  unknown,
} from 'valibot'
import type { InferOutput } from 'valibot'
import { METHODS } from '../../methods.js'
import { durationText } from '../decision-json.js'
import { OUTCOMES, REASONS } from '../study/outcomes.js'
import { duration, instant, list, oneOf, text } from '../language/values.js'

const isoText = pipe(
  instant,
  transform((at) => new Date(at).toISOString()),
)
const outcome = oneOf(...OUTCOMES)
const reason = oneOf(...REASONS)
const ids = array(string(), 'must be a list')
const count = number('must be a number')
const yesNo = boolean('must be true or false')

/** The fields of the decision as JSON, each of which may be left out. */
const expectSchema = strictObject({
  outcome: optional(outcome),
  reason: optional(reason),
  rule: optional(nullable(string())),
  step_up: optional(ids),
  methods: optional(array(picklist(METHODS, `must be one of ${METHODS.join(', ')}`), 'must be a list')),
  remaining: optional(nullable(count)),
  deadline: optional(nullable(isoText)),
  may_skip: optional(yesNo),
  may_opt_out: optional(yesNo),
  max_age: optional(pipe(duration(), transform(durationText))),
  then: optional(nullable(oneOf('suggest_new_method', 'enroll_new_method'))),
  would_be: optional(
    nullable(
      strictObject({ outcome: optional(outcome), reason: optional(reason), rule: optional(nullable(string())) }),
    ),
  ),
  undecided: optional(ids),
  locked_until: optional(nullable(isoText)),
})

/** Accounts and requests have readers of their own. */
const testSchema = strictObject({
  name: text(300),
  account: text(),
  now: optional(instant),
  with: optional(unknown()),
  request: optional(unknown()),
  expect: expectSchema,
})

/** A whole suite. */
export const suiteSchema = strictObject({
  $schema: optional(text(1000)),
  policy: text(1000),
  now: instant,
  accounts: unknown(),
  tests: list(testSchema),
})

/** Accounts by name. */
export const accountsSchema = record(text(), unknown())

/** Fields of a decision as JSON; durations and times in the spelling of `decisionJson`. */
export type Expectation = InferOutput<typeof expectSchema>
export type RawSuite = InferOutput<typeof suiteSchema>
export type RawAccounts = InferOutput<typeof accountsSchema>
