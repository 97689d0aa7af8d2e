/** The blocks `enrollment` and `challenge`. Every field may be left out: rules stand over `defaults`. */
import { array, maxLength, minLength, optional, pipe, strictObject } from 'valibot'
import type { InferOutput } from 'valibot'
import { duration, instant, list, method, methodOrBackupCode, oneOf, text, wholeNumber, yesNo } from './values.js'

const MINUTE = 60
const DAY = 86_400

export const enrollmentSchema = strictObject({
  model: optional(oneOf('opt_in', 'opt_out', 'mandatory', 'disabled')),
  provisioning: optional(oneOf('self_service', 'batch')),
  install_link: optional(oneOf('auto', 'never')),
  confirm_with: optional(list(method)),
  grace_period: optional(
    strictObject({
      logins: optional(wholeNumber(0, 1000)),
      days: optional(wholeNumber(0, 3660)),
      until: optional(instant),
      starts: optional(oneOf('first_login', 'assigned')),
      applies_to: optional(list(oneOf('new', 'method_change'))),
    }),
  ),
  on_expiry: optional(oneOf('enroll_now', 'lock')),
  opt_out: optional(
    strictObject({
      allowed: optional(oneOf('never', 'during_grace', 'anytime')),
      confirm: optional(yesNo),
      reprompt_after: optional(duration()),
    }),
  ),
  bind_new_phone: optional(strictObject({ requires: optional(list(text(100), 0)) })),
  nudge: optional(strictObject({ every: optional(duration()), max: optional(wholeNumber(0, 1000)) })),
})

/** Waits may repeat, so this is no list of distinct values. */
const waits = pipe(array(duration(0, DAY), 'must be a list'), minLength(1, 'must not be empty'), maxLength(20))

const challengeFields = {
  when: optional(oneOf('never', 'new_device', 'every_login')),
  /** When other ways are promoted; sooner distracts, later is too late. */
  fallback_after: optional(duration(3, 30)),
  phone_code: optional(
    strictObject({
      channel: optional(oneOf('sms', 'voice', 'user_choice')),
      force: optional(oneOf('never', 'on_request', 'always')),
    }),
  ),
  push: optional(
    strictObject({
      /** Out-of-band requests live ten minutes at most (NIST SP 800-63B-4, 3.1.3.2). */
      expires_in: optional(duration(5, 10 * MINUTE)),
      match_code: optional(oneOf('off', 'display', 'entry')),
      limit: optional(strictObject({ max: optional(wholeNumber(1, 1000)), per: optional(duration(1, DAY)) })),
      show: optional(list(oneOf('app', 'place', 'browser', 'time'), 0)),
    }),
  ),
  code: optional(
    strictObject({
      attempts: optional(wholeNumber(1, 1000)),
      expires_in: optional(duration(5, 10 * MINUTE)),
      resend_after: optional(waits),
      max_resends: optional(wholeNumber(0, 100)),
    }),
  ),
  remember_device: optional(
    strictObject({ for: optional(duration()), max_devices: optional(wholeNumber(0, 1000)) }),
  ),
  max_age: optional(duration()),
}

export const challengeSchema = strictObject({ ...challengeFields, methods: optional(list(method)) })
/** Emergency access may also rely on backup codes, since they work when the provider does not. */
export const emergencyChallengeSchema = strictObject({
  ...challengeFields,
  methods: optional(list(methodOrBackupCode)),
})

export type EnrollmentBlock = InferOutput<typeof enrollmentSchema>
export type ChallengeBlock = InferOutput<typeof emergencyChallengeSchema>
