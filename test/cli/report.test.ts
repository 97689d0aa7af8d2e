import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import Database from 'libsql'
import { expect } from 'chai'
import { RedisAccountStore } from '../../src/adapters/redis/index.js'
import { SqlAccountStore } from '../../src/adapters/sql/index.js'
import { CliExit } from '../../src/cli/exit.js'
import { report } from '../../src/cli/report/report.js'
import type { ReportFlags } from '../../src/cli/report/report-flags.js'
import type { ReportWorld } from '../../src/cli/report/report.js'
import { blankAccount } from '../../src/ports/account-store.js'
import type { AccountStore } from '../../src/ports/account-store.js'
import { startRedis } from '../helpers/redis-server.js'
import { universityCsv } from '../helpers/university.js'
import { APP, NOW, TEXTS } from '../report/people.js'
import { examplePath, newFolder } from './in-process.js'

const UNIVERSITY = examplePath('university')

const ACCOUNTS = `user,state,methods,grace_used,grace_started,groups,created,locked
done,enrolled,push|totp,0,,students,2026-08-15T00:00:00Z,
texts,enrolled,sms|voice,0,,students,2026-08-15T00:00:00Z,
waiting,pending,sms,2,2026-08-20T08:00:00Z,students,2026-08-15T00:00:00Z,
new,none,,0,,students,2026-08-15T00:00:00Z,
out,pending,sms,5,2026-08-20T08:00:00Z,students,2026-08-15T00:00:00Z,
shut,enrolled,push,0,,students,2026-08-15T00:00:00Z,true
used-up,none,,5,2026-08-20T08:00:00Z,staff,2026-08-15T00:00:00Z,
=guest,none,,0,,,2026-08-15T00:00:00Z,
`

