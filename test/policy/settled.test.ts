/** What the table leaves open: order, backup codes, fail modes, emergency access, dry runs. */
import { expect } from 'chai'
import { DAY_MS, NOW, account, decide, enrolled, request } from './people.js'

const STEP_UP = [{ id: 'pay', match: { actions: ['pay'] }, max_age: '2m' }]
const REMEMBER = { challenge: { when: 'new_device', remember_device: { for: 'P30D' } } }
const throttled = { locks: [{ kind: 'temp', until: NOW + 1000 }] } as const
const fresh = { secondFactorAge: 60, secondFactorMethod: 'push' } as const

describe('order of the table', () => {
  it('lets a verified session pass while a stranger’s guesses lock the codes', () => {
    expect(decide({}, enrolled(throttled), request(fresh))).to.include({ outcome: 'allow', reason: 'recent_second_factor' })
  })

  it('lets a remembered browser pass then, too', () => {
    const decision = decide({ defaults: REMEMBER }, enrolled(throttled), request({ rememberedDevice: true }))
    expect(decision).to.include({ outcome: 'allow', reason: 'remembered_device' })
  })

  it('locks before a method that is no longer allowed is asked for', () => {
    const parts = { defaults: { challenge: { methods: ['push'] } } }
    expect(decide(parts, enrolled({ ...throttled, methods: ['sms'] }))).to.include({ reason: 'too_many_failures' })
  })

  it('does not count a factor whose method is no longer allowed', () => {
    const parts = { defaults: { challenge: { methods: ['push', 'totp'] } } }
    const bySms = request({ secondFactorAge: 60, secondFactorMethod: 'sms' })
    expect(decide(parts, enrolled({ methods: ['push', 'sms'] }), bySms)).to.include({ outcome: 'challenge', reason: 'required' })
    expect(decide(parts, enrolled({ methods: ['sms'] }), bySms)).to.include({ reason: 'method_no_longer_allowed' })
    expect(decide({}, enrolled(), request({ secondFactorAge: 60 }))).to.include({ outcome: 'challenge' })
  })

  it('does not remember a browser for a method on its way out, nor where policy remembers none', () => {
    const remembered = request({ rememberedDevice: true })
    const banned = { defaults: { challenge: { ...REMEMBER.challenge, methods: ['push'] } } }
    expect(decide(banned, enrolled({ methods: ['sms'] }), remembered)).to.include({ reason: 'method_no_longer_allowed' })
    const none = { defaults: { challenge: { when: 'new_device' } } }
    expect(decide(none, enrolled(), remembered)).to.include({ reason: 'required' })
  })

  it('puts a step-up before fail-open', () => {
    const parts = { step_up: STEP_UP, on_provider_error: 'allow' }
    const decision = decide(parts, enrolled(), request({ action: 'pay', provider: 'down' }))
    expect(decision).to.include({ outcome: 'challenge', reason: 'step_up' })
  })

  it('needs both: the entry’s max_age may be longer than that of a sign-in', () => {
    const parts = { step_up: [{ id: 'pay', match: { actions: ['pay'] }, max_age: '1d' }] }
    const old = request({ action: 'pay', secondFactorAge: 50_000, secondFactorMethod: 'push' })
    expect(decide(parts, enrolled(), old)).to.include({ outcome: 'challenge', reason: 'required', maxAge: 43_200 })
  })
})

