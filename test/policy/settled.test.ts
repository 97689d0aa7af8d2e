/** What the table leaves open: order, backup codes, fail modes, emergency access. */
import { expect } from 'chai'
import { NOW, decide, enrolled, request } from './people.js'

const STEP_UP = [{ id: 'pay', match: { actions: ['pay'] }, max_age: '2m' }]
const REMEMBER = { challenge: { when: 'new_device', remember_device: { for: 'P30D' } } }
const throttled = { locks: [{ kind: 'temp', until: NOW + 1000 }] } as const
const fresh = { secondFactorAge: 60, secondFactorMethod: 'push' } as const

describe('order of the table', () => {
  it('lets a verified session pass while a stranger’s guesses lock the codes', () => {
    expect(decide({}, enrolled(throttled), request(fresh)))
      .to.include({ outcome: 'allow', reason: 'recent_second_factor' })
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
    expect(decide(parts, enrolled({ methods: ['push', 'sms'] }), bySms))
      .to.include({ outcome: 'challenge', reason: 'required' })
    expect(decide(parts, enrolled({ methods: ['sms'] }), bySms)).to.include({ reason: 'method_no_longer_allowed' })
    expect(decide({}, enrolled(), request({ secondFactorAge: 60 }))).to.include({ outcome: 'challenge' })
  })

  it('does not remember a browser for a method on its way out, nor where policy remembers none', () => {
    const remembered = request({ rememberedDevice: true })
    const banned = { defaults: { challenge: { ...REMEMBER.challenge, methods: ['push'] } } }
    expect(decide(banned, enrolled({ methods: ['sms'] }), remembered))
      .to.include({ reason: 'method_no_longer_allowed' })
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
    expect(decide({ step_up: listed }, holder, request({ action: 'pay' })).methods)
      .to.deep.equal(['push', 'backup_code'])
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
    expect(decide({}, enrolled(), down))
      .to.deep.include({ outcome: 'unavailable', reason: 'provider_error', methods: [] })
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
    expect(decision)
      .to.include({
        outcome: 'challenge',
        reason: 'method_no_longer_allowed',
        maySkip: false,
        then: 'enroll_new_method',
      })
    expect(decision.methods).to.deep.equal(['sms'])
  })

  it('leave nothing to a person who holds nothing', () => {
    expect(decide({}, enrolled({ methods: [] })))
      .to.include({ outcome: 'unavailable', reason: 'method_no_longer_allowed' })
  })

  it('ask for the backup code with the provider down', () => {
    const parts = { defaults: { challenge: { methods: ['push'] } } }
    const down = request({ provider: 'down' })
    expect(decide(parts, enrolled({ methods: ['sms'] }), down)).to.include({ outcome: 'unavailable' })
    expect(decide(parts, enrolled({ methods: ['sms', 'backup_code'] }), down).methods).to.deep.equal(['backup_code'])
  })
})
