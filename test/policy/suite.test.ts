import { expect } from 'chai'
import { coverageOf, runSuite } from '../../src/policy/suite/run-suite.js'
import { readSuite } from '../../src/policy/suite/suite.js'
import type { Suite } from '../../src/policy/suite/suite.js'
import { compiled, example, policyOf } from './people.js'

const HEAD = `policy: p.yaml
now: 2026-09-01T09:00:00Z
accounts:
  ann: { user: ann, state: enrolled, methods: [push, sms], attributes: { tags: [a, b] } }
tests:
`

function suite(tests: string, head = HEAD): Suite {
  const result = readSuite(head + tests, 's.yaml')
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.suite
}

/** `line:column code path: message` of every problem. */
function problems(tests: string, head = HEAD): string[] {
  const result = readSuite(head + tests, 's.yaml')
  return result.ok
    ? []
    : result.problems.map(({ line, column, code, path, message }) => `${line}:${column} ${code} ${path}: ${message}`)
}

describe('policy suites: reading', () => {
  it('merges an account with what a test changes', () => {
    const [test] = suite(
      '  - { name: a, account: ann, with: { state: pending, groups: null }, request: { action: x }, expect: { outcome: allow } }',
    ).tests
    expect(test?.account).to.deep.include({
      user: 'ann',
      state: 'pending',
      methods: ['push', 'sms'],
      groups: null,
      attributes: { tags: ['a', 'b'] },
    })
    expect(test?.request).to.deep.include({ action: 'x', path: '/' })
    expect(test?.now).to.equal(Date.parse('2026-09-01T09:00:00Z'))
  })

  it('gives an account its own name when it has none', () => {
    const head = HEAD.replace('user: ann, ', '')
    expect(suite('  - { name: a, account: ann, expect: { outcome: allow } }', head).tests[0]?.account.user).to.equal(
      'ann',
    )
  })

  const MALFORMED: readonly (readonly [what: string, tests: string, expected: string])[] = [
    [
      'a field of expect',
      '  - { name: a, account: ann, expect: { outcom: allow } }',
      '6:40 E101 tests[0].expect.outcom: unknown field; did you mean outcome?',
    ],
    [
      'a field of a test',
      '  - { name: a, acount: ann, account: ann, expect: { outcome: allow } }',
      '6:16 E101 tests[0].acount: unknown field; did you mean account?',
    ],
    [
      'a field of with',
      '  - { name: a, account: ann, with: { grace_usd: 1 }, expect: { outcome: allow } }',
      '6:38 E101 tests[0].with.grace_usd: unknown field; did you mean grace_used?',
    ],
    [
      'a field of a request',
      '  - { name: a, account: ann, request: { pth: / }, expect: { outcome: allow } }',
      '6:41 E101 tests[0].request.pth: unknown field; did you mean path?',
    ],
    [
      'an outcome',
      '  - { name: a, account: ann, expect: { outcome: alow } }',
      '6:49 E102 tests[0].expect.outcome: must be one of allow, allow_with_prompt, challenge, enroll_required, locked, unavailable',
    ],
    [
      'an account',
      '  - { name: a, account: an, expect: { outcome: allow } }',
      '6:25 E102 tests[0].account: no such account; did you mean ann?',
    ],
    [
      'a test that expects nothing',
      '  - { name: a, account: ann, expect: {} }',
      '6:38 E103 tests[0].expect: expects nothing',
    ],
    ['a test without expectation', '  - { name: a, account: ann }', '6:5 E103 tests[0].expect: field missing: expect'],
    [
      'with that is a list',
      '  - { name: a, account: ann, with: [1], expect: { outcome: allow } }',
      '6:36 E102 tests[0].with: must be a mapping of fields',
    ],
    [
      'a value in with',
      '  - { name: a, account: ann, with: { methods: [pusch] }, expect: { outcome: allow } }',
      '6:48 E102 tests[0].with.methods[0]: must be one of push, totp, sms, voice, backup_code, passkey',
    ],
    [
      'a name used twice',
      '  - { name: a, account: ann, expect: { outcome: allow } }\n  - { name: a, account: ann, expect: { outcome: allow } }',
      '7:13 E211 tests[1].name: another test has this name',
    ],
  ]
  for (const [what, tests, expected] of MALFORMED) {
    it(`tells ${what} with line and nearest name`, () => {
      expect(problems(tests)).to.include(expected)
    })
  }

  it('tells a wrong account once, where it stands', () => {
    const head = HEAD.replace('state: enrolled', 'stat: enrolled')
    const two =
      '  - { name: a, account: ann, expect: { outcome: allow } }\n  - { name: b, account: ann, expect: { outcome: allow } }'
    expect(problems(two, head)).to.deep.equal(['4:21 E101 accounts.ann.stat: unknown field; did you mean state?'])
  })

  it('refuses what no policy may hold either', () => {
    expect(problems('  - { name: a, name: b, account: ann, expect: { outcome: allow } }')[0])
      .to.include('E104')
      .and.include('twice')
    expect(
      problems('  - { name: a, account: ann, with: { __proto__: {} }, expect: { outcome: allow } }')[0],
    ).to.include('E104')
    expect(problems('', 'accounts: [').length).to.be.greaterThan(0)
  })
})

