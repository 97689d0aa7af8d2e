import { expect } from 'chai'
import type { PolicySet } from '../../src/policy/schema.js'
import { parsePolicy } from '../../src/policy/parse.js'
import type { ParseOptions } from '../../src/policy/parse.js'
import type { Problem } from '../../src/policy/problem.js'
import { NOW, exampleText, policyOf } from './people.js'

function problems(source: unknown, options?: ParseOptions): readonly Problem[] {
  const result = parsePolicy(source, options)
  return result.ok ? [] : result.problems
}

function first(source: unknown, options?: ParseOptions): Problem {
  const [problem] = problems(source, options)
  if (problem === undefined) throw new Error('the policy was taken')
  return problem
}

function parsed(source: unknown): PolicySet {
  const result = parsePolicy(source)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.policy
}

const HEAD = 'apiVersion: second-factor/v1\nkind: PolicySet\n'
const withGrace = (logins: unknown) => policyOf({ defaults: { enrollment: { grace_period: { logins } } } })
const withChallenge = (challenge: unknown) => policyOf({ defaults: { challenge } })

describe('parsePolicy', () => {
  it('takes YAML, JSON and objects alike', () => {
    const object = policyOf({ metadata: { name: 'one' }, step_up: [{ id: 'pay', max_age: 'PT2M' }] })
    expect(parsed(JSON.stringify(object, null, '\t'))).to.deep.equal(parsed(object))
    expect(parsed(`\uFEFF${JSON.stringify(object)}`)).to.deep.equal(parsed(object))
  })

  it('turns durations into seconds and times into epoch milliseconds', () => {
    for (const [text, seconds] of [
      ['0s', 0], ['30s', 30], ['15m', 900], ['2h', 7200], ['14d', 1_209_600], ['P30D', 2_592_000], ['PT10M', 600],
      ['PT0S', 0], ['P1DT2H3M4S', 93_784], ['P2W', 1_209_600], [0, 0],
    ] as const) {
      expect(parsed(withChallenge({ max_age: text })).defaults?.challenge?.max_age, String(text)).to.equal(seconds)
    }
    const until = parsed(policyOf({ mode: 'report_only', report_until: '2026-09-01T11:00:00+02:00' })).report_until
    expect(until).to.equal(NOW)
  })

  it('refuses durations and times that are none', () => {
    for (const text of ['', 'P', 'PT', '1', '5 m', '-5m', '1.5h', 'P1Y', 'P1M', 'PT1.5S', '1w', '99999d', 5, null, true, [], Number.NaN]) {
      expect(first(withChallenge({ max_age: text })), JSON.stringify(text)).to.include({ code: 'E102', path: 'defaults.challenge.max_age' })
    }
    for (const text of ['2026-12-01', '2026-12-01T00:00:00', '2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', 'soon', 1, null]) {
      expect(first(policyOf({ report_until: text })), String(text)).to.include({ code: 'E102', path: 'report_until' })
    }
  })

  it('takes push and code lifetimes down to 5 s and up to 10 min', () => {
    for (const field of ['push', 'code']) {
      for (const text of ['5s', '10m']) expect(problems(withChallenge({ [field]: { expires_in: text } }))).to.deep.equal([])
      for (const text of ['4s', '601s', 0]) expect(first(withChallenge({ [field]: { expires_in: text } })).code).to.equal('E102')
    }
    for (const text of ['3s', '30s']) expect(problems(withChallenge({ fallback_after: text }))).to.deep.equal([])
    for (const text of ['2s', '31s']) expect(first(withChallenge({ fallback_after: text })).code).to.equal('E102')
  })

  it('refuses counts that are no small whole number', () => {
    expect(problems(withGrace(0))).to.deep.equal([])
    for (const value of [-1, 1.5, '3', Number.NaN, 1e9, null, Number.POSITIVE_INFINITY, true, [3]]) {
      expect(first(withGrace(value)), String(value)).to.include({ code: 'E102', path: 'defaults.enrollment.grace_period.logins' })
    }
    for (const text of ['-1', '1.5', '"3"', '.nan', '1e9', 'null', '~', '']) {
      const yaml = `${HEAD}rules:\n  - id: all\n    enrollment:\n      grace_period:\n        logins: ${text}\n`
      expect(first(yaml), text).to.include({ code: 'E102', line: 7 })
    }
  })

  it('lists backup codes only where policy may', () => {
    const access = { accounts: ['bg-1'], challenge: { methods: ['totp', 'backup_code'] } }
    expect(problems(policyOf({ emergency_access: access }))).to.deep.equal([])
    expect(problems(policyOf({ step_up: [{ id: 's', max_age: '5m', methods: ['push', 'backup_code'] }] }))).to.deep.equal([])
    expect(first(withChallenge({ methods: ['backup_code'] }))).to.include({ code: 'E102', path: 'defaults.challenge.methods[0]' })
  })
})

