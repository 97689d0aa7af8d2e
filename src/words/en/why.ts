/** Why somebody is asked, let in or stopped. Names no rule, no group and nothing else of the policy’s inside. */
import type { Phrase } from '../phrase.js'

export const why = {
  'why.policy_off': 'You are not asked because two-step sign-in is switched off here.',
  'why.admin_lock': 'You cannot sign in because an administrator locked your account.',
  'why.required': 'You are asked because your account is protected by two-step sign-in.',
  'why.must_enroll': 'You are asked to set up two-step sign-in because your account needs it now.',
  'why.must_confirm': 'You are asked to confirm your phone because your account needs two-step sign-in now.',
  'why.exception': 'You are not asked because an exception was made for your account.',
  'why.too_many_failures': 'You have to wait because too many wrong codes were entered.',
  'why.recent_second_factor': 'You are not asked because you proved it was you a short while ago.',
  'why.method_no_longer_allowed': 'You are asked because your way to prove it is you is no longer allowed. Use it once more, then set up another.',
  'why.not_required_here': 'You are not asked because two-step sign-in is not needed here.',
  'why.remembered_device': 'You are not asked because this browser is remembered.',
  'why.provider_error': 'Phones cannot be reached right now.',
  'why.provider_error_fail_open': 'You are not asked because phones cannot be reached right now.',
  'why.step_up': 'You are asked because what you are about to do needs a fresh proof that it is you.',
  'why.disabled_by_policy': 'You are not asked because two-step sign-in is not used for your account.',
  'why.step_up_needs_factor': 'You are asked to set up two-step sign-in because what you are about to do cannot be done without it.',
  'why.opted_out': 'You are not asked because you chose to do without two-step sign-in.',
  'why.nudge': 'You are asked because two-step sign-in would protect your account; you may leave it.',
  'why.opt_in_not_enrolled': 'Two-step sign-in is your own choice, and it is not set up yet.',
  'why.enroll_within_grace': 'You are asked because two-step sign-in will be needed soon.',
  'why.confirm_within_grace': 'You are asked because your phone is registered but not confirmed yet.',
  'why.grace_exhausted': 'You cannot sign in because the time to set up two-step sign-in is over.',
  'why.report_only': 'You are not asked because two-step sign-in is only being tried out here.',
} satisfies Record<string, Phrase>
