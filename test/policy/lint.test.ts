import { expect } from 'chai'
import { compilePolicy } from '../../src/policy/compile.js'
import { inspectPolicy } from '../../src/policy/lint/inspect.js'
import { lintPolicy } from '../../src/policy/lint.js'
import { parsePolicy } from '../../src/policy/parse.js'
import { readSource } from '../../src/policy/language/read-source.js'
import { EXAMPLES, NOW, exampleText, policyOf } from './people.js'

type Parts = Record<string, unknown>

/** `code path` of every lint. */
function lints(parts: Parts, actions?: readonly string[]): string[] {
  return problems(parts, actions).map(({ code, path }) => `${code} ${path}`)
}

function problems(parts: Parts, actions?: readonly string[]) {
  const result = parsePolicy(policyOf(parts), { now: NOW })
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return lintPolicy(result.policy, compilePolicy(result.policy), NOW, actions === undefined ? {} : { actions })
}

const TWO_EMERGENCY = { accounts: ['bg-1', 'bg-2'] }
const help = { help_url: 'https://help.example' }

function mandatory(enrollment: Parts = {}, more: Parts = {}): Parts {
  return {
    emergency_access: TWO_EMERGENCY,
    rules: [{ id: 'everyone', enrollment: { model: 'mandatory', provisioning: 'batch', ...enrollment } }],
    ...more,
  }
}

const stepUp = (id: string, methods: string[], match?: Parts): Parts => ({
  id,
  max_age: '5m',
  methods,
  ...(match && { match }),
})