interface Run {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

describe('CLI: report', () => {
  const folder = newFolder()
  after(folder.remove)
  const accounts = folder.write('accounts.csv', ACCOUNTS)

  async function run(flags: Partial<ReportFlags>, world: Partial<ReportWorld> = {}): Promise<Run> {
    let [stdout, stderr] = ['', '']
    const terminal = { warn: (text: string) => void (stderr += text), isWatched: false, now: () => NOW }
    const write = (text: string): Promise<void> => {
      stdout += text
      return Promise.resolve()
    }
    const all = { terminal, env: {}, write, ask: null, signal: new AbortController().signal, ...world }
    try {
      return { status: await report({ policy: UNIVERSITY, accounts, ...flags }, all), stdout, stderr }
    } catch (error) {
      if (error instanceof CliExit) return { status: error.exitCode, stdout, stderr: stderr + error.message }
      throw error
    }
  }

  const figures = async (flags: Partial<ReportFlags>): Promise<Record<string, never>> => JSON.parse((await run({ ...flags, format: 'json' })).stdout)

  it('prints the figures with shares, by rule and by group', async () => {
    const { status, stdout, stderr } = await run({ forecast: '14d' })
    expect([status, stderr]).to.deep.equal([0, ''])
    for (const line of [
      /^Policy university-batch revision \w{12}, 8 people as of 2026-09-01T09:00:00\.000Z$/m,
      /^enrolled +2 +25\.0%$/m,
      /^pending +1 +12\.5%$/m,
      /^locked +2 +25\.0%$/m,
      /^Confirmed: 2 of 6 whose rule asks for a factor \(33\.3%\)$/m,
      /^admin +1$/m,
      /^grace_exhausted +1$/m,
      /^students-2026 +5 +2 +1 +1 +0 +0 +1 +0$/m,
      /^students +6 +2 +1 +1 +0 +0 +2 +0$/m,
      /^groups of under 5 people, not broken down: 1$/m,
      /^grace logins left {3}0: 2 {3}3: 1 {3}5\+: 1$/m,
      /^enrolled with only texts or calls {3}1$/m,
      /^2026-09-14 +\d+ +\d+ +\d+$/m,
    ]) {
      expect(stdout).to.match(line)
    }
  })

  it('gives the same as JSON', async () => {
    const { total, standings, locked, rules, forecast, notes } = await figures({})
    expect([total, standings, locked]).to.deep.equal([
      8,
      { enrolled: 2, pending: 1, in_grace: 1, must_enroll: 1, opted_out: 0, locked: 2, not_asked: 1 },
      { admin: 1, grace_exhausted: 1, too_many_failures: 0, codes_off: 0, no_method: 0 },
    ])
    expect(rules).to.have.length(4)
    expect([forecast, notes]).to.deep.equal([null, []])
  })

  it('lists people as CSV, with filters, and keeps spreadsheets from running them', async () => {
    const all = await run({ format: 'csv' })
    expect(all.stdout.split('\r\n')).to.have.length(10)
    expect(all.stdout).to.include("\r\n'=guest,not_asked,,everyone,")
    const some = await run({ format: 'csv', standing: 'pending, locked', group: 'students', rule: 'students-2026' })
    expect(some.stdout.split('\r\n').map((line) => line.split(',')[0])).to.deep.equal(['user', 'waiting', 'out', ''])
    const none = await run({ format: 'csv', rule: '-' })
    expect(none.stdout.split('\r\n')[1]).to.match(/^shut,locked,admin,,admin_lock,/)
  })

  it('writes into a file that only its owner reads, and never over what it reads', async () => {
    const output = join(folder.path, 'list.csv')
    const { status, stdout } = await run({ format: 'csv', output })
    expect([status, stdout, statSync(output).mode & 0o777]).to.deep.equal([0, '', 0o600])
    expect(readFileSync(output, 'utf8')).to.match(/^user,standing,/)
    expect(await run({ output: accounts })).to.deep.equal({ status: 2, stdout: '', stderr: '--output must not be a file that is read.' })
    expect(readFileSync(accounts, 'utf8')).to.equal(ACCOUNTS)
  })

  it('tells faulty rows and fails for them, unless that was asked not to be', async () => {
    const faulty = folder.write('faulty.csv', 'user,state\nann,none\nbob,nonne\n')
    const { status, stdout, stderr } = await run({ accounts: faulty })
    expect([status, stderr]).to.deep.equal([1, `${faulty}:3 state: must be none, pending, enrolled, opted_out\n1 faulty row.\n`])
    expect(stdout).to.include(', 1 person as of')
    expect((await run({ accounts: faulty, skipFaulty: true })).status).to.equal(0)
  })

  for (const [flags, message] of [
    [{ standing: 'enroled' }, 'Did you mean enrolled?'],
    [{ format: 'cvs' }, 'Did you mean csv?'],
    [{ forecast: '14' }, '--forecast must be a number of days'],
    [{ forecast: '14d', signInsPerDay: '0' }, '--sign-ins-per-day must be'],
    [{ forecast: '14d', format: 'csv' }, '--forecast does not go with --format csv'],
    [{ remind: true }, '--remind needs --notify MODULE'],
    [{ notify: 'x' }, '--notify needs --remind'],
    [{ remind: true, notify: 'x', format: 'csv' }, '--remind does not go with --format csv'],
    [{ remind: true, notify: '/nowhere.mjs' }, '/nowhere.mjs cannot be loaded'],
    [{ policy: '' }, 'Which policy?'],
    [{ accounts: '-', people: '-' }, 'Only one input can be -'],
    [{ now: 'tomorrow' }, '--now must be'],
    [{ output: '/nowhere/x.csv' }, '/nowhere/x.csv cannot be written'],
  ] as const) {
    it(`refuses ${JSON.stringify(flags)} with 2`, async () => {
      const { status, stdout, stderr } = await run(flags)
      expect([status, stdout]).to.deep.equal([2, ''])
      expect(stderr).to.include(message)
    })
  }

  it('takes the policy from POLICY_FILE', async () => {
    const { stdout } = await run({ policy: '' }, { env: { POLICY_FILE: UNIVERSITY } })
    expect(stdout).to.match(/^Policy university-batch /)
  })

  describe('with the application’s account store', () => {
    const people = folder.write(
      'people.csv',
      'user,email,country_code,phone,groups,created,locale\nkim,kim@uni.example,1,4155550101,students,2026-08-15T00:00:00Z,en\nlea,lea@uni.example,1,4155550102,students,2026-08-15T00:00:00Z,\nnobody,nobody@uni.example,1,4155550103,students,2026-08-15T00:00:00Z,\n',
    )
    const fill = async (store: AccountStore): Promise<void> => {
      const removals = [{ providerId: '77', since: NOW - 1000, tries: 2, nextAt: NOW }]
      await store.write({ ...blankAccount('kim'), state: 'enrolled', factor: APP, enrolledAt: NOW, removals }, 0)
      await store.write({ ...blankAccount('lea'), state: 'pending', factor: TEXTS, graceUsed: 1 }, 0)
    }
    const rows = (text: string): string[] => text.split('\r\n').slice(1, -1).sort()
    const JOINED = [
      'kim,enrolled,,students-2026,required,,,students,•••67,push|totp|sms|voice,2026-09-01T09:00:00.000Z,asked|removal_owed',
      'lea,pending,,students-2026,confirm_within_grace,4,,students,•••68,sms|voice,2026-08-31T09:00:00.000Z,asked',
      'nobody,in_grace,,students-2026,enroll_within_grace,5,,students,,,,asked',
    ]

    it('reads SQL, adds what the register knows, and counts who has no account', async () => {
      const file = join(folder.path, 'shop.db')
      const database = new Database(file)
      await fill(new SqlAccountStore(database))
      database.close()
      const source = { accounts: `sql:${file}`, people }
      expect(rows((await run({ ...source, format: 'csv' })).stdout)).to.deep.equal(JOINED)
      const { removals, notes } = await figures(source)
      expect(removals).to.deep.equal({ owed: 1, people: 1, tries: 2, oldest: '2026-09-01T08:59:59.000Z' })
      expect(notes).to.deep.equal(['people of the register without an account, counted as having done nothing: 1'])
      expect((await run(source)).stdout).to.match(/^to be removed at the provider {3}1 {3}people: 1 {3}failed tries: 2/m)
    })

    it('reads Redis', async () => {
      const redis = await startRedis()
      try {
        const client = new Redis(redis.url)
        await fill(new RedisAccountStore(client))
        client.disconnect()
        expect(rows((await run({ accounts: redis.url, people, format: 'csv' })).stdout)).to.deep.equal(JOINED)
      } finally {
        await redis.stop()
      }
    })

    it('says what it does not know without a register', async () => {
      const { notes, groups_unknown: unknown, undecided } = await figures({ accounts: `sql:${join(folder.path, 'shop.db')}` })
      expect([unknown, undecided]).to.deep.equal([2, 2])
      expect(notes).to.deep.equal([
        'the account store does not hold groups, created: not known, so the strictest outcome was taken; --people FILE adds them',
        'only people of whom the account store has a record are counted; --people FILE adds the others',
      ])
    })

    it('tells faults of the register', async () => {
      const bad = folder.write('bad.csv', 'user,groups,created\nkim,students,yesterday\nlea,students,\nlea,staff,\n"x,\n')
      const { status, stderr } = await run({ people: bad })
      expect(status).to.equal(1)
      expect(stderr.split('\n').slice(0, 3)).to.deep.equal([
        `${bad}:2 created: must be an ISO 8601 time with a zone, such as 2026-12-01T00:00:00Z`,
        `${bad}:4 user: is there twice; the first one counts`,
        `${bad}:5 has a quote that is never closed`,
      ])
      const wrong = await run({ people: folder.write('wrong.csv', 'user,grops\n') })
      expect([wrong.status, wrong.stderr.includes('unknown column "grops"; did you mean groups?')]).to.deep.equal([2, true])
    })

    it('takes the register as JSON lines', async () => {
      const lines = [
        { user: 'kim', groups: ['students'], created: '2026-08-15T00:00:00Z', email: 'kim@uni.example', locale: 'en' },
        { user: 'nora', groups: ['staff'], email: 5 },
        { groups: [] },
        'text',
      ]
      const file = folder.write('people.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      const { status, stderr, stdout } = await run({ accounts: `sql:${join(folder.path, 'shop.db')}`, people: file, format: 'csv' })
      expect([status, stderr.split('\n').slice(0, 3)]).to.deep.equal([1, [`${file}:2 email: must be a text`, `${file}:3 user: is missing`, `${file}:4 is no JSON object`]])
      expect(stdout).to.include('kim,enrolled,,students-2026,')
    })
  })

  describe('reminding', () => {
    const sent = join(folder.path, 'sent.txt')
    const notifier = folder.write(
      'notify.mjs',
      `import { appendFileSync } from 'node:fs'
export default async (message) => {
  if (message.to.userId === 'new') throw new Error('no such mailbox new@uni.example')
  appendFileSync(${JSON.stringify(sent)}, JSON.stringify(message) + '\\n')
}
`,
    )
    const messages = (): { to: { userId: string }; subject: string; text: string; notice: object }[] =>
      existsSync(sent) ? readFileSync(sent, 'utf8').trim().split('\n').map((line) => JSON.parse(line)) : []

    it('asks for --yes where nobody can be asked, and says how many', async () => {
      const { status, stderr } = await run({ remind: true, notify: notifier })
      expect([status, stderr, messages()]).to.deep.equal([2, 'Remind 3 people? Add --yes to do so.', []])
    })

    it('asks on a terminal, and takes no for an answer', async () => {
      const asked: string[] = []
      const ask = (question: string): Promise<boolean> => Promise.resolve(asked.push(question) > 1)
      const { status, stderr } = await run({ remind: true, notify: notifier }, { ask })
      expect([status, stderr, asked, messages()]).to.deep.equal([1, 'Nobody was reminded.', ['Remind 3 people?'], []])
    })

    it('reminds those who can do something, names whom, and fails for whom it could not reach', async () => {
      const { status, stdout, stderr } = await run({ remind: true, notify: notifier, yes: true, appName: 'Uni' })
      expect([status, stderr]).to.deep.equal([1, ''])
      expect(stdout.trimEnd().split('\n').slice(-4)).to.deep.equal([
        'reminded   waiting',
        'reminded   used-up',
        'failed     new',
        'Reminded: 2, failed: 1',
      ])
      expect(stdout).to.not.include('mailbox')
      expect(messages().map(({ to, notice }) => [to.userId, notice])).to.deep.equal([
        ['waiting', { kind: 'reminder', remaining: 3, deadline: null }],
        ['used-up', { kind: 'reminder', remaining: null, deadline: null }],
      ])
      expect(messages()[0]?.text).to.include('Uni').and.to.include('3 more times')
    })

    it('reminds only those whom the filters leave, and tells it as JSON', async () => {
      const { status, stdout } = await run({ remind: true, notify: notifier, yes: true, standing: 'must_enroll,locked', format: 'json' })
      expect([status, JSON.parse(stdout).reminders]).to.deep.equal([0, { reminded: ['used-up'], failed: [], left: 0 }])
    })

    it('stops between two batches when interrupted', async () => {
      const { status, stdout } = await run({ remind: true, notify: notifier, yes: true, format: 'json' }, { signal: AbortSignal.abort() })
      expect([status, JSON.parse(stdout).reminders]).to.deep.equal([1, { reminded: [], failed: [], left: 3 }])
    })

    it('takes a CommonJS module, and refuses one that exports no function', async () => {
      const common = folder.write('notify.cjs', 'module.exports = () => {}\n')
      expect((await run({ remind: true, notify: common, yes: true })).status).to.equal(0)
      const compiled = folder.write('compiled.cjs', 'exports.__esModule = true; exports.default = () => {}\n')
      expect((await run({ remind: true, notify: compiled, yes: true })).status).to.equal(0)
      const none = folder.write('none.mjs', 'export const notify = () => {}\n')
      const { status, stderr } = await run({ remind: true, notify: none })
      expect([status, stderr]).to.deep.equal([2, `${none}: the default export must be a function that sends one message.`])
    })
  })

  describe('as a process', () => {
    const command = (...more: string[]): string[] => ['--import', 'tsx', 'src/cli/main.ts', 'report', '--policy', UNIVERSITY, '--now', '2026-09-01T09:00:00Z', ...more]

    it('reads standard input, says nothing on standard error, and ends with the code', () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, command('--accounts', '-'), { encoding: 'utf8', input: ACCOUNTS })
      expect([status, stderr]).to.deep.equal([0, ''])
      expect(stdout).to.include('8 people as of')
      const wrong = spawnSync(process.execPath, command('--accounts', accounts, '--standing', 'x'), { encoding: 'utf8' })
      expect([wrong.status, wrong.stdout]).to.deep.equal([2, ''])
    })

    it('keeps no memory of the people it has counted or listed', function () {
      this.timeout(120_000)
      const watch = 'data:text/javascript,process.on("exit",()=>process.stderr.write(String(process.resourceUsage().maxRSS)))'
      const peak = (rows: number): number => {
        const many = folder.write(`many-${rows}.csv`, universityCsv(rows))
        const all = ['--import', watch, ...command('--accounts', many, '--format', 'csv', '--output', join(folder.path, 'out.csv'))]
        const { status, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' })
        expect(status).to.equal(0)
        return Number(stderr) / 1024
      }
      const small = peak(10)
      expect(peak(100_000) - small).to.be.lessThan(80)
      expect(readFileSync(join(folder.path, 'out.csv'), 'utf8').split('\r\n')).to.have.length(100_002)
    })
  })
})
