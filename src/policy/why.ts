/** One plain sentence on why somebody is asked, let in or stopped: for the person, not for the administrator. */
import type { Decision, Reason } from './decision.js'

type Sentence = (decision: Decision) => string

/** English. Names no rule, no group and nothing else of the policy's inside. */
export function whyText(decision: Decision): string {
  return SENTENCES[decision.reason](decision)
}

const SENTENCES: Readonly<Record<Reason, Sentence>> = {
  policy_off: () => 'You are not asked because two-step sign-in is switched off here.',
  admin_lock: () => 'You cannot sign in because an administrator locked your account.',
  required: () => 'You are asked because your account is protected by two-step sign-in.',
  must_enroll: (decision) =>
    `You are asked to set up two-step sign-in because your account needs it now${declineText(decision)}.`,
  must_confirm: (decision) =>
    `You are asked to confirm your phone because your account needs two-step sign-in now${declineText(decision)}.`,
  exception: () => 'You are not asked because an exception was made for your account.',
  too_many_failures: ({ lockedUntil }) => {
    const until = lockedUntil === null ? '' : ` until ${timeText(lockedUntil)}`
    return `You have to wait${until} because too many wrong codes were entered.`
  },
  recent_second_factor: () => 'You are not asked because you proved it was you a short while ago.',
  method_no_longer_allowed: methodNoLongerAllowed,
  not_required_here: () => 'You are not asked because two-step sign-in is not needed here.',
  remembered_device: () => 'You are not asked because this browser is remembered.',
  provider_error: ({ outcome }) =>
    outcome === 'challenge'
      ? 'You are asked for a backup code because phones cannot be reached right now.'
      : 'You cannot sign in right now because phones cannot be reached and you have no backup code that would do.',
  provider_error_fail_open: () => 'You are not asked because phones cannot be reached right now.',
  step_up: () => 'You are asked because what you are about to do needs a fresh proof that it is you.',
  disabled_by_policy: () => 'You are not asked because two-step sign-in is not used for your account.',
  step_up_needs_factor: () =>
    'You are asked to set up two-step sign-in because what you are about to do cannot be done without it.',
  opted_out: () => 'You are not asked because you chose to do without two-step sign-in.',
  nudge: () => 'You are asked because two-step sign-in would protect your account; you may leave it.',
  opt_in_not_enrolled: () => 'You are not asked because two-step sign-in is your own choice, and it is not set up.',
  enroll_within_grace: (decision) =>
    `You are asked because two-step sign-in will be needed soon${graceText(decision)}.`,
  confirm_within_grace: (decision) =>
    `You are asked because your phone is registered but not confirmed yet${graceText(decision)}.`,
  grace_exhausted: () => 'You cannot sign in because the time to set up two-step sign-in is over.',
  report_only: () => 'You are not asked because two-step sign-in is only being tried out here.',
}

function methodNoLongerAllowed(decision: Decision): string {
  if (decision.outcome === 'unavailable')
    return 'You cannot sign in because none of your ways to prove it is you may be used here.'
  const end = decision.then === 'suggest_new_method' ? graceText(decision) : '; you will be asked to set up another'
  return `You are asked because your way to prove it is you is no longer allowed${end}.`
}

function declineText({ mayOptOut }: Decision): string {
  return mayOptOut ? ', unless you decline' : ''
}

/** `; you may skip it 2 more times, until 1 December 2026`, this sign-in included. */
function graceText({ remaining, deadline }: Decision): string {
  const count = remaining === null ? '' : ` ${remaining === 1 ? 'this once' : `${remaining} more times, this one included`}`
  const until = deadline === null ? '' : `${count === '' ? '' : ','} until ${timeText(deadline)}`
  return count === '' && until === '' ? '' : `; you may skip it${count}${until}`
}

/** UTC, to the minute. */
function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
