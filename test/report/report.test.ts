import { expect } from 'chai'
import fc from 'fast-check'
import { decideSample } from '../../src/policy/study/sample.js'
import { listPeople } from '../../src/report/list-people.js'
import { createReport } from '../../src/report/report.js'
import type { Report } from '../../src/report/report.js'
import { fits } from '../../src/report/people-filter.js'
import { NEXT_SIGN_IN } from '../../src/policy/study/next-sign-in.js'
import { TRAITS, judgePerson } from '../../src/report/person-row.js'
import type { PersonRow } from '../../src/report/person-row.js'
import { reportJson } from '../../src/report/report-json.js'
import { reminderFor } from '../../src/report/reminder.js'
import { GRACE_LOGINS } from '../../src/report/grace-left.js'
import { LOCK_CAUSES, STANDINGS } from '../../src/report/standing.js'
import type { ReportPerson } from '../../src/report/report-person.js'
import { accounts, compiledOrNull, policies } from '../policy/arbitraries.js'
import { EXAMPLES, NOW as THEN, example } from '../policy/people.js'
import { DAY_MS, NOW, UNIVERSITY, everyStanding, person } from './people.js'

function reportOn(people: readonly ReportPerson[], options = {}): Report {
  const reporter = createReport(UNIVERSITY, NOW, options)
  for (const one of people) reporter.add(one)
  return reporter.result()
}

function rowOf(user: string): PersonRow {
  const found = everyStanding().find(({ account }) => account.user === user)
  if (found === undefined) throw new Error(`There is no ${user}.`)
  return judgePerson(UNIVERSITY, found, NOW).row
}

const anyPolicy = fc.oneof(
  fc.constantFrom(...[...EXAMPLES, 'default'].map(example)),
  policies.map(compiledOrNull).filter((one) => one !== null),
)
const rows = fc.record({ account: accounts, failuresInARow: fc.constantFrom(0, 0, 0, 49, 50) })

