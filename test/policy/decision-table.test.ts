/** One test for each row of the decision table, under the smallest policy that reaches it. */
import { expect } from 'chai'
import type { Decision } from '../../src/policy/decision.js'
import { DAY_MS, NOW, account, decide, enrolled, request } from './people.js'

const everyone = (enrollment: object, challenge: object = {}): Record<string, unknown> => ({
  rules: [{ id: 'everyone', enrollment, challenge }],
})
const STEP_UP = [{ id: 'pay', match: { actions: ['pay'] }, max_age: '2m' }]
const EMERGENCY = { accounts: ['ann'], challenge: { methods: ['totp', 'backup_code'] }, never_lock: true }
const EXCEPTION = {
  id: 'EX-1',
  match: { users: ['ann'] },
  reason: 'robot',
  approved_by: 'ciso',
  until: '2026-12-31T00:00:00Z',
}
const MANDATORY = { model: 'mandatory', grace_period: { logins: 3 } }
const pay = request({ action: 'pay' })
const down = request({ provider: 'down' })
const admin = { locks: [{ kind: 'admin' }] } as const
const throttled = { locks: [{ kind: 'temp', until: NOW + 1000 }] } as const
const rows = (decision: Decision) => expect(decision)

describe('decision table', () => {
  it('1: a set that is off allows, even under a lock', () => {
    rows(decide({ mode: 'off' }, enrolled(admin))).to.include({ outcome: 'allow', reason: 'policy_off', rule: null })
  })

  it('2: an administrator’s lock stops anybody', () => {
    for (const state of ['none', 'pending', 'enrolled', 'opted_out'] as const) {
      rows(decide({}, enrolled({ ...admin, state })))
        .to.include({ outcome: 'locked', reason: 'admin_lock', lockedUntil: null })
    }
  })

  it('3: emergency access is challenged by its own methods', () => {
    const decision =
      decide({ emergency_access: EMERGENCY }, enrolled({ ...admin, methods: ['push', 'totp', 'backup_code'] }))
    rows(decision).to.include({ outcome: 'challenge', reason: 'required', rule: null })
    rows(decision).to.deep.include({ methods: ['totp', 'backup_code'] })
  })

  it('4: emergency access without a factor must enroll, without grace', () => {
    for (const state of ['none', 'pending', 'opted_out'] as const) {
      const decision = decide({ emergency_access: EMERGENCY, ...everyone(MANDATORY) }, account({ state }))
      rows(decision).to.include({ outcome: 'enroll_required', reason: 'must_enroll', maySkip: false, mayOptOut: false })
    }
  })

  it('5: a live exception allows people without a factor, but no step-up', () => {
    const parts = { exceptions: [EXCEPTION], step_up: STEP_UP, ...everyone(MANDATORY) }
    rows(decide(parts, account())).to.include({ outcome: 'allow', reason: 'exception' })
    rows(decide(parts, account(), pay)).to.include({ outcome: 'enroll_required', reason: 'step_up_needs_factor' })
    rows(decide(parts, enrolled())).to.include({ outcome: 'challenge', reason: 'required' })
    rows(decide(parts, account({ user: 'bob' }))).to.include({ reason: 'enroll_within_grace' })
  })

  it('5: an exception that waives all allows everything', () => {
    const parts = { exceptions: [{ ...EXCEPTION, waives: 'all' }], step_up: STEP_UP }
    rows(decide(parts, enrolled(), pay)).to.include({ outcome: 'allow', reason: 'exception' })
    rows(decide(parts, enrolled(), pay, Date.parse(EXCEPTION.until))).to.include({ outcome: 'challenge' })
  })

  it('6: too many wrong codes lock for a time', () => {
    rows(decide({}, enrolled(throttled)))
      .to.include({ outcome: 'locked', reason: 'too_many_failures', lockedUntil: NOW + 1000 })
    rows(decide({}, enrolled(throttled), request(), NOW + 1000)).to.include({ outcome: 'challenge', lockedUntil: null })
  })

  it('7: a factor within max_age is enough', () => {
    const fresh = (age: number) => request({ secondFactorAge: age, secondFactorMethod: 'push' })
    rows(decide({}, enrolled(), fresh(43_200))).to.include({ outcome: 'allow', reason: 'recent_second_factor' })
    rows(decide({}, enrolled(), fresh(43_201))).to.include({ outcome: 'challenge', reason: 'required' })
  })

  it('8: a method on its way out still proves the person while grace lasts', () => {
    const parts = everyone(MANDATORY, { methods: ['push', 'totp'] })
    const decision = decide(parts, enrolled({ methods: ['sms', 'voice'], graceUsed: 1 }))
    rows(decision).to.include({ outcome: 'challenge', reason: 'method_no_longer_allowed', then: 'suggest_new_method' })
    rows(decision).to.deep.include({ methods: ['sms', 'voice'], remaining: 2, maySkip: true, mayOptOut: false })
  })

  it('9: after grace the person must set up another', () => {
    const parts = everyone(MANDATORY, { methods: ['push', 'totp'] })
    const decision = decide(parts, enrolled({ methods: ['sms'], graceUsed: 3 }))
    rows(decision)
      .to.include({ reason: 'method_no_longer_allowed', then: 'enroll_new_method', remaining: 0, maySkip: false })
  })

  it('10: never asks where policy says never, but for a step-up', () => {
    const parts = { step_up: STEP_UP, ...everyone({}, { when: 'never' }) }
    rows(decide(parts, enrolled())).to.include({ outcome: 'allow', reason: 'not_required_here' })
    rows(decide(parts, enrolled(), pay)).to.include({ outcome: 'challenge', reason: 'step_up' })
  })

  it('11: a remembered browser is enough under new_device, but for a step-up', () => {
    const parts = { step_up: STEP_UP, ...everyone({}, { when: 'new_device', remember_device: { for: 'P30D' } }) }
    const remembered = { rememberedDevice: true }
    rows(decide(parts, enrolled(), request(remembered))).to.include({ outcome: 'allow', reason: 'remembered_device' })
    rows(decide(parts, enrolled(), request({ ...remembered, action: 'pay' }))).to.include({ reason: 'step_up' })
    rows(decide(parts, enrolled(), request())).to.include({ outcome: 'challenge', reason: 'required' })
  })

  it('12: with the provider down only a backup code works', () => {
    const decision = decide({}, enrolled({ methods: ['push', 'backup_code'] }), down)
    rows(decision).to.include({ outcome: 'challenge', reason: 'provider_error' })
    rows(decision).to.deep.include({ methods: ['backup_code'] })
  })

  it('13: with the provider down and fail-open, people get in', () => {
    rows(decide({ on_provider_error: 'allow' }, enrolled(), down))
      .to.include({ outcome: 'allow', reason: 'provider_error_fail_open' })
  })

  it('14: a step-up asks for a factor no older than its max_age', () => {
    const decision =
      decide(
        { step_up: STEP_UP },
        enrolled(),
        request({ action: 'pay', secondFactorAge: 121, secondFactorMethod: 'push' }),
      )
    rows(decision)
      .to.include({ outcome: 'challenge', reason: 'step_up', maxAge: 120, maySkip: false, mayOptOut: false })
    rows(decide(
      { step_up: STEP_UP },
      enrolled(),
      request({ action: 'pay', secondFactorAge: 120, secondFactorMethod: 'push' }),
    ))
      .to.include({ outcome: 'allow' })
  })

  it('15: otherwise a confirmed factor is asked for', () => {
    rows(decide({}, enrolled()))
      .to.include({ outcome: 'challenge', reason: 'required', rule: 'everyone', maxAge: 43_200 })
  })

  it('16: the model disabled allows people without a factor, and asks those who have one', () => {
    const parts = { step_up: STEP_UP, ...everyone({ model: 'disabled' }) }
    rows(decide(parts, account(), pay)).to.include({ outcome: 'allow', reason: 'disabled_by_policy' })
    rows(decide(parts, enrolled())).to.include({ outcome: 'challenge' })
  })

  it('17: a step-up needs a factor first', () => {
    for (const model of ['opt_in', 'opt_out', 'mandatory']) {
      for (const state of ['none', 'pending', 'opted_out'] as const) {
        const decision =
          decide({ step_up: STEP_UP, ...everyone({ ...MANDATORY, model }) }, account({ state, optedOutAt: NOW }), pay)
        rows(decision).to.include({ outcome: 'enroll_required', reason: 'step_up_needs_factor', maySkip: false })
      }
    }
  })

  it('18: an opt-out is respected where it is allowed', () => {
    const out = account({ state: 'opted_out', optedOutAt: NOW - DAY_MS })
    rows(decide(everyone({ model: 'opt_in' }), out)).to.include({ outcome: 'allow', reason: 'opted_out' })
    for (const allowed of ['during_grace', 'anytime']) {
      for (const model of ['opt_out', 'mandatory']) {
        rows(decide(everyone({ model, opt_out: { allowed } }), out)).to.include({ reason: 'opted_out' })
      }
    }
  })

  it('19: an opt-out that no longer holds begins anew, with a fresh count', () => {
    const used = {
      state: 'opted_out',
      optedOutAt: NOW - 10 * DAY_MS,
      graceUsed: 3,
      graceStarted: NOW - 20 * DAY_MS,
    } as const
    const never = everyone(MANDATORY)
    rows(decide(never, account(used))).to.include({ reason: 'enroll_within_grace', remaining: 3 })
    rows(decide(never, account({ ...used, methods: ['sms'] })))
      .to.include({ reason: 'confirm_within_grace', remaining: 3 })
    const due = everyone({ ...MANDATORY, model: 'opt_out', opt_out: { allowed: 'anytime', reprompt_after: '10d' } })
    rows(decide(due, account(used))).to.include({ reason: 'enroll_within_grace', remaining: 3 })
    rows(decide(due, account(used), request(), NOW - 1)).to.include({ reason: 'opted_out' })
  })

  it('20 and 21: a nudge when it is due, and no more often', () => {
    const parts = everyone({ model: 'opt_in', nudge: { every: '14d', max: 3 } })
    const nudged = (count: number, lastAt: number | null) => account({ nudges: { count, lastAt } })
    rows(decide(parts, nudged(0, null)))
      .to.include({ outcome: 'allow_with_prompt', reason: 'nudge', maySkip: true, mayOptOut: true })
    rows(decide(parts, nudged(1, NOW - 14 * DAY_MS))).to.include({ reason: 'nudge' })
    rows(decide(parts, nudged(1, NOW - 14 * DAY_MS + 1)))
      .to.include({ outcome: 'allow', reason: 'opt_in_not_enrolled' })
    rows(decide(parts, nudged(3, null))).to.include({ outcome: 'allow', reason: 'opt_in_not_enrolled' })
    rows(decide({}, account())).to.include({ outcome: 'allow', reason: 'opt_in_not_enrolled', rule: 'everyone' })
  })

  it('22 and 23: within grace people may go on', () => {
    for (const [allowed, mayOptOut] of [['never', false], ['during_grace', true], ['anytime', true]] as const) {
      const parts = everyone({ ...MANDATORY, opt_out: { allowed } })
      rows(decide(parts, account({ graceUsed: 2 }))).to.include({
        outcome: 'allow_with_prompt', reason: 'enroll_within_grace', remaining: 1, maySkip: true, mayOptOut,
      })
      rows(decide(parts, account({ state: 'pending' })))
        .to.include({ reason: 'confirm_within_grace', remaining: 3, mayOptOut })
    }
  })

  it('24: after grace `lock` locks, but only where grace was given', () => {
    const parts = everyone({ ...MANDATORY, on_expiry: 'lock' })
    for (const state of ['none', 'pending'] as const) {
      rows(decide(parts, account({ state, graceUsed: 3 })))
        .to.include({ outcome: 'locked', reason: 'grace_exhausted', mayOptOut: false })
    }
    rows(decide({ ...parts, step_up: STEP_UP }, account({ graceUsed: 3 }), pay)).to.include({ outcome: 'locked' })
    rows(decide(everyone({ model: 'mandatory', on_expiry: 'lock' }), account()))
      .to.include({ outcome: 'enroll_required' })
  })

  it('25 and 26: otherwise people must enroll, or confirm what was registered for them', () => {
    for (const [allowed, mayOptOut] of [['never', false], ['during_grace', false], ['anytime', true]] as const) {
      const parts = everyone({ ...MANDATORY, opt_out: { allowed } })
      rows(decide(parts, account({ graceUsed: 3 })))
        .to.include({ outcome: 'enroll_required', reason: 'must_enroll', mayOptOut, maySkip: false })
      rows(decide(parts, account({ state: 'pending', graceUsed: 4 })))
        .to.include({ reason: 'must_confirm', remaining: 0, mayOptOut })
    }
  })

  it('27: with data missing the strictest branch counts, and only what all branches take', () => {
    const parts = {
      rules: [
        { id: 'admins', match: { roles: ['admin'] }, challenge: { methods: ['push', 'totp'] } },
        { id: 'everyone', challenge: { methods: ['totp', 'sms'], when: 'never' } },
      ],
    }
    const decision = decide(parts, enrolled({ methods: ['push', 'totp', 'sms'], roles: null }))
    rows(decision)
      .to.deep.include({
        outcome: 'challenge',
        reason: 'required',
        rule: 'admins',
        methods: ['totp'],
        undecided: ['admins'],
      })
  })

  it('28: a report-only set lets people without a factor pass and says what would have been', () => {
    const parts = { mode: 'report_only', report_until: '2026-12-01T00:00:00Z', ...everyone({ model: 'mandatory' }) }
    const decision = decide(parts, account())
    rows(decision).to.include({ outcome: 'allow', reason: 'report_only', maySkip: false })
    expect(decision.wouldBe).to.deep.equal({ outcome: 'enroll_required', reason: 'must_enroll', rule: 'everyone' })
    rows(decide(parts, enrolled())).to.include({ outcome: 'challenge', reason: 'required', wouldBe: null })
  })
})