describe('policy suites: running', () => {
  const policy = compiled(policyOf({}))

  function mismatches(expectation: string, more = ''): unknown {
    return runSuite(policy, suite(`  - { name: a, account: ann, ${more}expect: ${expectation} }`))[0]?.mismatches
  }

  it('compares only the fields that are named', () => {
    expect(mismatches('{ outcome: challenge }')).to.deep.equal([])
    expect(mismatches('{ outcome: allow, reason: required, methods: [sms, push] }')).to.deep.equal([
      { field: 'outcome', expected: 'allow', actual: 'challenge' },
      { field: 'methods', expected: ['sms', 'push'], actual: ['push', 'sms'] },
    ])
  })

  it('takes durations and times in any spelling', () => {
    expect(mismatches('{ max_age: 720m }')).to.deep.equal([])
    expect(mismatches('{ max_age: 1h }')).to.have.lengthOf(1)
    const locked = 'with: { locks: [{ kind: temp, until: 2026-09-01T09:30:00Z }] }, '
    expect(mismatches('{ locked_until: 2026-09-01T11:30:00+02:00 }', locked)).to.deep.equal([])
    expect(mismatches('{ locked_until: null }', locked)).to.have.lengthOf(1)
  })

  it('compares what would be by its named fields', () => {
    const office = 'request: { ip: 203.0.113.9 }, '
    const run = (expected: string) =>
      runSuite(example('admin'), suite(`  - { name: a, account: ann, ${office}expect: { would_be: ${expected} } }`))[0]
        ?.mismatches
    expect(run('{ rule: office-network }')).to.deep.equal([])
    expect(run('{ rule: office-network, outcome: challenge }')).to.have.lengthOf(1)
    expect(run('null')).to.have.lengthOf(1)
  })

  it('lets a test have its own time', () => {
    const robot = HEAD.replace('ann: { user: ann,', 'ann: { user: svc-selenium,').replace(
      'state: enrolled',
      'state: none',
    )
    const tests =
      '  - { name: a, account: ann, now: 2027-01-02T00:00:00Z, expect: { reason: exception } }\n  - { name: b, account: ann, expect: { reason: exception } }'
    const results = runSuite(example('breakglass'), suite(tests, robot))
    expect(results.map((result) => result.mismatches.length)).to.deep.equal([1, 0])
  })
})

describe('policy suites: coverage', () => {
  const covered = (tests: string) => {
    const policy = example('admin')
    return coverageOf(policy, runSuite(policy, suite(tests)))
  }

  it('counts who decided, and dry runs that matched', () => {
    expect(
      covered('  - { name: a, account: ann, request: { ip: 203.0.113.9 }, expect: { outcome: challenge } }'),
    ).to.deep.equal({
      rules: { decided: 2, total: 3, never: ['admins'] },
      stepUp: { decided: 0, total: 2, never: ['admin-console', 'dangerous-actions'] },
    })
  })

  it('does not count a step-up entry that matched and asked nothing', () => {
    const fresh = 'request: { action: user.delete, second_factor_age: 1, second_factor_method: push }'
    expect(covered(`  - { name: a, account: ann, ${fresh}, expect: { outcome: allow } }`).stepUp.decided).to.equal(0)
    expect(
      covered('  - { name: a, account: ann, request: { action: user.delete }, expect: { outcome: challenge } }').stepUp
        .decided,
    ).to.equal(1)
  })

  it('leaves out rules that are off', () => {
    const policy = compiled(policyOf({ rules: [{ id: 'gone', mode: 'off' }, { id: 'everyone' }] }))
    const results = runSuite(policy, suite('  - { name: a, account: ann, expect: { outcome: challenge } }'))
    expect(coverageOf(policy, results).rules).to.deep.equal({ decided: 1, total: 1, never: [] })
  })
})