describe('backup codes', () => {
  const holder = enrolled({ methods: ['push', 'backup_code'] })

  it('are always good for signing in', () => {
    expect(decide({}, holder).methods).to.deep.equal(['push', 'backup_code'])
    const used = request({ secondFactorAge: 1, secondFactorMethod: 'backup_code' })
    expect(decide({}, enrolled({ methods: ['push'] }), used)).to.include({ outcome: 'allow' })
  })

  it('are good for a step-up only where it lists them', () => {
    const pay = request({ action: 'pay', secondFactorAge: 1, secondFactorMethod: 'backup_code' })
    const plain = decide({ step_up: STEP_UP }, holder, pay)
    expect(plain).to.deep.include({ outcome: 'challenge', reason: 'step_up', methods: ['push'] })
    const listed = STEP_UP.map((entry) => ({ ...entry, methods: ['push', 'backup_code'] }))
    expect(decide({ step_up: listed }, holder, pay)).to.include({ outcome: 'allow' })
    expect(decide({ step_up: listed }, holder, request({ action: 'pay' })).methods).to.deep.equal(['push', 'backup_code'])
  })

  it('stand beside a method on its way out', () => {
    const parts = { defaults: { challenge: { methods: ['push'] } } }
    const decision = decide(parts, enrolled({ methods: ['sms', 'backup_code'] }))
    expect(decision).to.deep.include({ reason: 'method_no_longer_allowed', methods: ['sms', 'backup_code'] })
  })
})

describe('provider down', () => {
  const down = request({ provider: 'down' })
  const holder = enrolled({ methods: ['push', 'backup_code'] })

  it('is unavailable under deny without a backup code', () => {
    expect(decide({}, enrolled(), down)).to.deep.include({ outcome: 'unavailable', reason: 'provider_error', methods: [] })
  })

  it('asks for the backup code under every fail mode', () => {
    for (const mode of ['deny', 'allow_remembered', 'allow']) {
      const decision = decide({ on_provider_error: mode }, holder, down)
      expect(decision).to.deep.include({ outcome: 'challenge', reason: 'provider_error', methods: ['backup_code'] })
    }
  })

  it('lets remembered browsers in under allow_remembered, and nobody else', () => {
    const parts = { on_provider_error: 'allow_remembered', defaults: { challenge: { remember_device: { for: '1d' } } } }
    const remembered = request({ provider: 'down', rememberedDevice: true })
    expect(decide(parts, enrolled(), remembered)).to.include({ outcome: 'allow', reason: 'provider_error_fail_open' })
    expect(decide(parts, enrolled(), down)).to.include({ outcome: 'unavailable', reason: 'provider_error' })
  })

  it('takes no backup code for a step-up that does not list it', () => {
    const pay = request({ provider: 'down', action: 'pay' })
    expect(decide({ step_up: STEP_UP }, holder, pay)).to.include({ outcome: 'unavailable', reason: 'provider_error' })
    const listed = [{ ...STEP_UP[0], methods: ['push', 'backup_code'] }]
    expect(decide({ step_up: listed }, holder, pay).methods).to.deep.equal(['backup_code'])
  })

  it('asks nobody anew whose factor is recent', () => {
    expect(decide({}, enrolled(), request({ ...fresh, provider: 'down' }))).to.include({ outcome: 'allow' })
  })

  it('is read from defaults as well', () => {
    expect(decide({ defaults: { on_provider_error: 'allow' } }, enrolled(), down)).to.include({ outcome: 'allow' })
  })
})

describe('emergency access', () => {
  const access = { accounts: ['ann'], challenge: { methods: ['totp', 'backup_code'] } }
  const parts = { emergency_access: { ...access, never_lock: true }, step_up: STEP_UP }

  it('lets a recent factor pass, unless a step-up is due', () => {
    const byTotp = { secondFactorAge: 200, secondFactorMethod: 'totp' } as const
    expect(decide(parts, enrolled(), request(byTotp))).to.include({ outcome: 'allow', reason: 'recent_second_factor' })
    const pay = decide(parts, enrolled(), request({ ...byTotp, action: 'pay' }))
    expect(pay).to.deep.include({ outcome: 'challenge', reason: 'step_up', methods: ['totp'] })
  })

  it('is not spared the throttle on guesses', () => {
    expect(decide(parts, enrolled(throttled))).to.include({ outcome: 'locked', reason: 'too_many_failures' })
  })

  it('without never_lock stands under an administrator’s lock', () => {
    const locked = enrolled({ locks: [{ kind: 'admin' }] })
    expect(decide({ emergency_access: access }, locked)).to.include({ outcome: 'locked', reason: 'admin_lock' })
  })

  it('is not let in because the provider is down', () => {
    const open = { ...parts, on_provider_error: 'allow' }
    const down = request({ provider: 'down' })
    expect(decide(open, enrolled(), down)).to.include({ outcome: 'challenge', reason: 'required' })
    expect(decide(open, enrolled({ methods: ['totp', 'backup_code'] }), down).methods).to.deep.equal(['backup_code'])
  })

  it('is always asked, whatever its `when` says', () => {
    const lax = { emergency_access: { ...access, challenge: { when: 'never' } } }
    expect(decide(lax, enrolled())).to.include({ outcome: 'challenge', reason: 'required' })
  })
})

