/**
 * The whole file language. The output keeps the file's own names and leaves out what the file leaves out;
 * durations have become seconds and times epoch milliseconds.
 */
import { literal, optional, pipe, record, regex, strictObject, string } from 'valibot'
import type { InferOutput } from 'valibot'
import { challengeSchema, emergencyChallengeSchema, enrollmentSchema } from './block-schemas.js'
import { matchSchema, namesSomething } from './match-schema.js'
import {
  duration,
  instant,
  list,
  method,
  methodOrBackupCode,
  network,
  oneOf,
  text,
  wholeNumber,
  yesNo,
} from './values.js'

const mode = oneOf('enforce', 'report_only', 'off')
const onProviderError = oneOf('deny', 'allow_remembered', 'allow')
const webAddress = pipe(string(), regex(/^https?:\/\/\S{1,2000}$/, 'must be an http or https address'))

const lockout = strictObject({
  failures: optional(wholeNumber(1, 10_000)),
  per: optional(duration(1)),
  for: optional(duration(1)),
  max: optional(duration(1)),
  disable_after: optional(wholeNumber(1, 1_000_000)),
})

const emergencyAccess = strictObject({
  accounts: list(text()),
  challenge: optional(emergencyChallengeSchema),
  /** Spares administrators' locks and grace, never the throttle on guesses. */
  never_lock: optional(yesNo),
  alert: optional(
    strictObject({ to: optional(list(text())), severity: optional(oneOf('info', 'warning', 'critical')) }),
  ),
  drill_every: optional(duration(1)),
})

const exception = strictObject({
  id: text(100),
  match: pipe(matchSchema, namesSomething()),
  waives: optional(oneOf('enrollment', 'all')),
  reason: text(1000),
  approved_by: text(),
  /** Required; its absence is told by a check of its own, with its own code. */
  until: optional(instant),
})

const guardrails = strictObject({
  forbid_methods: optional(list(method, 0)),
  max_grace_logins: optional(wholeNumber(0, 1000)),
  max_remember_device: optional(duration()),
  forbid_remember_device_for: optional(matchSchema),
})

const rule = strictObject({
  id: text(100),
  description: optional(text(1000)),
  mode: optional(mode),
  report_until: optional(instant),
  match: optional(matchSchema),
  enrollment: optional(enrollmentSchema),
  challenge: optional(challengeSchema),
})

const stepUp = strictObject({
  id: text(100),
  description: optional(text(1000)),
  match: optional(matchSchema),
  max_age: duration(),
  methods: optional(list(methodOrBackupCode)),
})

export const policySchema = strictObject({
  $schema: optional(text(1000)),
  apiVersion: literal('second-factor/v1', 'must be second-factor/v1'),
  kind: literal('PolicySet', 'must be PolicySet'),
  metadata: optional(strictObject({ name: optional(text()), owner: optional(text()) })),
  mode: optional(mode),
  report_until: optional(instant),
  definitions: optional(strictObject({ networks: optional(record(text(100), list(network))) })),
  emergency_access: optional(emergencyAccess),
  exceptions: optional(list(exception, 0)),
  guardrails: optional(guardrails),
  defaults: optional(
    strictObject({
      on_provider_error: optional(onProviderError),
      lockout: optional(lockout),
      enrollment: optional(enrollmentSchema),
      challenge: optional(challengeSchema),
    }),
  ),
  on_provider_error: optional(onProviderError),
  lockout: optional(lockout),
  step_up: optional(list(stepUp, 0)),
  rules: list(rule, 1, 100_000),
  recovery: optional(
    strictObject({
      backup_codes: optional(wholeNumber(0, 100)),
      help_url: optional(webAddress),
      bypass_code: optional(strictObject({ for: optional(duration(1)), uses: optional(wholeNumber(1, 100)) })),
    }),
  ),
  on_report: optional(
    strictObject({
      pause_push: optional(duration()),
      notify: optional(list(text(), 0)),
      require_password_change: optional(yesNo),
      lock: optional(yesNo),
    }),
  ),
  retention: optional(strictObject({ decisions: optional(duration(1)) })),
})

/** A policy file that was read and found valid. */
export type PolicySet = InferOutput<typeof policySchema>
export type RuleBlock = InferOutput<typeof rule>
export type LockoutBlock = InferOutput<typeof lockout>
