/** One line of the list: what the policy decides about a person's next sign-in, and where that leaves them. */
import type { Method } from '../methods.js'
import type { CompiledPolicy } from '../policy/compile.js'
import type { Decision, Reason } from '../policy/decision.js'
import { decideSample } from '../policy/study/sample.js'
import { NEXT_SIGN_IN } from '../policy/study/next-sign-in.js'
import type { Sample } from '../policy/study/sample.js'
import { graceDaysOf, graceLoginsOf } from './grace-left.js'
import type { GraceDays, GraceLogins } from './grace-left.js'
import type { ReportPerson } from './report-person.js'
import { lockCauseOf, standingOf } from './standing.js'
import type { LockCause, Standing } from './standing.js'

/** Instants are epoch ms. */
export interface PersonRow {
  readonly user: string
  readonly standing: Standing
  /** `null` unless locked. */
  readonly lockCause: LockCause | null
  /** `null` where no rule decided. */
  readonly rule: string | null
  readonly reason: Reason
  /** Grace logins left, the coming one included; `null` where only a date limits, or nothing does. */
  readonly remaining: number | null
  readonly deadline: number | null
  /** `null`: not known. */
  readonly groups: readonly string[] | null
  readonly phoneHint: string | null
  readonly methods: readonly Method[]
  /** When this standing began, as far as it was noted. */
  readonly since: number | null
  /** `null` where grace plays no part. */
  readonly graceLogins: GraceLogins | null
  readonly graceDays: GraceDays | null
  readonly traits: readonly Trait[]
}

/**
 * What is told of people beside their standing. `asked`: the rule asks for a factor (opt-out, mandatory, emergency access).
 * `phone_codes_only`: enrolled, with texts and calls and nothing else. `removal_owed`: an id that the account no longer
 * uses is still to be removed at the provider.
 */
export const TRAITS = ['asked', 'phone_codes_only', 'removal_owed'] as const
export type Trait = (typeof TRAITS)[number]

export interface Judged {
  readonly row: PersonRow
  readonly decision: Decision
  readonly sample: Sample
}

/** @param now epoch ms */
export function judgePerson(policy: CompiledPolicy, person: ReportPerson, now: number): Judged {
  const { account, failuresInARow } = person
  const sample: Sample = { account, failuresInARow, request: NEXT_SIGN_IN, at: now, logged: null }
  const decision = decideSample(policy, sample)
  const standing = standingOf(account, decision)
  const { rule, reason, remaining, deadline } = decision
  const row = {
    user: account.user,
    standing,
    lockCause: lockCauseOf(account, decision),
    rule,
    reason,
    remaining,
    deadline,
    groups: account.groups,
    phoneHint: person.phoneHint,
    methods: account.methods,
    since: sinceOf(person, standing),
    graceLogins: graceLoginsOf(decision),
    graceDays: graceDaysOf(decision, now),
    traits: TRAITS.filter((trait) => HAS[trait](person, decision)),
  }
  return { row, decision, sample }
}

const HAS: Readonly<Record<Trait, (person: ReportPerson, decision: Decision) => boolean>> = {
  asked: (_person, { settings: { enrollment, emergency } }) => emergency || ['mandatory', 'opt_out'].includes(enrollment.model),
  phone_codes_only: ({ account: { state, methods } }) => state === 'enrolled' && isPhoneCodesOnly(methods),
  removal_owed: ({ removals }) => removals.length > 0,
}

/** Backup codes are no method of their own: they only stand in. */
function isPhoneCodesOnly(methods: readonly Method[]): boolean {
  const own = methods.filter((method) => method !== 'backup_code')
  return own.length > 0 && own.every((method) => method === 'sms' || method === 'voice')
}

function sinceOf({ account, enrolledAt, registeredAt }: ReportPerson, standing: Standing): number | null {
  switch (standing) {
    case 'enrolled':
      return enrolledAt
    case 'pending':
      return registeredAt
    case 'opted_out':
      return account.optedOutAt
    case 'in_grace':
    case 'must_enroll':
    case 'locked':
      return account.graceStarted
    case 'not_asked':
      return null
  }
}