describe('methods no longer allowed', () => {
  it('are not skipped for a step-up', () => {
    const parts = {
      step_up: [{ ...STEP_UP[0], methods: ['push', 'totp'] }],
      defaults: { enrollment: { grace_period: { logins: 3 } } },
    }
    const decision = decide(parts, enrolled({ methods: ['sms'] }), request({ action: 'pay' }))
    expect(decision).to.include({ outcome: 'challenge', reason: 'method_no_longer_allowed', maySkip: false, then: 'enroll_new_method' })
    expect(decision.methods).to.deep.equal(['sms'])
  })

  it('leave nothing to a person who holds nothing', () => {
    expect(decide({}, enrolled({ methods: [] }))).to.include({ outcome: 'unavailable', reason: 'method_no_longer_allowed' })
  })

  it('ask for the backup code with the provider down', () => {
    const parts = { defaults: { challenge: { methods: ['push'] } } }
    const down = request({ provider: 'down' })
    expect(decide(parts, enrolled({ methods: ['sms'] }), down)).to.include({ outcome: 'unavailable' })
    expect(decide(parts, enrolled({ methods: ['sms', 'backup_code'] }), down).methods).to.deep.equal(['backup_code'])
  })
})

describe('missing data', () => {
  const two = (first: object, second: object) => ({ rules: [{ id: 'one', match: { groups: ['g'] }, ...first }, { id: 'two', ...second }] })
  const unknown = { groups: null, methods: ['push', 'sms'] } as const

  it('offers nothing rather than what only one of the rules takes', () => {
    const parts = two({ challenge: { methods: ['push'] } }, { challenge: { methods: ['sms'] } })
    expect(decide(parts, enrolled(unknown))).to.deep.include({ outcome: 'unavailable', methods: [], undecided: ['one'] })
    const holder = enrolled({ ...unknown, methods: ['push', 'sms', 'backup_code'] })
    expect(decide(parts, holder)).to.deep.include({ outcome: 'challenge', methods: ['backup_code'] })
  })

  it('takes the shortest of every limit', () => {
    const grace = (logins: number, allowed: string) => ({ enrollment: { model: 'mandatory', grace_period: { logins }, opt_out: { allowed } } })
    const lax = { ...grace(5, 'never'), challenge: { max_age: '1h', remember_device: { for: '1d' } } }
    const strict = { ...grace(2, 'anytime'), challenge: { max_age: '2h', remember_device: { for: '2d' } } }
    for (const parts of [two(lax, strict), two(strict, lax)]) {
      const decision = decide(parts, account({ groups: null }))
      expect(decision).to.include({ outcome: 'allow_with_prompt', remaining: 2, mayOptOut: false, maxAge: 3600 })
      expect(decision.settings.challenge).to.deep.include({ maxAge: 3600, rememberDevice: { for: 86_400, maxDevices: 5 } })
    }
  })

  it('takes the defaults into account where no rule matches for certain', () => {
    const parts = { rules: [{ id: 'one', match: { groups: ['g'] }, enrollment: { model: 'mandatory' } }] }
    expect(decide(parts, account({ groups: null }))).to.deep.include({ outcome: 'enroll_required', rule: 'one', undecided: ['one'] })
    const lax = { rules: [{ id: 'one', match: { groups: ['g'] } }], defaults: { enrollment: { model: 'mandatory' } } }
    expect(decide(lax, account({ groups: null }))).to.include({ outcome: 'enroll_required', rule: null })
  })
})