describe('Report: who is not done', () => {
  it('finds every standing', () => {
    const byUser = everyStanding().map(({ account }) => [account.user, rowOf(account.user).standing])
    expect(Object.fromEntries(byUser)).to.deep.equal({
      done: 'enrolled',
      texts: 'enrolled',
      waiting: 'pending',
      invited: 'pending',
      // A number of one's own that nobody confirmed in seven days is gone at the next sign-in.
      'too-old': 'not_asked',
      new: 'in_grace',
      'came-back': 'in_grace',
      'by-date': 'in_grace',
      'used-up': 'must_enroll',
      'bg-1': 'must_enroll',
      declined: 'opted_out',
      guest: 'not_asked',
      'shut-out': 'locked',
      'by-admin': 'locked',
      'codes-off': 'locked',
      'no-method': 'locked',
      'wrong-codes': 'locked',
    })
  })

  it('counts them, as by hand', () => {
    const report = reportOn(everyStanding())
    expect(report.total).to.equal(17)
    expect(report.standings).to.deep.equal({ enrolled: 2, pending: 2, in_grace: 3, must_enroll: 2, opted_out: 1, locked: 5, not_asked: 2 })
    expect(report.lockCauses).to.deep.equal({ admin: 1, grace_exhausted: 1, too_many_failures: 1, codes_off: 1, no_method: 1 })
    expect(report.rules.map(({ name, total, standings }) => [name, total, standings.locked])).to.deep.equal([
      ['students-2026', 8, 3],
      ['everyone', 4, 0],
      // An administrator's lock, codes switched off, and emergency access come before the rules.
      [null, 3, 2],
      ['staff', 2, 0],
    ])
    expect(report.asked).to.deep.equal({ total: 11, enrolled: 4 })
    expect(report.graceLogins).to.deep.equal({ '0': 2, '1': 0, '2': 0, '3': 1, '4': 1, '5+': 2, date_only: 0 })
    expect(report.graceDays).to.deep.equal({ '1': 0, '7': 0, '30': 0, more: 1 })
    expect(report.phoneCodesOnly).to.equal(2)
    expect(report.removals).to.deep.equal({ owed: 2, people: 1, tries: 4, oldest: NOW - 3 * DAY_MS })
    expect([report.undecided, report.forecast]).to.deep.equal([0, null])
  })

  it('tells of each person what is to be known, and no whole number', () => {
    expect(rowOf('waiting')).to.deep.equal({
      user: 'waiting',
      standing: 'pending',
      lockCause: null,
      rule: 'students-2026',
      reason: 'confirm_within_grace',
      remaining: 3,
      deadline: null,
      groups: ['students'],
      phoneHint: '•••68',
      methods: ['sms', 'voice'],
      since: NOW - DAY_MS,
      graceLogins: '3',
      graceDays: null,
      traits: ['asked'],
    })
    expect(rowOf('done').since).to.equal(NOW - 2 * DAY_MS)
    expect([rowOf('came-back').remaining, rowOf('by-date').deadline]).to.deep.equal([5, Date.parse('2026-10-15T00:00:00Z')])
    expect(rowOf('texts').traits).to.deep.equal(['asked', 'phone_codes_only', 'removal_owed'])
    expect(rowOf('codes-off').lockCause).to.equal('codes_off')
  })

  it('counts by group, somebody in two in both, and takes small ones together', () => {
    const many = (count: number, group: string): ReportPerson[] => Array.from({ length: count }, (_, at) => person(`${group}${at}`, [group]))
    const { byGroup } = reportOn([...many(5, 'five'), ...many(4, 'four'), ...many(3, 'three'), person('both', ['five', 'five', 'three']), person('none', []), person('who', null)])
    expect(byGroup.groups.map(({ name, total }) => [name, total])).to.deep.equal([['five', 6]])
    expect([byGroup.small.groups, byGroup.small.together?.total]).to.deep.equal([2, 8])
    expect([byGroup.inNone, byGroup.unknown]).to.deep.equal([1, 1])
  })

  it('does not break down small groups that are few people even together', () => {
    const { byGroup } = reportOn([person('a', ['x']), person('b', ['y']), person('c', ['y'])])
    expect([byGroup.groups, byGroup.small]).to.deep.equal([[], { groups: 2, together: null }])
    expect(JSON.stringify(reportJson(reportOn([person('a', ['x-ray'])])))).to.not.include('x-ray')
  })

  it('counts as undecided those about whom data is missing, on the strict side', () => {
    const { undecided, standings } = reportOn([person('who', null, { graceUsed: 5 })])
    expect([undecided, standings.locked]).to.deep.equal([1, 1])
  })

  it('forecasts lockouts', () => {
    const students = Array.from({ length: 40 }, (_, at) => person(`s${at}`, ['students'], { graceUsed: 3 }))
    const { forecast } = reportOn([...students, person('shut', ['students'], { graceUsed: 5 })], { forecast: { days: 14, signInsPerDay: 0.5 } })
    expect(forecast?.days).to.have.length(14)
    expect(forecast?.days[0]?.lockedOut).to.equal(0)
    // Two sign-ins are left, so the third one fails, within four to six days.
    expect(forecast?.days.at(-1)?.lockedOutSoFar).to.equal(41)
  })

  it('counts and lists the same people under a filter', async () => {
    const filter = { standings: ['pending', 'in_grace'] as const, rule: 'students-2026', group: 'students' }
    const { total } = reportOn(everyStanding(), { filter })
    expect(total).to.equal(3)
    expect(await listed(filter)).to.deep.equal(['waiting', 'new', 'came-back'])
    expect(await listed({ rule: '' })).to.deep.equal(['bg-1', 'by-admin', 'codes-off'])
    expect(await listed({ lockCause: 'no_method' as const })).to.deep.equal(['no-method'])
    expect(await listed({ graceLogins: '0' as const })).to.deep.equal(['used-up', 'shut-out'])
    expect(await listed({ graceDays: 'more' as const })).to.deep.equal(['by-date'])
    expect(await listed({ trait: 'removal_owed' as const })).to.deep.equal(['texts'])
  })

  async function listed(filter: Parameters<typeof listPeople>[3]): Promise<string[]> {
    const users = []
    for await (const { user } of listPeople(UNIVERSITY, later(everyStanding()), NOW, filter)) users.push(user)
    return users
  }

  it('reminds of what is left, and of nothing that is over', () => {
    expect(reminderFor(rowOf('waiting'))).to.deep.equal({ kind: 'reminder', remaining: 3, deadline: null })
    expect(reminderFor(rowOf('used-up'))).to.deep.equal({ kind: 'reminder', remaining: null, deadline: null })
  })

  it('puts everybody into exactly one standing, as the policy decides, and the sums agree', () => {
    fc.assert(
      fc.property(anyPolicy, fc.array(rows, { maxLength: 12 }), (policy, some) => {
        const people = some.map(({ account, failuresInARow }) => ({ ...person(account.user, account.groups), account, failuresInARow }))
        const reporter = createReport(policy, THEN)
        const judged = people.map((one) => reporter.add(one))
        const report = reporter.result()
        const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, count) => total + count, 0)
        expect(report.total).to.equal(people.length)
        expect(sum(report.standings)).to.equal(people.length)
        expect(report.rules.reduce((total, rule) => total + rule.total, 0)).to.equal(people.length)
        expect(sum(report.lockCauses)).to.equal(report.standings.locked)
        judged.forEach((row, at) => {
          const one = people[at]
          if (row === null || one === undefined) throw new Error('somebody was left out')
          expect(STANDINGS.filter((standing) => fits(row, { standings: [standing] }))).to.have.length(1)
          const { outcome } = decideSample(policy, { ...one, request: NEXT_SIGN_IN, at: THEN, logged: null })
          const isStopped = outcome === 'locked' || outcome === 'unavailable'
          expect(row.standing === 'locked').to.equal(isStopped)
          expect(row.lockCause === null).to.equal(!isStopped)
          if (!isStopped) expect(row.standing === 'enrolled').to.equal(one.account.state === 'enrolled')
          if (!isStopped && one.account.state !== 'enrolled') expect(row.standing === 'must_enroll').to.equal(outcome === 'enroll_required')
          if (row.standing === 'not_asked' || row.standing === 'opted_out') expect(['allow', 'allow_with_prompt']).to.include(outcome)
        })
        // Every figure equals the length of the list behind it.
        const kept = judged.filter((row) => row !== null)
        const count = (filter: Parameters<typeof fits>[1]): number => kept.filter((row) => fits(row, filter)).length
        for (const cause of LOCK_CAUSES) expect(count({ lockCause: cause })).to.equal(report.lockCauses[cause])
        for (const left of GRACE_LOGINS) expect(count({ graceLogins: left })).to.equal(report.graceLogins[left])
        expect(TRAITS.map((trait) => count({ trait }))).to.deep.equal([report.asked.total, report.phoneCodesOnly, report.removals.people])
      }),
      { numRuns: 300 },
    )
  })
})

// eslint-disable-next-line @typescript-eslint/require-await -- an async list without waiting
async function* later<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}
