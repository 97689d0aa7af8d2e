import { expect } from 'chai'
import type { PolicySet } from '../../src/policy/language/schema.js'
import { parsePolicy } from '../../src/policy/parse.js'
import { NOW, exampleText, first, policyOf, problems } from './people.js'

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
    for (const text of [
      '',
      'P',
      'PT',
      '1',
      '5 m',
      '-5m',
      '1.5h',
      'P1Y',
      'P1M',
      'PT1.5S',
      '1w',
      '99999d',
      5,
      null,
      true,
      [],
      Number.NaN,
    ]) {
      expect(first(withChallenge({ max_age: text })), JSON.stringify(text))
        .to.include({ code: 'E102', path: 'defaults.challenge.max_age' })
    }
    for (const text of [
      '2026-12-01', '2026-12-01T00:00:00', '2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', 'soon', 1, null,
    ]) {
      expect(first(policyOf({ report_until: text })), String(text)).to.include({ code: 'E102', path: 'report_until' })
    }
  })

  it('takes push and code lifetimes down to 5 s and up to 10 min', () => {
    for (const field of ['push', 'code']) {
      for (const text of ['5s', '10m']) {
        expect(problems(withChallenge({ [field]: { expires_in: text } }))).to.deep.equal([])
      }
      for (const text of ['4s', '601s', 0]) {
        expect(first(withChallenge({ [field]: { expires_in: text } })).code).to.equal('E102')
      }
    }
    for (const text of ['3s', '30s']) expect(problems(withChallenge({ fallback_after: text }))).to.deep.equal([])
    for (const text of ['2s', '31s']) expect(first(withChallenge({ fallback_after: text })).code).to.equal('E102')
  })

  it('refuses counts that are no small whole number', () => {
    expect(problems(withGrace(0))).to.deep.equal([])
    for (const value of [-1, 1.5, '3', Number.NaN, 1e9, null, Number.POSITIVE_INFINITY, true, [3]]) {
      expect(first(withGrace(value)), String(value))
        .to.include({ code: 'E102', path: 'defaults.enrollment.grace_period.logins' })
    }
    for (const text of ['-1', '1.5', '"3"', '.nan', '1e9', 'null', '~', '']) {
      const yaml = `${HEAD}rules:\n  - id: all\n    enrollment:\n      grace_period:\n        logins: ${text}\n`
      expect(first(yaml), text).to.include({ code: 'E102', line: 7 })
    }
  })

  it('lists backup codes only where policy may', () => {
    const access = { accounts: ['bg-1'], challenge: { methods: ['totp', 'backup_code'] } }
    expect(problems(policyOf({ emergency_access: access }))).to.deep.equal([])
    expect(problems(policyOf({ step_up: [{ id: 's', max_age: '5m', methods: ['push', 'backup_code'] }] })))
      .to.deep.equal([])
    expect(first(withChallenge({ methods: ['backup_code'] })))
      .to.include({ code: 'E102', path: 'defaults.challenge.methods[0]' })
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
    expect(first(yaml))
      .to.include({ code: 'E102', path: 'rules[0].enrollment.model', line: 5, column: 26, suggestion: 'mandatory' })
  })

  it('name missing fields', () => {
    expect(problems({}).map(({ code, path }) => `${code} ${path}`))
      .to.deep.equal(['E103 apiVersion', 'E103 kind', 'E103 rules'])
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
    for (const source of ['just a sentence', '42', '[1, 2]', 'true']) {
      expect(first(source)).to.include({ code: 'E102', line: 1 })
    }
    for (const source of [42, true, [], () => 1]) expect(first(source)).to.include({ code: 'E102', line: null })
  })

  it('tell values of the wrong kind, above all lists where fields belong', () => {
    for (const match of [[], 'x', 1, null, new Map(), new Date()]) {
      expect(first(policyOf({ rules: [{ id: 'a', match }] })).path).to.equal('rules[0].match')
    }
    for (const parts of [
      { rules: {} }, { rules: [] }, { rules: ['a'] }, { rules: [{ id: 1 }] }, { rules: [{ id: '' }] },
      { rules: [{ id: 'a\u0000' }] },
      { definitions: { networks: { office: ['300.0.0.0/8'] } } }, { definitions: { networks: [] } },
      { rules: [{ id: 'a', match: { groups: [] } }] }, { rules: [{ id: 'a', match: { groups: 'staff' } }] },
      { rules: [{ id: 'a', match: { paths: ['admin'] } }] }, { rules: [{ id: 'a', match: { paths: ['/a/**b'] } }] },
      { rules: [{ id: 'a', match: { rollout: { percent: 101, salt: 's' } } }] }, { rules: [{
        id: 'a',
        match: { rollout: { percent: 5 } },
      }] },
      { rules: [{ id: 'a', match: { except: {} } }] }, { rules: [{ id: 'a', match: { attributes: { a: null } } }] },
      { recovery: { help_url: 'javascript:alert(1)' } }, { defaults: { challenge: { methods: [] } } },
      { defaults: { challenge: { methods: ['push', 'push'] } } }, { defaults: { challenge: { methods: ['passkey'] } } },
      { lockout: { failures: 0 } }, { apiVersion: 'second-factor/v2' }, { kind: 'Policy' },
      { mode: true }, { on_provider_error: 'ask' },
    ]) {
      expect(problems(policyOf(parts)), JSON.stringify(parts)).to.not.deep.equal([])
    }
  })
})
