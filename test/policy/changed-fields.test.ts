import { expect } from 'chai'
import { changedFields } from '../../src/policy/study/changed-fields.js'
import { parsePolicy } from '../../src/policy/parse.js'
import type { PolicySet } from '../../src/policy/language/schema.js'
import { NOW, exampleText, policyOf } from './people.js'

function parsed(source: unknown): PolicySet {
  const result = parsePolicy(source, { now: NOW })
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.policy
}

function changes(from: Record<string, unknown>, to: Record<string, unknown>) {
  return changedFields(parsed(policyOf(from)), parsed(policyOf(to)))
}

describe('changed fields', () => {
  it('finds none in the same policy, however it is written', () => {
    const text = exampleText('bank')
    expect(changedFields(parsed(text), parsed(text.replaceAll('PT2M', '120s')))).to.deep.equal([])
    const [one, other] = [
      { model: 'mandatory', on_expiry: 'lock' },
      { on_expiry: 'lock', model: 'mandatory' },
    ]
    expect(changes({ defaults: { enrollment: one } }, { defaults: { enrollment: other } })).to.deep.equal([])
  })

  it('writes durations and times as the file does, and plain numbers as numbers', () => {
    const block = (maxAge: string, logins: number, until: string, waits: string[]) => ({
      defaults: {
        challenge: { max_age: maxAge, code: { resend_after: waits } },
        enrollment: { grace_period: { logins, until } },
      },
    })
    const found = changes(
      block('12h', 5, '2026-10-15T00:00:00Z', ['30s']),
      block('90m', 3, '2026-11-15T02:00:00+02:00', ['30s', '2m']),
    )
    expect(found).to.deep.equal([
      { kind: 'changed', path: 'defaults.enrollment.grace_period.logins', from: 5, to: 3 },
      {
        kind: 'changed',
        path: 'defaults.enrollment.grace_period.until',
        from: '2026-10-15T00:00:00Z',
        to: '2026-11-15T00:00:00Z',
      },
      { kind: 'changed', path: 'defaults.challenge.code.resend_after', from: ['PT30S'], to: ['PT30S', 'PT2M'] },
      { kind: 'changed', path: 'defaults.challenge.max_age', from: 'PT12H', to: 'PT1H30M' },
    ])
  })

  it('knows numbers that look like durations and are none', () => {
    const push = (max: number) => ({ defaults: { challenge: { push: { limit: { max, per: '15m' } } } } })
    expect(changes(push(5), push(7))).to.deep.equal([
      { kind: 'changed', path: 'defaults.challenge.push.limit.max', from: 5, to: 7 },
    ])
  })

  it('goes by the ids of rules: added, removed, reordered, changed', () => {
    const rule = (id: string, model = 'mandatory') => ({ id, enrollment: { model } })
    const found = changes(
      { rules: [rule('a'), rule('b'), rule('c')] },
      { rules: [rule('c'), rule('new'), rule('a', 'opt_in')] },
    )
    expect(found).to.deep.equal([
      { kind: 'reordered', path: 'rules', from: ['a', 'c'], to: ['c', 'a'] },
      { kind: 'changed', path: 'rules[a].enrollment.model', from: 'mandatory', to: 'opt_in' },
      { kind: 'removed', path: 'rules[b]' },
      { kind: 'added', path: 'rules[new]', before: 'a' },
      { kind: 'changed', path: 'rules[new].enrollment.model', from: undefined, to: 'mandatory' },
    ])
  })

  it('tells what is set newly, and names that are no fields', () => {
    const found = changes(
      {},
      { definitions: { networks: { office: ['203.0.113.0/24'] } }, step_up: [{ id: 's', max_age: 0 }] },
    )
    expect(found).to.deep.equal([
      { kind: 'changed', path: 'definitions.networks.office', from: undefined, to: ['203.0.113.0/24'] },
      { kind: 'added', path: 'step_up[s]', before: null },
      { kind: 'changed', path: 'step_up[s].max_age', from: undefined, to: 'PT0S' },
    ])
  })
})