describe('problems', () => {
  it('name an unknown field with its place and the nearest known one', () => {
    const text = exampleText('university').replace('logins: 5, until: 2026-11-30', 'login: 5, until: 2026-11-30')
    expect(first(text, { file: 'draft.yaml' })).to.deep.equal({
      code: 'E101',
      severity: 'error',
      path: 'rules[2].enrollment.grace_period.login',
      message: 'unknown field; did you mean logins?',
      line: 42,
      column: 23,
      suggestion: 'logins',
      file: 'draft.yaml',
    })
  })

  it('name every unknown field, at every depth', () => {
    const source = policyOf({
      mod: 'off',
      zzzzzzzz: 1,
      rules: [{ id: 'a', match: { gruops: ['x'], except: { role: ['y'] } }, enrolment: {} }],
      definitions: { netwrks: {} },
    })
    const found = problems(source).map(({ code, path, suggestion }) => [code, path, suggestion])
    expect(found).to.have.deep.members([
      ['E101', 'mod', 'mode'],
      ['E101', 'zzzzzzzz', undefined],
      ['E101', 'rules[0].match.gruops', 'groups'],
      ['E101', 'rules[0].match.except.role', 'roles'],
      ['E101', 'rules[0].enrolment', 'enrollment'],
      ['E101', 'definitions.netwrks', 'networks'],
    ])
  })

  it('name the value that was probably meant', () => {
    const yaml = `${HEAD}rules:\n  - id: all\n    enrollment: { model: mandatry }\n`
    expect(first(yaml)).to.include({ code: 'E102', path: 'rules[0].enrollment.model', line: 5, column: 26, suggestion: 'mandatory' })
  })

  it('name missing fields', () => {
    expect(problems({}).map(({ code, path }) => `${code} ${path}`)).to.deep.equal(['E103 apiVersion', 'E103 kind', 'E103 rules'])
    expect(first(`${HEAD}rules:\n  - description: x\n`)).to.include({ code: 'E103', path: 'rules[0].id', line: 4 })
  })

  it('come in the order of the text', () => {
    const lines = problems(`${HEAD}zz: 1\nmode: on\nrules:\n  - id: all\n    yy: 2\n`).map(({ line }) => line)
    expect(lines).to.deep.equal([3, 4, 7])
  })

  it('tell a text that is empty, broken or no mapping', () => {
    for (const source of ['', '\n\n', '# nothing\n', '---\n', undefined, null]) {
      expect(first(source)).to.include({ code: 'E100', message: 'the policy is empty' })
    }
    expect(first(`${HEAD}rules: [\n`)).to.include({ code: 'E100' }).and.to.have.property('line').that.is.within(3, 4)
    expect(first(`${HEAD}rules:\n\t- id: a\n`)).to.include({ code: 'E100', line: 4 })
    expect(first(`${HEAD}---\n${HEAD}`)).to.include({ code: 'E100', line: 3 })
    for (const source of ['just a sentence', '42', '[1, 2]', 'true']) expect(first(source)).to.include({ code: 'E102', line: 1 })
    for (const source of [42, true, [], () => 1]) expect(first(source)).to.include({ code: 'E102', line: null })
  })

  it('tell values of the wrong kind, above all lists where fields belong', () => {
    for (const match of [[], 'x', 1, null, new Map(), new Date()]) {
      expect(first(policyOf({ rules: [{ id: 'a', match }] })).path).to.equal('rules[0].match')
    }
    for (const parts of [
      { rules: {} }, { rules: [] }, { rules: ['a'] }, { rules: [{ id: 1 }] }, { rules: [{ id: '' }] }, { rules: [{ id: 'a\u0000' }] },
      { definitions: { networks: { office: ['300.0.0.0/8'] } } }, { definitions: { networks: [] } },
      { rules: [{ id: 'a', match: { groups: [] } }] }, { rules: [{ id: 'a', match: { groups: 'staff' } }] },
      { rules: [{ id: 'a', match: { paths: ['admin'] } }] }, { rules: [{ id: 'a', match: { paths: ['/a/**b'] } }] },
      { rules: [{ id: 'a', match: { rollout: { percent: 101, salt: 's' } } }] }, { rules: [{ id: 'a', match: { rollout: { percent: 5 } } }] },
      { rules: [{ id: 'a', match: { except: {} } }] }, { rules: [{ id: 'a', match: { attributes: { a: null } } }] },
      { recovery: { help_url: 'javascript:alert(1)' } }, { defaults: { challenge: { methods: [] } } },
      { defaults: { challenge: { methods: ['push', 'push'] } } }, { defaults: { challenge: { methods: ['passkey'] } } },
      { lockout: { failures: 0 } }, { apiVersion: 'second-factor/v2' }, { kind: 'Policy' }, { mode: true }, { on_provider_error: 'ask' },
    ]) {
      expect(problems(policyOf(parts)), JSON.stringify(parts)).to.not.deep.equal([])
    }
  })
})

