import { expect } from 'chai'
import { colored } from '../../src/cli/paint.js'
import { explain } from '../../src/cli/policy/explain.js'
import type { ExplainFlags } from '../../src/cli/policy/explain.js'
import { HEAD, examplePath, newFolder, run } from './in-process.js'

const NOW = Date.parse('2026-09-01T09:00:00Z')
const of = (name: string, flags: ExplainFlags = {}) => run(() => explain(examplePath(name), flags, NOW))
const json = (name: string, flags: ExplainFlags = {}) => JSON.parse(of(name, { ...flags, format: 'json' }).stdout)

describe('policy explain', () => {
  const folder = newFolder()
  after(folder.remove)

  it('prints who, what, the table, the outcome and why', () => {
    const flags = {
      user: 'ann',
      state: 'enrolled',
      methods: 'push,sms',
      roles: 'admin',
      action: 'export.run',
      path: '/reports',
      secondFactorAge: '1900',
    }
    const { status, stdout, stderr } = of('admin', flags)
    expect(stdout.replace(/revision [0-9a-f]{12}/, 'revision REV')).to
      .equal(`Policy   admin-step-up  revision REV  mode enforce
Account  ann  state=enrolled  grace_used=0  methods=[push,sms]  groups=[]  roles=[admin]
Request  path=/reports  action=export.run  second_factor_age=1900

    #   rule                        roles       actions     paths
    s1  admin-console               -           -           miss
 *  s2  dangerous-actions           -           hit         -
 *  1   admins                      hit         -           -
    * decided

Outcome  challenge   (step_up, rule admins)
         step_up: dangerous-actions
         methods: push
         max_age: PT5M

Why      You are asked because what you are about to do needs a fresh proof that it is you.
`)
    expect([status, stderr]).to.deep.equal([0, ''])
  })

  it('marks what might match, and dry runs', () => {
    const { stdout } = of('admin', {
      state: 'enrolled',
      methods: 'push,sms',
      roles: 'unknown',
      ip: '203.0.113.9',
      remembered: true,
    })
    expect(stdout).to.include('roles=unknown').and.include('ip=203.0.113.9  remembered_device=true')
    expect(stdout)
      .to.match(/^ ~ {2}1 {3}admins {22}may {8,}-/m)
      .and.match(/^ r {2}2 {3}office-network .* hit$/m)
      .and.match(/^ \* {2}3 {3}everyone/m)
    expect(stdout).to.include('note: not enough data to decide admins; the stricter outcome was taken')
    expect(stdout).to.include('methods: push\n')
    expect(stdout).to.include('would_be: allow (not_required_here, rule office-network)')
    expect(stdout).to.include('    ~ might match, data is missing   r matched, report-only   * decided\n')
  })

  it('marks step-up entries that are satisfied', () => {
    expect(
      of('admin', {
        state: 'enrolled',
        methods: 'push',
        action: 'user.delete',
        secondFactorAge: '5',
        secondFactorMethod: 'push',
      }).stdout,
    ).to.match(/^ s {2}s2 {2}dangerous-actions/m)
  })

  it('tells grace', () => {
    const { stdout } = of('bank', { state: 'enrolled', methods: 'sms', groups: 'legacy-sms', graceUsed: '1' })
    for (const line of ['then: suggest_new_method', 'remaining: 2', 'deadline: 2026-12-01T00:00:00.000Z', 'may: skip'])
      expect(stdout).to.include(`         ${line}\n`)
  })

  it('numbers exceptions too', () => {
    expect(of('breakglass', { user: 'svc-selenium' }).stdout).to.match(/^ \* {2}e1 {2}EX-2026-014/m)
  })

  it('takes files, flags over them', () => {
    const account = folder.write(
      'sam.json',
      '{ "user": "sam", "state": "pending", "grace_used": 2, "groups": ["students"], "created": "2026-08-15T00:00:00Z" }',
    )
    const request = folder.write('request.json', '{ "path": "/x", "ip": null }')
    expect(json('university', { account, request })).to.deep.include({
      outcome: 'allow_with_prompt',
      rule: 'students-2026',
      remaining: 3,
    })
    expect(json('university', { account, request, graceUsed: '5' })).to.deep.include({
      outcome: 'locked',
      reason: 'grace_exhausted',
    })
    expect(of('university', { account, request, path: 'unknown' }).stdout).to.include('path=unknown  ip=unknown')
  })

  it('takes one file with both', () => {
    const both = folder.write(
      'both.json',
      '{ "account": { "state": "enrolled", "methods": ["push"] }, "request": { "action": "user.delete" } }',
    )
    expect(json('admin', { account: both })).to.deep.include({ reason: 'step_up', step_up: ['dangerous-actions'] })
  })

  it('writes the decision as JSON, with its trace', () => {
    const decision = json('university', {
      state: 'pending',
      groups: 'students',
      created: '2026-08-15T00:00:00Z',
      graceUsed: '2',
    })
    const { revision, trace, ...rest } = decision
    expect(rest).to.deep.equal({
      outcome: 'allow_with_prompt',
      reason: 'confirm_within_grace',
      rule: 'students-2026',
      step_up: [],
      methods: ['push', 'sms', 'voice'],
      remaining: 3,
      deadline: null,
      may_skip: true,
      may_opt_out: false,
      max_age: 'PT12H',
      then: null,
      would_be: null,
      undecided: [],
      locked_until: null,
    })
    expect(revision).to.match(/^[0-9a-f]{12}$/)
    expect(trace).to.deep.equal([
      {
        kind: 'rule',
        id: 'students-2026',
        match: 'hit',
        conditions: { groups: 'hit', created_after: 'hit' },
        mark: 'decided',
      },
    ])
  })

  it('decides as of the time given', () => {
    expect(json('breakglass', { user: 'svc-selenium' }).reason).to.equal('exception')
    expect(json('breakglass', { user: 'svc-selenium', now: '2027-01-02T00:00:00Z', graceUsed: '3' }).reason).to.equal(
      'must_enroll',
    )
  })

  it('reads every kind of flag', () => {
    expect(json('consumer', { attributes: 'has_stored_card=true,plan=pro' }).rule).to.equal('stored-card-accounts')
    expect(json('consumer', { attributes: 'unknown' }).undecided).to.deep.equal(['stored-card-accounts'])
    expect(json('startup', { adminLock: true }).reason).to.equal('admin_lock')
    expect(json('startup', { state: 'enrolled', methods: 'push', lockedUntil: '2026-09-01T10:00:00Z' })).to.include({
      reason: 'too_many_failures',
      locked_until: '2026-09-01T10:00:00.000Z',
    })
    expect(json('startup', { nudges: '3' }).reason).to.equal('opt_in_not_enrolled')
    expect(json('startup', { state: 'enrolled', methods: 'push', provider: 'down' }).reason).to.equal('provider_error')
    expect(
      json('consumer', { state: 'opted_out', optedOutAt: '2026-08-01', attributes: 'has_stored_card=true' }).reason,
    ).to.equal('opted_out')
  })

  const REFUSED: readonly (readonly [what: string, flags: ExplainFlags, message: string])[] = [
    [
      'a state',
      { state: 'enroled' },
      '--state must be one of none, pending, enrolled, opted_out. Did you mean enrolled?',
    ],
    [
      'a method',
      { methods: 'push,smss' },
      '--methods must be one of push, totp, sms, voice, backup_code, passkey. Did you mean sms?',
    ],
    ['a provider', { provider: 'dwn' }, '--provider must be one of up, down. Did you mean down?'],
    ['a number', { graceUsed: 'two' }, '--grace-used must be a number.'],
    ['a time', { created: 'today' }, '--created must be an ISO 8601 time, such as 2026-09-01T09:00:00Z.'],
    ['an attribute', { attributes: 'plan' }, '--attributes must be name=value, with commas between several.'],
    ['a format', { format: 'sarif' }, '--format must be one of text, json.'],
    ['two standard inputs', { account: '-', request: '-' }, 'Only one input can be - (standard input).'],
  ]
  for (const [what, flags, message] of REFUSED) {
    it(`refuses ${what}, naming the flag`, () => {
      expect(of('admin', flags)).to.deep.equal({ status: 2, stdout: '', stderr: message })
    })
  }

  it('refuses files that describe nobody', () => {
    const refused = (text: string) => of('admin', { account: folder.write('bad.json', text) })
    expect(refused('{ "stat": "none" }')).to.include({ status: 2 })
    expect(refused('{ "stat": "none" }').stderr).to.include('stat: unknown field; did you mean state?')
    for (const text of ['[]', '{', '', '{ "a": 1, "a": 2 }', '{ "__proto__": {} }', '[[[['])
      expect(refused(text)).to.include({ status: 2, stdout: '' })
  })

  it('ends with 3 for an invalid policy', () => {
    const file = folder.write('invalid.yaml', `${HEAD}rules: [{ id: a, mode: of }]\n`)
    const { status, stdout, stderr } = run(() => explain(file, {}, NOW))
    expect([status, stdout]).to.deep.equal([3, ''])
    expect(stderr).to.include(
      `${file}:3:24 E102 rules[0].mode: must be one of enforce, report_only, off; did you mean off?`,
    )
  })

  it('colors headings and the outcome, and no name can', () => {
    const { stdout } = run(() =>
      explain(examplePath('startup'), { user: '\u001b[31mx', state: 'enrolled', methods: 'push' }, NOW, colored),
    )
    expect(stdout).to.include('\u001b[1mOutcome\u001b[0m  \u001b[33mchallenge\u001b[0m').and.include('\\u{1b}[31mx')
    expect(of('startup', { user: '\u001b[31mx' }).stdout).to.not.include('\u001b')
  })
})
