import { expect } from 'chai'
import { DAY_MS, NOW, account, decide, enrolled, request } from './people.js'

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
    const parts = {
      defaults: { challenge: { methods: ['push'] } },
      ...mandatory({ logins: 3, applies_to: ['method_change'] }),
    }
    expect(decide(parts, account())).to.include({ outcome: 'enroll_required', maySkip: false })
    expect(decide(parts, enrolled({ methods: ['sms'] }))).to.include({ maySkip: true, remaining: 3 })
  })

  it('is clamped by the guardrail, also where only a date would limit', () => {
    const clamp = { guardrails: { max_grace_logins: 2 } }
    expect(decide({ ...clamp, ...mandatory({ logins: 5 }) }, account())).to.include({ remaining: 2 })
    expect(decide({ ...clamp, ...mandatory({ days: 30 }) }, account({ graceUsed: 2 })))
      .to.include({ outcome: 'enroll_required' })
    expect(decide({ ...clamp, ...mandatory({}) }, account())).to.include({ outcome: 'enroll_required' })
  })

  it('once given is not forgotten when the policy takes it away', () => {
    const parts = mandatory({ logins: 0 }, { on_expiry: 'lock' })
    expect(decide(parts, account())).to.include({ outcome: 'enroll_required' })
    expect(decide(parts, account({ graceUsed: 1 }))).to.include({ outcome: 'locked', reason: 'grace_exhausted' })
  })
})