describe('grace', () => {
  const mandatory = (grace: object, more: object = {}) => ({
    rules: [{ id: 'all', enrollment: { model: 'mandatory', grace_period: grace, ...more } }],
  })

  it('counts down, and starts from what the policy says today', () => {
    const left = (used: number, logins: number) => decide(mandatory({ logins }), account({ graceUsed: used })).remaining
    expect([0, 1, 2, 3, 9].map((used) => left(used, 3))).to.deep.equal([3, 2, 1, 0, 0])
    expect(left(3, 5)).to.equal(2)
    expect(left(3, 2)).to.equal(0)
  })

  it('ends with the date, count left or not', () => {
    const parts = mandatory({ logins: 5, until: '2026-09-01T09:00:00Z' })
    expect(decide(parts, account(), request(), NOW - 1)).to.include({ remaining: 5, deadline: NOW, maySkip: true })
    expect(decide(parts, account())).to.include({ outcome: 'enroll_required', remaining: 0, maySkip: false })
  })

  it('counts days from the first grace login, and has no number where only a date limits', () => {
    const parts = mandatory({ days: 14 })
    expect(decide(parts, account())).to.include({ remaining: null, deadline: NOW + 14 * DAY_MS, maySkip: true })
    const begun = (daysAgo: number) => decide(parts, account({ graceUsed: 1, graceStarted: NOW - daysAgo * DAY_MS }))
    expect(begun(13)).to.include({ outcome: 'allow_with_prompt', deadline: NOW + DAY_MS })
    expect(begun(14)).to.include({ outcome: 'enroll_required', remaining: null })
  })

  it('counts days from the account’s age under `assigned`; an unknown age is none', () => {
    const parts = mandatory({ days: 14, starts: 'assigned' })
    expect(decide(parts, account({ created: NOW - 13 * DAY_MS }))).to.include({ outcome: 'allow_with_prompt' })
    expect(decide(parts, account({ created: NOW - 14 * DAY_MS }))).to.include({ outcome: 'enroll_required' })
    expect(decide(parts, account({ created: null }))).to.include({ outcome: 'enroll_required' })
  })

  it('is given only for what it applies to', () => {
    const parts = { defaults: { challenge: { methods: ['push'] } }, ...mandatory({ logins: 3, applies_to: ['method_change'] }) }
    expect(decide(parts, account())).to.include({ outcome: 'enroll_required', maySkip: false })
    expect(decide(parts, enrolled({ methods: ['sms'] }))).to.include({ maySkip: true, remaining: 3 })
  })

  it('is clamped by the guardrail, also where only a date would limit', () => {
    const clamp = { guardrails: { max_grace_logins: 2 } }
    expect(decide({ ...clamp, ...mandatory({ logins: 5 }) }, account())).to.include({ remaining: 2 })
    expect(decide({ ...clamp, ...mandatory({ days: 30 }) }, account({ graceUsed: 2 }))).to.include({ outcome: 'enroll_required' })
    expect(decide({ ...clamp, ...mandatory({}) }, account())).to.include({ outcome: 'enroll_required' })
  })

  it('once given is not forgotten when the policy takes it away', () => {
    const parts = mandatory({ logins: 0 }, { on_expiry: 'lock' })
    expect(decide(parts, account())).to.include({ outcome: 'enroll_required' })
    expect(decide(parts, account({ graceUsed: 1 }))).to.include({ outcome: 'locked', reason: 'grace_exhausted' })
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
    const exception = { id: 'e', match: { groups: ['robots'] }, reason: 'r', approved_by: 'a', until: '2026-12-31T00:00:00Z' }
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
    const parts = { rules: [{ id: 'staff', match: { groups: ['staff'] } }], defaults: { enrollment: { model: 'mandatory' } } }
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
