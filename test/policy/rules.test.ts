/** Which rules count: missing data, dry runs, exceptions, guardrails that look at the person. */
import { expect } from 'chai'
import { account, decide, enrolled, request } from './people.js'

const REMEMBER = { challenge: { when: 'new_device', remember_device: { for: 'P30D' } } }

describe('missing data', () => {
  const two = (first: object, second: object) => ({ rules: [
    { id: 'one', match: { groups: ['g'] }, ...first },
    { id: 'two', ...second },
  ] })
  const unknown = { groups: null, methods: ['push', 'sms'] } as const

  it('offers nothing rather than what only one of the rules takes', () => {
    const parts = two({ challenge: { methods: ['push'] } }, { challenge: { methods: ['sms'] } })
    expect(decide(parts, enrolled(unknown)))
      .to.deep.include({ outcome: 'unavailable', methods: [], undecided: ['one'] })
    const holder = enrolled({ ...unknown, methods: ['push', 'sms', 'backup_code'] })
    expect(decide(parts, holder)).to.deep.include({ outcome: 'challenge', methods: ['backup_code'] })
  })

  it('takes the shortest of every limit', () => {
    const grace = (logins: number, allowed: string) => ({ enrollment: {
      model: 'mandatory',
      grace_period: { logins },
      opt_out: { allowed },
    } })
    const lax = { ...grace(5, 'never'), challenge: { max_age: '1h', remember_device: { for: '1d' } } }
    const strict = { ...grace(2, 'anytime'), challenge: { max_age: '2h', remember_device: { for: '2d' } } }
    for (const parts of [two(lax, strict), two(strict, lax)]) {
      const decision = decide(parts, account({ groups: null }))
      expect(decision).to.include({ outcome: 'allow_with_prompt', remaining: 2, mayOptOut: false, maxAge: 3600 })
      expect(decision.settings.challenge)
        .to.deep.include({ maxAge: 3600, rememberDevice: { for: 86_400, maxDevices: 5 } })
    }
  })

  it('takes the defaults into account where no rule matches for certain', () => {
    const parts = { rules: [{ id: 'one', match: { groups: ['g'] }, enrollment: { model: 'mandatory' } }] }
    expect(decide(parts, account({ groups: null })))
      .to.deep.include({ outcome: 'enroll_required', rule: 'one', undecided: ['one'] })
    const lax = { rules: [{ id: 'one', match: { groups: ['g'] } }], defaults: { enrollment: { model: 'mandatory' } } }
    expect(decide(lax, account({ groups: null }))).to.include({ outcome: 'enroll_required', rule: null })
  })
})

describe('dry runs and exceptions', () => {
  const REPORT = { mode: 'report_only', report_until: '2026-12-01T00:00:00Z' }

  it('a report-only rule decides nothing and says what it would have', () => {
    const rules = [
      { id: 'trial', ...REPORT, enrollment: { model: 'mandatory' } },
      { id: 'later', ...REPORT, enrollment: { model: 'disabled' } },
      { id: 'everyone' },
    ]
    const decision = decide({ rules }, account())
    expect(decision).to.include({ outcome: 'allow', reason: 'opt_in_not_enrolled', rule: 'everyone' })
    expect(decision.wouldBe).to.deep.equal({ outcome: 'enroll_required', reason: 'must_enroll', rule: 'trial' })
  })

  it('a rule that is off is not looked at', () => {
    const rules = [{ id: 'old', mode: 'off', enrollment: { model: 'mandatory' } }, { id: 'everyone' }]
    expect(decide({ rules }, account())).to.include({ rule: 'everyone', wouldBe: null })
  })

  it('a dry run lifts no administrator’s lock', () => {
    expect(decide(REPORT, account({ locks: [{ kind: 'admin' }] }))).to.include({ outcome: 'locked' })
  })

  it('a dry run keeps the reason of those it would have let in anyway', () => {
    expect(decide(REPORT, account())).to.include({ outcome: 'allow', reason: 'opt_in_not_enrolled', wouldBe: null })
  })

  it('an exception for somebody it only might concern waives nothing', () => {
    const exception = {
      id: 'e',
      match: { groups: ['robots'] },
      reason: 'r',
      approved_by: 'a',
      until: '2026-12-31T00:00:00Z',
    }
    const parts = { exceptions: [exception], defaults: { enrollment: { model: 'mandatory' } } }
    expect(decide(parts, account({ groups: ['robots'] }))).to.include({ reason: 'exception' })
    expect(decide(parts, account({ groups: null }))).to.include({ reason: 'must_enroll' })
  })

  it('no browser is remembered for those the guardrail names, or might', () => {
    const parts = { defaults: REMEMBER, guardrails: { forbid_remember_device_for: { groups: ['treasury'] } } }
    const remembered = request({ rememberedDevice: true })
    const groups = (names: readonly string[] | null) => decide(parts, enrolled({ groups: names }), remembered)
    expect(groups([])).to.include({ outcome: 'allow' })
    expect(groups(['treasury'])).to.include({ outcome: 'challenge' })
    expect(groups(null)).to.include({ outcome: 'challenge' })
    expect(groups(['treasury']).settings.challenge.rememberDevice.for).to.equal(0)
  })

  it('without a matching rule the defaults stand alone', () => {
    const parts = {
      rules: [{ id: 'staff', match: { groups: ['staff'] } }],
      defaults: { enrollment: { model: 'mandatory' } },
    }
    expect(decide(parts, account())).to.include({ outcome: 'enroll_required', rule: null })
  })

  it('fills the settings whatever decided', () => {
    for (const parts of [{ mode: 'off' }, { emergency_access: { accounts: ['ann'] } }, {}]) {
      const { settings } = decide(parts, enrolled())
      expect(settings.challenge.push).to.include({ expiresIn: 120, matchCode: 'display' })
      expect(settings.lockout).to.deep.equal({ failures: 5, per: 900, for: 30, max: 3600, disableAfter: 50 })
    }
  })
})