describe('meaning', () => {
  const codes = (parts: Record<string, unknown>, options?: ParseOptions) =>
    problems(policyOf(parts), options).map(({ code, path }) => `${code} ${path}`)

  it('E201: guardrails leave nothing', () => {
    const guardrails = { forbid_methods: ['sms', 'voice'] }
    const rules = [{ id: 'a', challenge: { methods: ['sms'] } }, { id: 'b' }]
    expect(codes({ guardrails, rules })).to.deep.equal(['E201 rules[0]'])
    expect(codes({ guardrails, step_up: [{ id: 's', max_age: '5m', methods: ['voice'] }] })).to.deep.equal(['E201 step_up[0]'])
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
    const rules = [{ id: 'a', match: { networks: ['ofice'], except: { networks: ['home'] } } }, { id: 'b', match: { networks: ['office'] } }]
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

describe('hostile text', () => {
  const rules = 'rules:\n  - id: all\n'

  it('refuses doubled keys, merge keys, foreign tags, other YAML versions', () => {
    expect(first(`${HEAD}${rules}mode: enforce\nmode: "off"\n`)).to.include({ code: 'E104', line: 6, column: 1 })
    expect(first(`{"kind": "PolicySet", "kind": "PolicySet"}`)).to.include({ code: 'E104' })
    expect(first(`${HEAD}${rules}metadata: { <<: { name: a } }\n`)).to.include({ code: 'E104', line: 5 })
    expect(first(`${HEAD}${rules}mode: !!js/function off\n`)).to.include({ code: 'E104', line: 5 })
    expect(first(`%YAML 1.1\n---\n${HEAD}${rules}`)).to.include({ code: 'E104' })
  })

  it('refuses names that reach into prototypes, and touches none', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      expect(first(`${HEAD}${rules}${name}: { polluted: true }\n`), name).to.include({ code: 'E104', path: name, line: 5 })
      expect(first(JSON.parse(`{"rules": [{"${name}": {}}]}`)), name).to.include({ code: 'E104', path: `rules[0].${name}` })
    }
    expect({}).to.not.have.property('polluted')
  })

  it('keeps a plain alias and refuses one that explodes', () => {
    const list = `${HEAD}rules:\n  - id: a\n    match: { groups: &g [x, y] }\n  - id: b\n    match: { roles: *g }\n`
    expect(parsed(list).rules[1]?.match?.roles).to.deep.equal(['x', 'y'])
    let bomb = 'a0: &a0 [x, x, x, x, x, x, x, x]\n'
    for (let level = 1; level < 9; level++) bomb += `a${level}: &a${level} [${Array(5).fill(`*a${level - 1}`).join(', ')}]\n`
    expect(first(bomb)).to.include({ code: 'E104', message: 'aliases unfold to too much' })
    const many = `a: &a x\nb: [${Array(51).fill('*a').join(', ')}]\n`
    expect(first(many)).to.include({ code: 'E104', message: 'more than 50 aliases' })
    expect(first('- &a [*a]\n')).to.include({ severity: 'error' })
  })

  it('refuses more than 1 MB', () => {
    expect(first(`${HEAD}${rules}${'#'.repeat(1_048_577)}`)).to.include({ code: 'E100', line: 1 })
  })

  it('answers within seconds whatever it is fed', function () {
    this.timeout(60_000)
    const size = 300_000
    for (const piece of ['[', '{a: ', '- ', '? ', 'a: ', '*a ', '&a ', '] ', '!', "'", '"\n', ':\n', '#\n', '|\n', 'x\n ', '\u0000', '\r']) {
      const began = performance.now()
      expect(problems(piece.repeat(size / piece.length)), piece).to.not.deep.equal([])
      expect(performance.now() - began, piece).to.be.below(10_000)
    }
  })

  it('bounds nesting in objects, and cycles', () => {
    const cycle: Record<string, unknown> = {}
    cycle['rules'] = [cycle]
    expect(first(cycle)).to.include({ code: 'E104', message: 'nested too deeply' })
  })
})
