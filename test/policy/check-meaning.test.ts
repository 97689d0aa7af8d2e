import { expect } from 'chai'
import type { ParseOptions } from '../../src/policy/parse.js'
import { NOW, policyOf, problems } from './people.js'

describe('meaning', () => {
  const codes = (parts: Record<string, unknown>, options?: ParseOptions) =>
    problems(policyOf(parts), options).map(({ code, path }) => `${code} ${path}`)

  it('E201: guardrails leave nothing', () => {
    const guardrails = { forbid_methods: ['sms', 'voice'] }
    const rules = [{ id: 'a', challenge: { methods: ['sms'] } }, { id: 'b' }]
    expect(codes({ guardrails, rules })).to.deep.equal(['E201 rules[0]'])
    expect(codes({ guardrails, step_up: [{ id: 's', max_age: '5m', methods: ['voice'] }] }))
      .to.deep.equal(['E201 step_up[0]'])
    const access = { accounts: ['a'], challenge: { methods: ['voice'] } }
    expect(codes({ guardrails, emergency_access: access })).to.deep.equal(['E201 emergency_access'])
  })

  it('E202: nothing to confirm with', () => {
    const rule = { id: 'a', enrollment: { confirm_with: ['sms'] }, challenge: { methods: ['push'] } }
    expect(codes({ rules: [rule] })).to.deep.equal(['E202 rules[0].enrollment.confirm_with'])
    expect(codes({ rules: [{ ...rule, enrollment: { ...rule.enrollment, model: 'disabled' } }] })).to.deep.equal([])
  })

  it('E210: exceptions end', () => {
    const exception = { id: 'e', match: { users: ['a'] }, reason: 'r', approved_by: 'b' }
    expect(codes({ exceptions: [exception] })).to.deep.equal(['E210 exceptions[0].until'])
    const ends = (until: string) => codes({ exceptions: [{ ...exception, until }] }, { now: NOW })
    expect(ends('2027-09-02T09:00:00Z')).to.deep.equal([])
    expect(ends('2027-09-02T09:00:01Z')).to.deep.equal(['E210 exceptions[0].until'])
  })

  it('E211: ids are used once', () => {
    expect(codes({ rules: [{ id: 'a' }, { id: 'b' }, { id: 'a' }] })).to.deep.equal(['E211 rules[2].id'])
  })

  it('E212: networks are defined', () => {
    const definitions = { networks: { office: ['203.0.113.0/24'] } }
    const rules = [
      { id: 'a', match: { networks: ['ofice'], except: { networks: ['home'] } } },
      { id: 'b', match: { networks: ['office'] } },
    ]
    const found = problems(policyOf({ definitions, rules }))
    expect(found.map(({ code, path }) => `${code} ${path}`)).to.have.members([
      'E212 rules[0].match.networks[0]',
      'E212 rules[0].match.except.networks[0]',
    ])
    expect(found[0]?.suggestion).to.equal('office')
  })

  it('E213: a dry run ends', () => {
    expect(codes({ mode: 'report_only' })).to.deep.equal(['E213 report_until'])
    expect(codes({ rules: [{ id: 'a', mode: 'report_only' }] })).to.deep.equal(['E213 rules[0].report_until'])
  })

  it('E214: one place for each setting', () => {
    const both = { on_provider_error: 'deny', lockout: {} }
    expect(codes({ ...both, defaults: both })).to.deep.equal(['E214 on_provider_error', 'E214 lockout'])
    expect(codes(both)).to.deep.equal([])
    expect(codes({ defaults: both })).to.deep.equal([])
  })
})
