import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'chai'
import { universityCsv } from '../helpers/university.js'
import { HEAD, examplePath, newFolder } from './in-process.js'
import { NOW_TEXT, runDiff } from './long-run.js'

const UNIVERSITY = examplePath('university')

describe('CLI: policy diff', () => {
  const folder = newFolder()
  after(folder.remove)
  const policy = (name: string, text: string): string => folder.write(name, `${HEAD}${text}`)
  const next = folder.write(
    'university.next.yaml',
    readFileSync(UNIVERSITY, 'utf8')
      .replace('methods: [push, totp, sms, voice]', 'methods: [push, totp]')
      .replace('logins: 5, starts', 'logins: 3, starts')
      .replace('confirm_with: [push, sms, voice]', 'confirm_with: [push, totp]'),
  )
  const accounts = folder.write('accounts.csv', universityCsv(12_480))
  const strict = policy(
    'strict.yaml',
    'rules: [{ id: all, enrollment: { model: mandatory, grace_period: { logins: 2 }, on_expiry: lock } }]\n',
  )
  const lenient = policy(
    'lenient.yaml',
    'rules: [{ id: all, enrollment: { model: mandatory, grace_period: { logins: 4 }, on_expiry: lock } }]\n',
  )
  const people = folder.write('people.csv', 'user,state,grace_used\na,none,0\nb,none,2\nc,none,3\nd,none,9\n')

  it('tells changed fields, then changed people, and refuses by the limit', async () => {
    const { status, stdout, stderr } = await runDiff(UNIVERSITY, next, { accounts, failOnLockouts: '100' })
    expect([status, stderr]).to.deep.equal([5, ''])
    const [one, other] = [...stdout.matchAll(/revision ([0-9a-f]{12})/g)].map(([, revision]) => revision)
    expect(stdout).to.equal(`- ${UNIVERSITY}  revision ${one}
+ ${next}  revision ${other}

  defaults.challenge.methods: ["push","totp","sms","voice"] -> ["push","totp"]
  rules[students-2026].enrollment.confirm_with: ["push","sms","voice"] -> ["push","totp"]
  rules[students-2026].enrollment.grace_period.logins: 5 -> 3

Effect on 12,480 accounts at their next sign-in
now                 after                            accounts   for example
challenge           challenge > suggest_new_method      1,719   u00000, u00007, u00016
allow_with_prompt   locked                                303   u00039, u00098, u00173
challenge           challenge > enroll_new_method         117   u00129, u00157, u00163

same outcome        other details                       accounts   for example
allow_with_prompt   fewer methods                          3,356   u00002, u00004, u00005
challenge           fewer methods                          2,786   u00018, u00020, u00023
allow_with_prompt   other methods, fewer grace logins      1,755   u00001, u00003, u00008
enroll_required     fewer methods                            155   u00019, u00093, u00094

2,139 changed: 2,139 stricter, 0 looser; 10,341 unchanged
of the unchanged, 8,052 with other details: 8,052 stricter, 0 looser
newly locked: 303, over the limit of 100  -> exit 5
`)
  })

  it('finds nothing changed in the same file', async () => {
    const { status, stdout } = await runDiff(next, next, {
      accounts,
      failOnLockouts: '0',
      failOnLooser: '0',
      maxChanged: '0%',
    })
    expect(status).to.equal(0)
    expect(stdout)
      .to.include('nothing changed: both mean the same')
      .and.include('0 changed: 0 stricter, 0 looser; 12,480 unchanged')
  })

  it('compares fields only when nobody is named', async () => {
    const { status, stdout } = await runDiff(strict, lenient)
    expect(status).to.equal(0)
    expect(stdout).to.match(
      /^- .*strict\.yaml .*\n\+ .*lenient\.yaml .*\n\n {2}rules\[all\]\.enrollment\.grace_period\.logins: 2 -> 4\n$/,
    )
  })

  it('tells stricter and looser apart, each with its limit', async () => {
    const loosened = await runDiff(strict, lenient, { accounts: people, failOnLooser: '2' })
    expect(loosened.status).to.equal(5)
    expect(loosened.stdout).to.match(/^locked +allow_with_prompt +2 +b, c$/m)
    expect(loosened.stdout).to.include('2 changed: 0 stricter, 2 looser; 2 unchanged')
    expect(loosened.stdout).to.include('looser, details included: 3, over the limit of 2  -> exit 5')
    const tightened = await runDiff(lenient, strict, { accounts: people, failOnLooser: '0', maxChanged: '50%' })
    expect(tightened.status).to.equal(0)
    expect(tightened.stdout).to.include('newly locked: 2\n').and.include('changed: 50.0%, within the limit of 50%')
    expect((await runDiff(lenient, strict, { accounts: people, maxChanged: '49.9%' })).status).to.equal(5)
  })

  it('heads each direction when there are several', async () => {
    const some = 'rules:\n  - { id: a, match: { users: [a] }, enrollment: { model: mandatory } }\n  - { id: rest }\n'
    const { stdout } = await runDiff(policy('a.yaml', some), policy('b.yaml', some.replace('[a]', '[b]')), {
      accounts: people,
    })
    expect(stdout).to.match(/stricter:\nallow +enroll_required +1 +b\nlooser:\nenroll_required +allow +1 +a\n/)
  })

  it('names the facts in JSON', async () => {
    const { status, stdout } = await runDiff(lenient, strict, { accounts: people, failOnLockouts: '1', format: 'json' })
    expect(status).to.equal(5)
    const { fields, effect } = JSON.parse(stdout)
    expect(fields).to.deep.equal([
      { kind: 'changed', path: 'rules[all].enrollment.grace_period.logins', from: 4, to: 2 },
    ])
    expect(effect).to.deep.include({
      total: 4,
      unchanged: 2,
      stricter: 2,
      looser: 0,
      newly_locked: 2,
      exceeded: ['newly locked'],
    })
    expect(effect.groups[0]).to.deep.equal({
      now: 'allow_with_prompt',
      after: 'locked',
      details: [],
      direction: 'stricter',
      count: 2,
      examples: ['b', 'c'],
    })
  })

  it('replays a log instead', async () => {
    const event = (user: string, graceUsed: number): string =>
      JSON.stringify({
        type: 'decision',
        user,
        at: NOW_TEXT,
        account: { grace_used: graceUsed },
        decision: { outcome: 'allow' },
      })
    const log = folder.write('log.jsonl', [event('a', 0), event('b', 2), event('b', 3)].join('\n'))
    const { stdout } = await runDiff(lenient, strict, { replay: log }, '1d')
    expect(stdout)
      .to.include('Effect on 3 logged decisions')
      .and.match(/^allow_with_prompt +locked +2 +b$/m)
  })

  it('tells faulty rows, and ends with 1 unless a limit is exceeded', async () => {
    const faulty = folder.write('faulty.csv', 'user,state,grace_used\nb,none,2\nc,what,0\n')
    const { status, stderr } = await runDiff(lenient, strict, { accounts: faulty })
    expect([status, stderr]).to.deep.equal([
      1,
      `${faulty}:3 state: must be none, pending, enrolled, opted_out\n1 faulty row.\n`,
    ])
    expect((await runDiff(lenient, strict, { accounts: faulty, skipFaulty: true })).status).to.equal(0)
    expect(
      (await runDiff(lenient, strict, { accounts: faulty, skipFaulty: true, failOnLockouts: '0' })).status,
    ).to.equal(5)
  })

  describe('lockout guard', () => {
    const open = policy('open.yaml', 'emergency_access: { accounts: [bea] }\nrules: [{ id: all }]\n')
    const closed = policy(
      'closed.yaml',
      'rules: [{ id: all, enrollment: { model: mandatory, grace_period: { until: 2026-08-01T00:00:00Z }, on_expiry: lock } }]\n',
    )
    const staff = (...rows: string[]): string =>
      folder.write('staff.csv', ['user,state,methods,roles', ...rows, ''].join('\n'))

    it('names the administrators whom a change would shut out, and ends with 5', async () => {
      const { status, stdout } = await runDiff(open, closed, {
        accounts: staff('ada,none,,admin', 'bob,enrolled,push,'),
      })
      expect(status).to.equal(5)
      expect(stdout).to.match(
        /lockout guard: no administrator could get in after this change: ada \(locked, grace_exhausted\) {2}-> exit 5\n$/,
      )
    })

    it('counts emergency accounts, and is content with one who gets in', async () => {
      const lost = await runDiff(open, closed, { accounts: staff('bea,enrolled,push,', 'ada,none,,admin') })
      expect([lost.status, lost.stdout.includes('lockout guard')]).to.deep.equal([0, false])
      const kept = await runDiff(open, closed, { accounts: staff('cid,enrolled,push,admin', 'ada,none,,admin') })
      expect(kept.status).to.equal(0)
    })

    it('does not mind administrators who could not get in before', async () => {
      const { status } = await runDiff(closed, closed, { accounts: staff('ada,none,,admin') })
      expect(status).to.equal(0)
    })

    it('looks for the role it is given, and says when nobody has it', async () => {
      const accounts = staff('ada,none,,root')
      expect((await runDiff(open, closed, { accounts, adminRole: 'root' })).status).to.equal(5)
      const { status, stdout } = await runDiff(open, closed, { accounts })
      expect([status, stdout.trimEnd().split('\n').at(-1)]).to.deep.equal([
        0,
        'lockout guard: no account has the role admin or emergency access, so nothing was checked',
      ])
    })
  })

  for (const [what, flags, message] of [
    ['a limit without people', { failOnLooser: '0' }, 'needs --accounts'],
    ['a share that is none', { accounts: 'a', maxChanged: '5' }, '--max-changed'],
    ['a share of more than all', { accounts: 'a', maxChanged: '500%' }, '--max-changed'],
    ['a limit below nothing', { accounts: 'a', failOnLooser: '-1' }, '--fail-on-looser'],
  ] as const) {
    it(`refuses ${what} with 2`, async () => {
      const { status, stderr } = await runDiff(strict, lenient, flags)
      expect(status).to.equal(2)
      expect(stderr).to.include(message)
    })
  }

  it('shortens long lists, and lets no name steer the terminal', async () => {
    const users = Array.from({ length: 30 }, (_, index) => `user-${index}`)
    const rule = (names: readonly string[]): string =>
      `rules: [{ id: all, match: { users: ${JSON.stringify(names)} } }, { id: rest }]\n`
    const { stdout } = await runDiff(policy('a.yaml', rule(users)), policy('b.yaml', rule([...users.slice(1), 'new'])))
    expect(stdout).to.include('rules[all].match.users: 30 entries -> 30 (added new; removed user-0)')
    writeFileSync(people, 'user,state,grace_used\n"\u001b[2Jb",none,2\n')
    const shown = await runDiff(lenient, strict, { accounts: people })
    expect(shown.stdout).to.include('\\u{1b}[2Jb').and.not.include('\u001b')
  })

  it('ends the process with 5, and reads one policy from standard input', () => {
    const command = [
      '--import',
      'tsx',
      'src/cli/main.ts',
      'policy',
      'diff',
      UNIVERSITY,
      '-',
      '--accounts',
      accounts,
      '--now',
      NOW_TEXT,
    ]
    const input = readFileSync(next, 'utf8')
    const run = (...more: string[]) => spawnSync(process.execPath, [...command, ...more], { encoding: 'utf8', input })
    const { status, stdout, stderr } = run('--fail-on-lockouts', '100')
    expect([status, stderr]).to.deep.equal([5, ''])
    expect(stdout).to.include('+ standard input  revision')
    const wrong = run('--request', '-')
    expect([wrong.status, wrong.stdout, wrong.stderr]).to.deep.equal([
      2,
      '',
      'Only one input can be - (standard input).\n',
    ])
  })
})
