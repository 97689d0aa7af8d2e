import { expect } from 'chai'
import { simulate } from '../../src/cli/policy/simulate.js'
import { eventLine } from '../../src/decision-log/event-line.js'
import { evaluate } from '../../src/policy/evaluate.js'
import { account, enrolled, example, request } from '../policy/people.js'
import { universityCsv } from '../helpers/university.js'
import { HEAD, examplePath, newFolder } from './in-process.js'
import { NOW_TEXT, runSimulate } from './long-run.js'

const UNIVERSITY = examplePath('university')
const NOW = Date.parse(NOW_TEXT)

describe('CLI: policy simulate', () => {
  const folder = newFolder()
  after(folder.remove)
  const file = (text: string, name = 'accounts.csv'): string => folder.write(name, text)
  const json = async (policy: string, accounts: string, more = {}) => {
    const { status, stdout, stderr } = await runSimulate(policy, { accounts, format: 'json', ...more })
    return { status, stderr, ...JSON.parse(stdout) }
  }
  const policy = (rules: string): string => folder.write('policy.yaml', `${HEAD}rules:\n${rules}\n`)

  it('counts outcomes, rules, reasons, and grace logins left', async () => {
    const accounts = file(universityCsv(12_480))
    const { status, stdout, stderr } = await runSimulate(UNIVERSITY, { accounts })
    expect([status, stderr]).to.deep.equal([0, ''])
    const lines = stdout.split('\n')
    expect(lines[0]).to.match(
      /^Policy university-batch revision [0-9a-f]{12}, 12,480 accounts, next sign-in each, dry run: nothing was sent or stored$/,
    )
    expect(stdout).to.include('outcome             accounts   share\nallow                  2,214   17.7%\n')
    expect(stdout).to.match(/^students-2026 {9}allow_with_prompt {3}confirm_within_grace {6}1,839$/m)
    expect(lines.at(-2)).to.match(/^grace logins left {3}5: 2,484 {3}4: 1,269 {3}3: 821 {3}2: 515 {3}1: 325$/)
  })

  it('sums up to all that were read', async () => {
    const { total, outcomes, rules, grace_left } = await json(UNIVERSITY, file(universityCsv(1000)))
    const sum = (counts: readonly number[]): number => counts.reduce((one, other) => one + other, 0)
    expect(total).to.equal(1000)
    expect(sum(Object.values(outcomes))).to.equal(1000)
    expect(sum(rules.map(({ count }: { count: number }) => count))).to.equal(1000)
    expect(sum(grace_left.map(({ count }: { count: number }) => count))).to.equal(outcomes.allow_with_prompt)
  })

  describe('replay', () => {
    const old = example('startup')
    const line = (user: string, at: number, who = account({ user }), what = request()): string => {
      const decision = evaluate(old, who, what, at)
      const { outcome, reason, rule, revision } = decision
      return eventLine({
        type: 'decision',
        id: 'd',
        userId: user,
        at,
        outcome,
        reason,
        rule,
        revision,
        decision,
        account: who,
        request: what,
      })
    }
    const DAY = 86_400_000

    it('decides logged sign-ins anew and compares', async () => {
      const log = file(
        [
          line('ann', NOW - 40 * DAY),
          line('ann', NOW - DAY, enrolled({ user: 'ann', groups: ['staff'] })),
          '{"type":"signed_in","userId":"ann"}',
          line('bob', NOW - DAY, account({ user: 'bob', groups: ['students'], state: 'pending', graceUsed: 5 })),
        ].join('\n'),
        'decisions.jsonl',
      )
      const { status, stdout, stderr } = await runSimulate(UNIVERSITY, { replay: log }, '30d')
      expect([status, stderr]).to.deep.equal([0, ''])
      expect(stdout).to.include('2 logged decisions, decided anew')
      expect(stdout).to.include(
        'As logged: 1 (50.0%)\nlogged              now      decisions\nallow_with_prompt   locked           1\n',
      )
      const all = await runSimulate(UNIVERSITY, { replay: log, format: 'json' })
      expect(JSON.parse(all.stdout)).to.deep.include({ counted: 'decisions', total: 3 })
    })

    it('takes epoch ms and userId, and tells decisions without facts', async () => {
      const good = {
        type: 'decision',
        userId: 'ann',
        at: NOW,
        account: {},
        request: {},
        decision: { outcome: 'allow' },
      }
      const log = file(
        [good, { ...good, account: undefined }, { ...good, at: 'soon' }]
          .map((event) => JSON.stringify(event))
          .join('\n'),
      )
      const { status, stdout, stderr } = await runSimulate(UNIVERSITY, { replay: log, format: 'json' })
      expect([status, JSON.parse(stdout).total]).to.deep.equal([1, 1])
      expect(stderr).to.match(/:2 account: is missing.*\n.*:3 at: must be epoch ms or an ISO 8601 time/)
    })
  })

  describe('forecast', () => {
    const LOCK = '  - id: all\n    enrollment: { model: mandatory, grace_period: { logins: 2 }, on_expiry: lock }'
    const days = async (rules: string, csv: string, more = {}) =>
      (await json(policy(rules), file(csv), { until: '2026-09-11T09:00:00Z', signInsPerDay: '1', ...more })).forecast
        .days

    it('locks each person out at the sign-in after the last grace login', async () => {
      const found = await days(LOCK, 'user,state,grace_used\nann,none,0\nbob,none,1\n')
      expect(found.map((day: { locked_out: number }) => day.locked_out)).to.deep.equal([0, 1, 1, 0, 0, 0, 0, 0, 0, 0])
      expect(found[9]).to.deep.equal({ day: '2026-09-10', locked_out: 0, locked_out_so_far: 2, must_enroll: 0 })
    })

    it('counts those who are stopped already, and no administrators’ locks', async () => {
      const found = await days(LOCK, 'user,state,grace_used,locked\nann,none,2,\nbob,none,0,true\n')
      expect(found[0]).to.deep.include({ locked_out: 0, locked_out_so_far: 1 })
      expect(found.at(-1)).to.deep.include({ locked_out_so_far: 1 })
    })

    it('follows the policy’s own dates, and tells who has to enroll', async () => {
      const rules = '  - id: all\n    enrollment: { model: mandatory, grace_period: { until: 2026-09-04T09:00:00Z } }'
      const found = await days(rules, 'user,state\nann,none\nbob,enrolled\n')
      expect(found.map((day: { must_enroll: number }) => day.must_enroll)).to.deep.equal([0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    })

    it('spreads many people evenly: what a steady rate makes one expect', async () => {
      const people = Array.from({ length: 4000 }, (_, index) => `u${index},none,1\n`).join('')
      const found = await days(LOCK, `user,state,grace_used\n${people}`, { signInsPerDay: '0.5' })
      // The second sign-in, one every two days, falls on the third and fourth day.
      expect(found[2].locked_out).to.be.within(1850, 2150)
      expect(found[3].locked_out_so_far).to.equal(4000)
    })

    it('prints a line a day and holds the limit against the end', async () => {
      const accounts = file('user,state,grace_used\nann,none,1\n')
      const flags = { accounts, until: '2026-09-04T09:00:00Z', signInsPerDay: '1', failOnLockouts: '0' }
      const { status, stdout } = await runSimulate(policy(LOCK), flags)
      expect(status).to.equal(5)
      expect(stdout).to.match(/^2026-09-02 +1 +1 +0$/m)
      expect(stdout).to.match(/locked out by this policy: 1, over the limit of 0 {2}-> exit 5\n$/)
    })
  })

  it('takes the request from file and flags', async () => {
    const accounts = file('user,state,methods,roles\nada,enrolled,push,admin\n')
    const admin = examplePath('admin')
    const reasonOf = async (more: object) => (await json(admin, accounts, more)).rules[0].reason
    const recent = folder.write('request.json', '{"second_factor_age": 700, "second_factor_method": "push"}')
    expect(await reasonOf({ request: recent })).to.equal('recent_second_factor')
    expect(await reasonOf({ request: recent, path: '/admin/users' })).to.equal('step_up')
  })

  it('ends with 5 when the policy locks out more than the limit, administrators’ locks left aside', async () => {
    const row = 'pending,sms,5,students,2026-08-15T00:00:00Z'
    const accounts = file(`user,state,methods,grace_used,groups,created,locked\na,${row},\nb,${row},\nc,${row},true\n`)
    const within = await runSimulate(UNIVERSITY, { accounts, failOnLockouts: '2' })
    expect([within.status, within.stdout.trimEnd().split('\n').at(-1)]).to.deep.equal([
      0,
      'locked out by this policy: 2, within the limit of 2',
    ])
    expect((await runSimulate(UNIVERSITY, { accounts, failOnLockouts: '1' })).status).to.equal(5)
  })

  it('shows what a dry run would have decided', async () => {
    const rules = folder.write(
      'dry.yaml',
      `${HEAD}mode: report_only\nreport_until: 2026-12-01T00:00:00Z\nrules: [{ id: all, enrollment: { model: mandatory } }]\n`,
    )
    const { stdout } = await runSimulate(rules, { accounts: file('user\nann\n') })
    expect(stdout)
      .to.include('mode report_only')
      .and.match(/^would be: rule .*\nall +enroll_required +must_enroll +1$/m)
  })

  it('shows how far it is while somebody watches, and only then', async () => {
    let now = NOW
    const said: string[] = []
    const terminal = { warn: (text: string) => void said.push(text), isWatched: true, now: () => (now += 200) }
    const accounts = file(universityCsv(2000))
    const { stderr } = await simulate(UNIVERSITY, undefined, { accounts, now: NOW_TEXT }, terminal)
    expect(stderr).to.equal('')
    expect(said[0]).to.match(/^\r[\d,]+ rows, [\d,]+ a second/)
    expect(said.at(-1)).to.equal('\r\u001b[K')
  })

  for (const [what, flags, window, message] of [
    ['nobody named', {}, undefined, '--accounts'],
    ['accounts and a log', { accounts: 'a', replay: 'b' }, undefined, 'not both'],
    ['a window without a log', { accounts: 'a' }, '30d', 'needs --replay'],
    ['a window that is none', { replay: 'a' }, 'soon', 'duration'],
    ['a limit that is none', { accounts: 'a', failOnLockouts: 'many' }, undefined, '--fail-on-lockouts'],
    ['a date that is past', { accounts: 'a', until: '2026-08-01' }, undefined, '--until'],
    ['a forecast of a log', { replay: 'a', until: '2026-10-01' }, undefined, '--until'],
    ['a rate of nothing', { accounts: 'a', until: '2026-10-01', signInsPerDay: '0' }, undefined, '--sign-ins-per-day'],
    ['a format that is none', { accounts: 'a', format: 'xml' }, undefined, '--format'],
    ['two standard inputs', { accounts: '-', request: '-' }, undefined, 'Only one input'],
    ['a file that is not there', { accounts: 'nowhere.csv' }, undefined, 'nowhere.csv cannot be read'],
    ['a folder', { accounts: 'src' }, undefined, 'src cannot be read'],
  ] as const) {
    it(`refuses ${what} with 2`, async () => {
      const { status, stdout, stderr } = await runSimulate(UNIVERSITY, flags, window)
      expect([status, stdout]).to.deep.equal([2, ''])
      expect(stderr).to.include(message)
    })
  }

  it('refuses an invalid policy with 3', async () => {
    expect(
      (await runSimulate(folder.write('bad.yaml', `${HEAD}rulse: []\n`), { accounts: file('user\nann\n') })).status,
    ).to.equal(3)
  })
})
