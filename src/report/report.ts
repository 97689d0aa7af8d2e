/**
 * Who is not done: decides the next sign-in of everybody and counts, in memory that grows with the number of rules
 * and groups and not with that of people.
 */
import type { CompiledPolicy } from '../policy/compile.js'
import { createForecaster } from '../policy/study/forecast.js'
import type { ForecastDay, Forecaster } from '../policy/study/forecast.js'
import type { Removal } from '../ports/account-store.js'
import { GRACE_DAYS, GRACE_LOGINS } from './grace-left.js'
import type { GraceDays, GraceLogins } from './grace-left.js'
import { createGroupTally } from './group-tally.js'
import type { GroupCounts } from './group-tally.js'
import { fits } from './people-filter.js'
import type { PeopleFilter } from './people-filter.js'
import { judgePerson } from './person-row.js'
import type { Judged, PersonRow } from './person-row.js'
import type { ReportPerson } from './report-person.js'
import { LOCK_CAUSES, STANDINGS } from './standing.js'
import type { LockCause } from './standing.js'
import { createTally, noCounts } from './tally.js'
import type { Breakdown, StandingCounts } from './tally.js'

export interface ReportOptions {
  /** Only these people are counted. Default: everybody. */
  readonly filter?: PeopleFilter
  /** Default: no forecast. */
  readonly forecast?: { readonly days: number; readonly signInsPerDay: number }
}

export interface OwedRemovals {
  /** Ids at the provider that are still to be removed. */
  readonly owed: number
  readonly people: number
  /** Attempts that failed, in all. */
  readonly tries: number
  /** Epoch ms since when the oldest is owed; `null` when none is. */
  readonly oldest: number | null
}

export interface Report {
  /** Epoch ms as of which it was decided. */
  readonly at: number
  readonly policy: { readonly name: string; readonly revision: string; readonly mode: CompiledPolicy['mode'] }
  readonly total: number
  readonly standings: StandingCounts
  /** People whose rule asks for a factor (opt-out, mandatory, emergency access), and how many of them have a confirmed one. */
  readonly asked: { readonly total: number; readonly enrolled: number }
  readonly lockCauses: Readonly<Record<LockCause, number>>
  /** The largest first. */
  readonly rules: readonly Breakdown[]
  readonly byGroup: GroupCounts
  readonly graceLogins: Readonly<Record<GraceLogins, number>>
  readonly graceDays: Readonly<Record<GraceDays, number>>
  /** Enrolled people who have texts and calls and nothing else. */
  readonly phoneCodesOnly: number
  readonly removals: OwedRemovals
  /** Decided on the strict side because data was missing. */
  readonly undecided: number
  readonly forecast: { readonly signInsPerDay: number; readonly days: readonly ForecastDay[] } | null
}

export interface Reporter {
  /** @returns the person's row, or `null` when the filter leaves the person out */
  readonly add: (person: ReportPerson) => PersonRow | null
  readonly result: () => Report
}

/** Far more rules than a policy has that people can read. */
const MOST_RULES = 10_000
const DAY_MS = 86_400_000

/** @param now epoch ms as of which everything is decided */
export function createReport(policy: CompiledPolicy, now: number, options: ReportOptions = {}): Reporter {
  const { filter = {} } = options
  const counts = startCounts(policy, now, options)
  return {
    add: (person) => {
      const judged = judgePerson(policy, person, now)
      if (!fits(judged.row, filter)) return null
      count(counts, person, judged)
      return judged.row
    },
    result: () => summary(policy, now, counts, options),
  }
}

type Counts = ReturnType<typeof startCounts>

function startCounts(policy: CompiledPolicy, now: number, { forecast }: ReportOptions) {
  return {
    standings: noCounts(),
    rules: createTally(MOST_RULES),
    groups: createGroupTally(),
    lockCauses: zeros(LOCK_CAUSES),
    graceLogins: zeros(GRACE_LOGINS),
    graceDays: zeros(GRACE_DAYS),
    asked: { total: 0, enrolled: 0 },
    removals: { owed: 0, people: 0, tries: 0, oldest: Number.POSITIVE_INFINITY },
    sums: { phoneCodesOnly: 0, undecided: 0 },
    forecaster: forecast === undefined ? null : forecasterOf(policy, now, forecast),
  }
}

function forecasterOf(policy: CompiledPolicy, from: number, forecast: NonNullable<ReportOptions['forecast']>): Forecaster {
  return createForecaster(policy, { from, until: from + forecast.days * DAY_MS, signInsPerDay: forecast.signInsPerDay })
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  // Each name of the list is there, which the type of `fromEntries` does not say.
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
}

function count(counts: Counts, { removals }: ReportPerson, { row, decision, sample }: Judged): void {
  const { standing, lockCause, graceLogins, graceDays, traits } = row
  counts.standings[standing] += 1
  counts.rules.add(row.rule, standing)
  counts.groups.add(row.groups, standing)
  if (lockCause !== null) counts.lockCauses[lockCause] += 1
  if (graceLogins !== null) counts.graceLogins[graceLogins] += 1
  if (graceDays !== null) counts.graceDays[graceDays] += 1
  if (decision.undecided.length > 0) counts.sums.undecided += 1
  if (traits.includes('asked')) counts.asked.total += 1
  if (traits.includes('asked') && sample.account.state === 'enrolled') counts.asked.enrolled += 1
  if (traits.includes('phone_codes_only')) counts.sums.phoneCodesOnly += 1
  addRemovals(counts.removals, removals)
  counts.forecaster?.add(sample, decision)
}

function addRemovals(sums: Counts['removals'], removals: readonly Removal[]): void {
  if (removals.length > 0) sums.people += 1
  for (const { tries, since } of removals) {
    sums.owed += 1
    sums.tries += tries
    sums.oldest = Math.min(sums.oldest, since)
  }
}

function summary(policy: CompiledPolicy, now: number, counts: Counts, { forecast }: ReportOptions): Report {
  const { standings, rules, groups, lockCauses, graceLogins, graceDays, asked, removals, sums, forecaster } = counts
  const days = forecaster?.result() ?? null
  return {
    at: now,
    policy: { name: policy.name, revision: policy.revision, mode: policy.mode },
    total: STANDINGS.reduce((sum, standing) => sum + standings[standing], 0),
    standings: { ...standings },
    asked: { ...asked },
    lockCauses: { ...lockCauses },
    rules: rules.entries(),
    byGroup: groups.result(),
    graceLogins: { ...graceLogins },
    graceDays: { ...graceDays },
    phoneCodesOnly: sums.phoneCodesOnly,
    removals: { ...removals, oldest: removals.owed === 0 ? null : removals.oldest },
    undecided: sums.undecided,
    forecast: days === null ? null : { signInsPerDay: forecast?.signInsPerDay ?? 0, days },
  }
}
