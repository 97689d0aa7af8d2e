/** Report and list as JSON, in `snake_case`; times are ISO 8601 UTC. */
import type { ForecastDay } from '../policy/study/forecast.js'
import type { PersonRow } from './person-row.js'
import type { PersonView } from './person-view.js'
import type { Report } from './report.js'
import type { Breakdown } from './tally.js'

export function reportJson(report: Report): object {
  const { byGroup, removals, forecast } = report
  return {
    at: iso(report.at),
    policy: report.policy,
    total: report.total,
    standings: report.standings,
    asked: report.asked,
    locked: report.lockCauses,
    rules: report.rules.map((rule) => breakdownJson('rule', rule)),
    groups: byGroup.groups.map((group) => breakdownJson('group', group)),
    small_groups: {
      groups: byGroup.small.groups,
      total: byGroup.small.together?.total ?? null,
      standings: byGroup.small.together?.standings ?? null,
    },
    in_no_group: byGroup.inNone,
    groups_unknown: byGroup.unknown,
    grace_logins: report.graceLogins,
    grace_days: report.graceDays,
    phone_codes_only: report.phoneCodesOnly,
    removals: { ...removals, oldest: iso(removals.oldest) },
    undecided: report.undecided,
    forecast: forecast === null ? null : { sign_ins_per_day: forecast.signInsPerDay, days: forecast.days.map(dayJson) },
  }
}

export function personJson(row: PersonRow): object {
  return {
    user: row.user,
    standing: row.standing,
    lock_cause: row.lockCause,
    rule: row.rule,
    reason: row.reason,
    remaining: row.remaining,
    deadline: iso(row.deadline),
    groups: row.groups,
    phone_hint: row.phoneHint,
    methods: row.methods,
    since: iso(row.since),
    traits: row.traits,
  }
}

/** One person with all that administrators see of them. */
export function personViewJson(view: PersonView): object {
  return {
    ...personJson(view),
    state: view.state,
    locks: view.locks.map(({ kind, until }) => ({ kind, until: iso(until) })),
    replacement_hint: view.replacementHint,
    failures_in_a_row: view.failuresInARow,
    backup_codes_left: view.backupCodesLeft,
    help_desk_codes: view.helpDeskCodes.map(({ kind, uses, expiresAt }) => ({ kind, uses, expires_at: iso(expiresAt) })),
    needs_help_desk: view.needsHelpDesk,
    remembered_browsers: view.devices,
    activity: view.activity.map(({ at, what, method, browser, system }) => ({ at: iso(at), what, method, browser, system })),
    removals: view.removals.map(({ since, tries, nextAt }) => ({ since: iso(since), tries, next_at: iso(nextAt) })),
  }
}

function breakdownJson(key: 'rule' | 'group', { name, total, standings }: Breakdown): object {
  return { [key]: name, total, standings }
}

function dayJson({ at, lockedOut, lockedOutSoFar, mustEnroll }: ForecastDay): object {
  const day = new Date(at).toISOString().slice(0, 10)
  return { day, locked_out: lockedOut, locked_out_so_far: lockedOutSoFar, must_enroll: mustEnroll }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
