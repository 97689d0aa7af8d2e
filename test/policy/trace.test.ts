import { expect } from 'chai'
import type { AccountFacts, RequestFacts, TraceEntry } from '../../src/policy/decision.js'
import { evaluate } from '../../src/policy/evaluate.js'
import { NOW, account, enrolled, example, request } from './people.js'

function trace(name: string, who: AccountFacts, what: Partial<RequestFacts> = {}): readonly TraceEntry[] {
  return evaluate(example(name), who, request(what), NOW, { trace: true }).trace
}

const ann = enrolled({ roles: ['admin'], methods: ['push', 'sms'] })

describe('trace', () => {
  it('is empty unless asked for', () => {
    expect(evaluate(example('admin'), ann, request(), NOW).trace).to.deep.equal([])
  })

  it('holds every entry looked at, with each condition, and marks those that decided', () => {
    expect(trace(
      'admin',
      ann,
      { path: '/reports', action: 'export.run', secondFactorAge: 1900, secondFactorMethod: 'push' },
    )).to.deep.equal([
      { kind: 'step_up', id: 'admin-console', match: 'miss', conditions: { paths: 'miss' }, mark: null },
      { kind: 'step_up', id: 'dangerous-actions', match: 'hit', conditions: { actions: 'hit' }, mark: 'decided' },
      { kind: 'rule', id: 'admins', match: 'hit', conditions: { roles: 'hit' }, mark: 'decided' },
    ])
  })

  it('marks what is undecided, what is a dry run, and what decided below', () => {
    const what = { path: '/reports', ip: '203.0.113.9', rememberedDevice: true }
    const decision = evaluate(example('admin'), enrolled({ ...ann, roles: null }), request(what), NOW, { trace: true })
    expect(decision.trace.map(({ id, match, mark }) => [id, match, mark])).to.deep.equal([
      ['admin-console', 'miss', null],
      ['dangerous-actions', 'miss', null],
      ['admins', 'may', 'undecided'],
      ['office-network', 'hit', 'report_only'],
      ['everyone', 'hit', 'decided'],
    ])
    expect(decision)
      .to.deep.include({
        outcome: 'challenge',
        reason: 'required',
        rule: 'everyone',
        methods: ['push'],
        undecided: ['admins'],
      })
    expect(decision.wouldBe).to.deep.equal({ outcome: 'allow', reason: 'not_required_here', rule: 'office-network' })
  })

  it('marks a step-up that matched and did not decide', () => {
    const what = { action: 'export.run', secondFactorAge: 10, secondFactorMethod: 'push' } as const
    expect(trace('admin', ann, what).map(({ mark }) => mark)).to.deep.equal([null, 'step_up', 'decided'])
  })

  it('marks the exception that decided', () => {
    expect(trace('breakglass', account({ user: 'svc-selenium' })).map(({ kind, mark }) => [kind, mark])).to.deep.equal([
      ['exception', 'decided'],
      ['rule', null],
    ])
  })
})
