import { spawnSync } from 'node:child_process'
import { expect } from 'chai'
import { readLines } from '../../src/cli/policy/accounts/read-lines.js'
import { universityCsv } from '../helpers/university.js'
import { HEAD, examplePath, newFolder } from './in-process.js'
import { NOW_TEXT, runSimulate } from './long-run.js'

const UNIVERSITY = examplePath('university')

describe('CLI: accounts from a file', () => {
  const folder = newFolder()
  after(folder.remove)
  const file = (text: string, name = 'accounts.csv'): string => folder.write(name, text)
  const json = async (policy: string, accounts: string, more = {}) => {
    const { status, stdout, stderr } = await runSimulate(policy, { accounts, format: 'json', ...more })
    return { status, stderr, ...JSON.parse(stdout) }
  }
  const policy = (rules: string): string => folder.write('policy.yaml', `${HEAD}rules:\n${rules}\n`)

  describe('CSV', () => {
    const EVERYTHING = [
      '\uFEFF"user",state,methods,grace_used,grace_started,groups,roles,attributes,created,opted_out_at,nudge_count,nudge_last_at,locked',
      '"Doe, Jane",enrolled,push|totp,0,,students;staff,admin,"{""plan"":""pro"",""a"":1}",2026-08-15T00:00:00Z,,,,',
      'sam,pending,sms,2,2026-08-20T08:00:00Z,students,,plan=pro|a=1,2026-08-15T00:00:00Z,,1,2026-08-30T00:00:00Z,',
      'eve,none,,,,,,,,,,,true',
      '',
    ].join('\r\n')

    it('reads byte order mark, quoted commas, lists, attributes in both forms, and locks', async () => {
      const rules = policy(
        '  - { id: both, match: { attributes: { plan: pro, a: 1 }, groups: [students] } }\n  - { id: rest }',
      )
      const { status, rules: counts, undecided } = await json(rules, file(EVERYTHING))
      expect([status, undecided]).to.deep.equal([0, 0])
      expect(
        counts.map(({ rule, outcome, count }: Record<string, unknown>) => [rule, outcome, count]),
      ).to.have.deep.members([
        ['both', 'challenge', 1],
        ['both', 'allow', 1],
        [null, 'locked', 1],
      ])
    })

    it('keeps a name that holds a comma whole', async () => {
      const rules = policy('  - { id: jane, match: { users: ["Doe, Jane"] } }\n  - { id: rest }')
      const { rules: counts } = await json(rules, file(EVERYTHING))
      expect(counts.find(({ rule }: { rule: string }) => rule === 'jane').count).to.equal(1)
    })

    for (const [what, text, message] of [
      ['an unknown column', 'user,grace_usde\nann,1\n', 'unknown column "grace_usde"; did you mean grace_used?'],
      ['a column twice', 'user,user\nann,ann\n', 'the column user is there twice'],
      ['no user column', 'state\nnone\n', 'the column user is missing'],
      ['an empty file', '', 'has no header row'],
      ['a JSON array', '[{"user":"ann"}]', 'is one JSON array'],
    ] as const) {
      it(`refuses ${what} with 2`, async () => {
        const { status, stdout, stderr } = await runSimulate(UNIVERSITY, { accounts: file(text) })
        expect([status, stdout]).to.deep.equal([2, ''])
        expect(stderr).to.include(message)
      })
    }

    it('names faulty rows by line, column and reason, and goes on', async () => {
      const text =
        'user,state,grace_used,created\n"a\nb",none,0,\nbob,nonne,0,\ncid,none,-1,\ndan,none,0\n,none,0,\neve,none,0,2026-02-30T00:00:00Z\nok,none,0,\n'
      const accounts = file(text)
      const { status, stdout, stderr } = await runSimulate(UNIVERSITY, { accounts })
      expect(status).to.equal(1)
      expect(stdout).to.include('2 accounts')
      expect(stderr.split('\n')).to.deep.equal([
        `${accounts}:4 state: must be none, pending, enrolled, opted_out`,
        `${accounts}:5 grace_used: must be a whole number, 0 or more`,
        `${accounts}:6 has 3 fields, and the header 4`,
        `${accounts}:7 user: is empty`,
        `${accounts}:8 created: must be an ISO 8601 time with a zone, such as 2026-12-01T00:00:00Z`,
        '5 faulty rows.',
        '',
      ])
      expect((await runSimulate(UNIVERSITY, { accounts, skipFaulty: true })).status).to.equal(0)
    })

    it('names the first ten of many', async () => {
      const { stderr } = await runSimulate(UNIVERSITY, { accounts: file(`user,state\n${'ann,what\n'.repeat(1234)}`) })
      expect(stderr.trimEnd().split('\n')).to.have.length(11)
      expect(stderr).to.include('1,234 faulty rows, the first 10 are named.')
    })

    it('stops at a quote that is never closed, without swallowing memory', async () => {
      const { status, stderr, total } = await json(
        UNIVERSITY,
        file(`user,state\nann,none\n"bob,none\n${'cid,none\n'.repeat(300_000)}`),
      )
      expect([status, total]).to.deep.equal([1, 1])
      expect(stderr).to.include(':3 has a quote that is never closed; the rest was not read')
    })

    it('says when the policy asks for a column that is not there', async () => {
      const { notes } = await json(examplePath('default'), file('user,groups\nann,students\n'))
      expect(notes).to.deep.equal(['there is no column roles: nobody was taken to have any'])
    })
  })

  describe('JSON lines', () => {
    it('reads accounts and tells faults by line and field', async () => {
      const text =
        '{"user":"ann","state":"none","groups":["students"],"created":"2026-08-15T00:00:00Z"}\n\n{"user":"bob","grace_usde":1}\nnot json\n{"state":"none"}\n'
      const accounts = file(text, 'accounts.jsonl')
      const { status, stderr, total, rules } = await json(UNIVERSITY, accounts)
      expect([status, total, rules[0].rule]).to.deep.equal([1, 1, 'students-2026'])
      expect(stderr.split('\n').slice(0, 4)).to.deep.equal([
        `${accounts}:3 grace_usde: unknown field; did you mean grace_used?`,
        `${accounts}:4 is no JSON`,
        `${accounts}:5 user: is missing`,
        '3 faulty rows.',
      ])
    })

    it('takes what is not known on the strict side, and says for how many', async () => {
      const accounts = file('{"user":"ann","roles":null}\n', 'accounts.jsonl')
      const { stdout } = await runSimulate(examplePath('default'), { accounts })
      expect(stdout).to.include('note: data was missing for 1; the stricter outcome was taken')
      expect(stdout).to.match(/^enroll_required +1 +100\.0%$/m)
    })

    it('gives up on a line that never ends', async () => {
      const { total, faulty } = await json(
        UNIVERSITY,
        file(`{"user":"ann"}\n{"user":"${'x'.repeat(5_000_000)}"}\n{"user":"bob"}\n`, 'accounts.jsonl'),
      )
      expect([total, faulty.first[0].reason]).to.deep.equal([2, 'is too long'])
    })
  })

  it('holds no more of an endless line than the longest one', async () => {
    const part = 'x'.repeat(1024 * 1024)
    // Together longer than a text can be.
    async function* endless(): AsyncGenerator<string> {
      for (let count = 0; count < 600; count += 1) yield await Promise.resolve(part)
      yield '\nlast'
    }
    const lines = []
    for await (const some of readLines(endless())) lines.push(...some)
    expect(lines).to.deep.equal([
      { number: 1, text: null },
      { number: 2, text: 'last' },
    ])
  })

  it('keeps no memory of the rows it has read', function () {
    this.timeout(60_000)
    const watch =
      'data:text/javascript,process.on("exit",()=>process.stderr.write(String(process.resourceUsage().maxRSS)))'
    const peak = (rows: number): number => {
      const accounts = file(universityCsv(rows), `many-${rows}.csv`)
      const command = [
        '--import',
        'tsx',
        '--import',
        watch,
        'src/cli/main.ts',
        'policy',
        'simulate',
        UNIVERSITY,
        '--accounts',
        accounts,
      ]
      const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
      expect(status).to.equal(0)
      return Number(stderr) / 1024
    }
    expect(peak(100_000) - peak(10)).to.be.lessThan(80)
  })

  it('reads standard input, and says nothing on standard error', () => {
    const command = [
      '--import',
      'tsx',
      'src/cli/main.ts',
      'policy',
      'simulate',
      UNIVERSITY,
      '--accounts',
      '-',
      '--now',
      NOW_TEXT,
    ]
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      encoding: 'utf8',
      input: universityCsv(50),
    })
    expect([status, stderr]).to.deep.equal([0, ''])
    expect(stdout).to.include('50 accounts')
  })
})
