/** Every outcome and reason by name, for those who read them from files and flags. */
import type { Outcome, Reason } from '../decision.js'

/** The record makes the compiler miss a name that is left out. */
const OUTCOME_NAMES: Readonly<Record<Outcome, true>> = {
  allow: true,
  allow_with_prompt: true,
  challenge: true,
  enroll_required: true,
  locked: true,
  unavailable: true,
}

const REASON_NAMES: Readonly<Record<Reason, true>> = {
  policy_off: true,
  admin_lock: true,
  required: true,
  must_enroll: true,
  must_confirm: true,
  exception: true,
  too_many_failures: true,
  recent_second_factor: true,
  method_no_longer_allowed: true,
  not_required_here: true,
  remembered_device: true,
  provider_error: true,
  provider_error_fail_open: true,
  step_up: true,
  disabled_by_policy: true,
  step_up_needs_factor: true,
  opted_out: true,
  nudge: true,
  opt_in_not_enrolled: true,
  enroll_within_grace: true,
  confirm_within_grace: true,
  grace_exhausted: true,
  report_only: true,
}

/** In the order of `Outcome`. */
export const OUTCOMES: readonly string[] = Object.keys(OUTCOME_NAMES)
/** In the order of `Reason`. */
export const REASONS: readonly string[] = Object.keys(REASON_NAMES)