describe('policy lints', () => {
  for (const name of [...EXAMPLES, 'default']) {
    it(`${name}.yaml has no error and no warning`, () => {
      const { problems } = inspectPolicy(exampleText(name), { file: name, now: NOW })
      expect(problems.filter(({ severity }) => severity !== 'info')).to.deep.equal([])
    })
  }

  const CASES: readonly (readonly [what: string, parts: Parts, expected: readonly string[]])[] = [
    ['nothing about a plain policy', {}, []],
    [
      'E203: step-up entries with no method in common',
      { step_up: [stepUp('a', ['push']), stepUp('b', ['totp'])] },
      ['E203 step_up[1]'],
    ],
    [
      'E203: for paths that meet',
      {
        step_up: [stepUp('a', ['push'], { paths: ['/admin/**'] }), stepUp('b', ['totp'], { paths: ['/admin/users'] })],
      },
      ['E203 step_up[1]'],
    ],
    [
      'no E203 for paths that never meet',
      { step_up: [stepUp('a', ['push'], { paths: ['/admin/**'] }), stepUp('b', ['totp'], { paths: ['/pay/**'] })] },
      [],
    ],
    [
      'no E203 for different actions',
      { step_up: [stepUp('a', ['push'], { actions: ['x'] }), stepUp('b', ['totp'], { actions: ['y'] })] },
      [],
    ],
    [
      'E203: what a guardrail forbids is not shared',
      {
        guardrails: { forbid_methods: ['push'] },
        step_up: [stepUp('a', ['push', 'totp']), stepUp('b', ['push', 'sms'])],
      },
      ['E203 step_up[1]'],
    ],
    ['W102: no rule for everyone', { rules: [{ id: 'a', match: { groups: ['x'] } }] }, ['W102 rules']],
    ['W102: the rule for everyone is off', { rules: [{ id: 'a', mode: 'off' }] }, ['W102 rules']],
    [
      'W102: the rule for everyone is a dry run',
      { rules: [{ id: 'a', mode: 'report_only', report_until: '2027-01-01T00:00:00Z' }] },
      ['W102 rules'],
    ],
    [
      'W110: texts and calls only',
      { rules: [{ id: 'a', challenge: { methods: ['sms', 'voice'] } }] },
      ['W110 rules[0]'],
    ],
    ['W110: also in step-up', { step_up: [stepUp('a', ['sms'])] }, ['W110 step_up[0]']],
    [
      'W111: remembered for 91 days',
      { defaults: { challenge: { remember_device: { for: '91d' } } } },
      ['W111 rules[0]'],
    ],
    ['no W111 for 90 days', { defaults: { challenge: { remember_device: { for: '90d' } } } }, []],
    [
      'no W111 where a guardrail shortens it',
      { guardrails: { max_remember_device: '30d' }, defaults: { challenge: { remember_device: { for: '91d' } } } },
      [],
    ],
    ['W120: locked out and no help', mandatory({ on_expiry: 'lock', grace_period: { logins: 3 } }), ['W120 rules[0]']],
    ['no W120 with a help link', mandatory({ on_expiry: 'lock', grace_period: { logins: 3 } }, { recovery: help }), []],
    ['W121: grace is over', mandatory({ grace_period: { until: '2026-09-01T00:00:00Z' } }), ['W121 rules[0]']],
    ['no W121 before its end', mandatory({ grace_period: { until: '2026-09-02T00:00:00Z' } }), []],
    ['I122: a password binds a phone', mandatory({ provisioning: 'self_service' }), ['I122 rules[0]']],
    [
      'no I122 with a proof',
      mandatory({ provisioning: 'self_service', bind_new_phone: { requires: ['email_link'] } }),
      [],
    ],
    ['W130: the dry run is over', { mode: 'report_only', report_until: '2026-08-31T00:00:00Z' }, ['W130 report_until']],
    [
      'W130: that of a rule',
      {
        rules: [
          { id: 'a', match: { groups: ['x'] }, mode: 'report_only', report_until: '2026-08-31T00:00:00Z' },
          { id: 'everyone' },
        ],
      },
      ['W130 rules[0].report_until'],
    ],
    [
      'W140: one emergency account',
      mandatory({}, { emergency_access: { accounts: ['bg-1'] } }),
      ['W140 emergency_access.accounts'],
    ],
    ['W141: none', mandatory({}, { emergency_access: undefined }), ['W141 emergency_access.accounts']],
    ['no W140 where nothing is mandatory', { emergency_access: { accounts: ['bg-1'] } }, []],
    ['W150: fails open', { on_provider_error: 'allow' }, ['W150 on_provider_error']],
    ['W150: in defaults', { defaults: { on_provider_error: 'allow' } }, ['W150 defaults.on_provider_error']],
    [
      'W171: step-up that a disabled model lets pass',
      { step_up: [stepUp('a', ['push'])], rules: [{ id: 'a', enrollment: { model: 'disabled' } }] },
      ['W171 rules[0]'],
    ],
  ]
  for (const [what, parts, expected] of CASES) {
    it(what, () => {
      expect(lints(JSON.parse(JSON.stringify(parts)))).to.deep.equal(expected)
    })
  }

  it('W160: an exception that ends within 30 days, or has ended', () => {
    const exception = (until: string) => ({ id: until, match: { users: ['x'] }, reason: 'r', approved_by: 'a', until })
    const exceptions = ['2026-09-30T00:00:00Z', '2026-08-01T00:00:00Z', '2026-10-02T00:00:00Z'].map(exception)
    expect(problems({ exceptions }).map(({ path, message }) => `${path} ${message}`)).to.deep.equal([
      'exceptions[0] ends within 30 days, on 2026-09-30',
      'exceptions[1] has ended on 2026-08-01: take it out',
    ])
  })

  it('W170: in both directions, with the nearest name', () => {
    const parts = { step_up: [stepUp('a', ['push'], { actions: ['payment.create', 'user.delte'] })] }
    const found = problems(parts, ['payment.create', 'user.delete'])
    expect(found.map(({ code, path }) => `${code} ${path}`)).to.deep.equal([
      'W170 step_up[0].match.actions[1]',
      'W170 step_up',
    ])
    expect(found[0]?.message).to.include('"user.delte"; did you mean user.delete?')
    expect(found[1]?.message).to.include('"user.delete"')
    expect(lints(parts)).to.deep.equal([])
    expect(lints({ step_up: [stepUp('a', ['push'])] }, ['anything'])).to.deep.equal([])
  })

  it('tells severity by code', () => {
    const parts = mandatory(
      { provisioning: 'self_service' },
      { on_provider_error: 'allow', step_up: [stepUp('a', ['push']), stepUp('b', ['totp'])] },
    )
    expect(Object.fromEntries(problems(parts).map(({ code, severity }) => [code, severity]))).to.deep.equal({
      E203: 'error',
      I122: 'info',
      W150: 'warning',
    })
  })

  it('finds the place in the text', () => {
    const text = exampleText('default').replace("accounts: [bea, 'envelope:2']", 'accounts: [bea]')
    const parsed = parsePolicy(text)
    if (!parsed.ok) throw new Error('must be valid')
    const found = lintPolicy(parsed.policy, compilePolicy(parsed.policy), NOW, {
      source: readSource(text),
      file: 'default.yaml',
    })
    const [w140] = found.filter(({ code }) => code === 'W140')
    expect(text.split('\n')[(w140?.line ?? 0) - 1]?.slice((w140?.column ?? 0) - 1)).to.equal('[bea]')
    expect(w140?.file).to.equal('default.yaml')
  })
})

describe('policy lints: inspection', () => {
  const head = 'apiVersion: second-factor/v1\nkind: PolicySet\n'

  it('judges the rest although a field is misspelt', () => {
    const text = `${head}rules:\n  - id: first\n  - id: staff\n    enrollment: { grace_period: { login: 5 } }\n`
    const { problems, summary } = inspectPolicy(text, { file: 'f', now: NOW })
    expect(problems.map(({ code, line, column }) => `${code} ${line}:${column}`)).to.deep.equal([
      'W101 5:5',
      'E101 6:35',
    ])
    expect(summary).to.include({ name: 'policy', rules: 2 })
  })

  it('judges nothing where a value is wrong, since it would judge what nobody wrote', () => {
    const { problems, set } = inspectPolicy(`${head}rules:\n  - id: first\n  - id: staff\n    mode: of\n`, {
      file: 'f',
      now: NOW,
    })
    expect([problems.map(({ code }) => code), set]).to.deep.equal([['E102'], null])
  })

  it('tells errors of meaning beside lints', () => {
    const { problems } = inspectPolicy(`${head}rules:\n  - id: first\n  - id: first\n`, { file: 'f', now: NOW })
    expect(problems.map(({ code }) => code).sort()).to.deep.equal(['E211', 'W101'])
  })
})
