/** What the administrators' page says, in English: standings, causes, and how each figure was counted. */
import type { GraceDays, GraceLogins } from '../report/grace-left.js'
import type { Trait } from '../report/person-row.js'
import type { LockCause, Standing } from '../report/standing.js'
import type { OutstandingCode, PersonLock, PersonView } from '../report/person-view.js'
import type { Method } from '../methods.js'
import type { EnrollmentState, Reason } from '../policy/decision.js'

export const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  enrolled: 'Set up',
  pending: 'Not confirmed yet',
  in_grace: 'In grace',
  must_enroll: 'Has to set up',
  opted_out: 'Opted out',
  locked: 'Locked',
  not_asked: 'Not asked',
}

export const LOCK_WORDS: Readonly<Record<LockCause, string>> = {
  admin: 'By an administrator',
  grace_exhausted: 'Grace used up',
  too_many_failures: 'Too many wrong codes, for a while',
  codes_off: 'Too many wrong codes, and nothing but codes',
  no_method: 'No method that the policy takes',
}

export const GRACE_LOGIN_WORDS: Readonly<Record<GraceLogins, string>> = {
  '0': 'None left',
  '1': '1 sign-in',
  '2': '2 sign-ins',
  '3': '3 sign-ins',
  '4': '4 sign-ins',
  '5+': '5 sign-ins or more',
  date_only: 'Until a date',
}

export const GRACE_DAY_WORDS: Readonly<Record<GraceDays, string>> = {
  '1': 'Within a day',
  '7': 'Within 7 days',
  '30': 'Within 30 days',
  more: 'Later',
}

export const TRAIT_WORDS: Readonly<Record<Trait, string>> = {
  asked: 'A rule asks for a factor',
  phone_codes_only: 'Only texts or calls',
  removal_owed: 'Removal owed at the provider',
}

/** Why the standing is what it is, where the standing alone does not say it. */
export const REASON_WORDS: Readonly<Partial<Record<Reason, string>>> = {
  nudge: 'is invited to',
  exception: 'an exception waives it',
  report_only: 'the policy only reports',
  policy_off: 'the policy is off',
  disabled_by_policy: 'disabled by the rule',
  method_no_longer_allowed: 'has no method that is still allowed',
  must_confirm: 'by confirming the phone',
}

export const STATE_WORDS: Readonly<Record<EnrollmentState, string>> = {
  none: 'None',
  pending: 'A phone, not confirmed yet',
  enrolled: 'Confirmed',
  opted_out: 'Declined',
}

export const METHOD_WORDS: Readonly<Record<Method, string>> = {
  push: 'approval on the phone',
  totp: 'code from the app',
  sms: 'text',
  voice: 'call',
  backup_code: 'code in the place of the phone',
  passkey: 'passkey',
}

export const PERSON_LOCK_WORDS: Readonly<Record<PersonLock['kind'], string>> = {
  admin: 'By an administrator, or after “That wasn’t me”',
  codes: 'Too many wrong codes',
  codes_off: 'Too many wrong codes in a row: codes are off',
}

export const CODE_WORDS: Readonly<Record<OutstandingCode['kind'], string>> = {
  bypass_code: 'For signing in',
  bind_code: 'For setting up a phone',
}

export const ACTIVITY_WORDS: Readonly<Record<PersonView['activity'][number]['what'], string>> = {
  signed_in: 'Signed in',
  denied: 'Denied on the phone',
  enrolled: 'Set up a phone',
}

export const HOW = {
  coverage:
    'People whose rule has the model opt_out or mandatory, emergency accounts, and those of them with a confirmed factor. People without a record in the account store are not counted: they have never come to a sign-in with the second factor.',
  standings:
    'For every account the policy in force decides the next sign-in: the start page, in a new browser, with the provider up. Everybody is in exactly one standing. A lock of a few minutes after wrong codes is not counted; it is on the page of the person.',
  rules: 'The rule that decides the next sign-in. A dash stands for no rule: emergency access, an administrator’s lock, or the defaults.',
  groups: 'Groups as the application tells them. Somebody in several groups is counted in each. Groups of under 5 people are counted together.',
  grace: 'People without a confirmed factor. Sign-ins left without it, the next one included; whoever is limited only by a date is counted there.',
  graceDays: 'People in grace whose grace has a date at which it ends.',
  forecast:
    'What to expect if nobody acts: everybody signs in every other day, goes on without a factor while that is allowed, and sets none up before having to.',
  locks: 'Locked people by what locked them. Administrators’ locks and grace used up are lifted by the help desk.',
  factors: 'Enrolled people whose only methods are texts and calls, which can be intercepted and are the first to fail.',
  removals: 'Phones that an account no longer uses are removed at the provider, and tried again when that fails. Until then they are owed.',
} as const
