import { expect } from 'chai'
import fc from 'fast-check'
import type { RequestFacts } from '../../src/policy/decision.js'
import { lintReach } from '../../src/policy/lint/lint-reach.js'
import { compileMatch, factsOf } from '../../src/policy/rules/match.js'
import type { MatchBlock } from '../../src/policy/language/match-schema.js'
import { parsePolicy } from '../../src/policy/parse.js'
import { areDisjoint, covers } from '../../src/policy/lint/scope.js'
import { account, policyOf, request } from './people.js'

type Parts = Record<string, unknown>
interface RuleParts {
  readonly match?: Parts
  readonly mode?: string
}

const NETWORKS = { office: ['203.0.113.0/24'], gate: ['203.0.113.0'], desk: ['203.0.113.7'], home: ['198.51.100.0/24'] }

/** Rules named a, b, c …; the last is for everyone. */
function reach(...rules: readonly RuleParts[]): string[] {
  const named = rules.map(({ mode, ...rule }, index) => {
    const dryRun = mode === 'report_only' ? { report_until: '2027-01-01T00:00:00Z' } : {}
    return { id: String.fromCharCode(97 + index), ...rule, ...(mode === undefined ? {} : { mode }), ...dryRun }
  })
  const result = parsePolicy(policyOf({ rules: [...named, { id: 'everyone' }], definitions: { networks: NETWORKS } }))
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return lintReach(result.policy).map(({ code, path, message }) => `${code} ${path.join('.')} ${message}`)
}

const whom = (...groups: string[]): RuleParts => ({ match: { groups } })

describe('lint: rules never reached', () => {
  it('names the rule above', () => {
    expect(reach({}, whom('staff'))).to.deep.equal([
      'W101 rules.1 never reached: "a" (rules[0]) matches everyone',
      'W101 rules.2 never reached: "a" (rules[0]) matches everyone',
    ])
    expect(reach(whom('staff', 'students'), { match: { groups: ['staff'], roles: ['admin'] } })).to.deep.equal([
      'W101 rules.1 never reached: "a" (rules[0]) matches all that it matches',
    ])
  })

  it('says nothing where the narrower stands above, or where both may hold', () => {
    expect(
      reach({ match: { groups: ['students'], created_after: '2026-08-01T00:00:00Z' } }, whom('students')),
    ).to.deep.equal([])
    expect(reach(whom('staff'), { match: { roles: ['admin'] } })).to.deep.equal([])
  })

  const COVERED: readonly (readonly [what: string, above: Parts, below: Parts])[] = [
    ['paths', { paths: ['/admin/**'] }, { paths: ['/admin/users/*'] }],
    ['a plain path', { paths: ['/admin/*'] }, { paths: ['/Admin/users/'] }],
    ['networks', { networks: ['office'] }, { networks: ['desk'] }],
    [
      'dates',
      { created_after: '2026-01-01T00:00:00Z' },
      { created_after: '2026-02-01T00:00:00Z', created_before: '2026-03-01T00:00:00Z' },
    ],
    ['attributes', { attributes: { plan: ['pro', 'team'] } }, { attributes: { plan: 'pro', seats: 3 } }],
    ['a rollout', { rollout: { percent: 50, salt: 's' } }, { rollout: { percent: 20, salt: 's' } }],
    ['the same except', { except: { groups: ['x'] } }, { groups: ['y'], except: { groups: ['x', 'z'] } }],
    ['an except that cannot concern it', { except: { users: ['x'] } }, { users: ['y'] }],
  ]
  for (const [what, above, below] of COVERED) {
    it(`compares ${what}`, () => {
      expect(reach({ match: above }, { match: below })).to.have.lengthOf(1)
      expect(reach({ match: below }, { match: above })).to.deep.equal([])
    })
  }

  it('leaves dry runs and rules that are off aside', () => {
    expect(reach({ mode: 'off' }, whom('staff'))).to.deep.equal([])
    expect(reach({ mode: 'report_only' }, whom('staff'))).to.deep.equal([])
    expect(reach({ ...whom('staff') }, { ...whom('staff'), mode: 'report_only' })).to.have.lengthOf(1)
    expect(reach({ ...whom('staff') }, { ...whom('staff'), mode: 'off' })).to.deep.equal([])
  })

  it('adds up what several rules take', () => {
    expect(reach(whom('staff'), whom('students'), whom('staff', 'students'))).to.deep.equal([
      'W101 rules.2 never reached: "a" (rules[0]) and "b" (rules[1]) together match all that it matches',
    ])
  })

  it('finds conditions that exclude each other', () => {
    const never = { created_after: '2026-02-01T00:00:00Z', created_before: '2026-01-01T00:00:00Z' }
    expect(reach({ match: never })).to.deep.equal(['W101 rules.0 never reached: its conditions exclude each other'])
    expect(reach({ match: { groups: ['x'], except: { groups: ['x', 'y'] } } })).to.have.lengthOf(1)
  })
})

describe('lint: rules shadowed in part', () => {
  it('names the values that are taken already', () => {
    expect(reach(whom('staff'), whom('staff', 'students'))).to.deep.equal([
      'W103 rules.1 partly shadowed: "a" (rules[0]) above matches its groups staff already',
    ])
    expect(reach({ match: { paths: ['/admin/**'] } }, { match: { paths: ['/admin/users', '/pay'] } })).to.have.lengthOf(
      1,
    )
  })

  it('finds a wide rule above that leaves only its exceptions', () => {
    expect(reach({ match: { except: { groups: ['guests'] } } }, whom('students'))).to.deep.equal([
      'W103 rules.1 partly shadowed: "a" (rules[0]) above leaves it only what its except names',
    ])
  })

  it('says nothing of a rule for those that the wide one excepts', () => {
    expect(reach({ match: { except: { groups: ['guests'] } } }, whom('guests'))).to.deep.equal([])
    expect(reach({ match: { except: { groups: ['guests'] } } })).to.deep.equal([])
  })
})

describe('lint: comparing scopes', () => {
  const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 })
  const fields = {
    users: some(['u1', 'u2']),
    groups: some(['g1', 'g2', 'g3']),
    actions: some(['a1', 'a2']),
    paths: some(['/a/**', '/a/b', '/a/*', '/c', '**', '/a/*/c', '/*b']),
    networks: some(Object.keys(NETWORKS)),
    attributes: fc.record({ p: some([1, 2]) }),
    created_after: fc.constantFrom(100, 200),
    created_before: fc.constantFrom(150, 250),
    rollout: fc.record({ percent: fc.constantFrom(30, 60), salt: fc.constantFrom('s', 't') }),
  }
  const plain = fc.record(fields, { requiredKeys: [] })
  const match: fc.Arbitrary<MatchBlock> = fc
    .tuple(plain, fc.option(plain.filter((except) => Object.keys(except).length > 0)))
    .map(([own, except]) => (except === null ? own : { ...own, except }))
  const facts = fc.record({
    user: fc.constantFrom('u1', 'u2', 'u3'),
    groups: fc.subarray(['g1', 'g2', 'g3']),
    action: fc.constantFrom('a1', 'a2', null),
    path: fc.constantFrom('/a/b', '/a/b/c', '/c', '/', '/bb', '/a/c'),
    ip: fc.constantFrom('203.0.113.7', '203.0.113.8', '198.51.100.1', '192.0.2.1'),
    p: fc.constantFrom(1, 2, 3),
    created: fc.constantFrom(50, 120, 170, 220, 300),
  })

  function hits(
    block: MatchBlock,
    { user, groups, created, p, ...what }: typeof facts extends fc.Arbitrary<infer T> ? T : never,
  ): boolean {
    const who = account({ user, groups, created, attributes: { p } })
    const asked: RequestFacts = request(what)
    return compileMatch(block, NETWORKS).match(factsOf(who, asked)) === 'hit'
  }

  const NOT_COVERED: readonly (readonly [what: string, wide: MatchBlock, narrow: MatchBlock])[] = [
    ['a network within, at the same address', { networks: ['gate'] }, { networks: ['office'] }],
    ['a rollout with another salt', { rollout: { percent: 60, salt: 's' } }, { rollout: { percent: 30, salt: 't' } }],
    ['a pattern of fewer segments', { paths: ['/a/*'] }, { paths: ['/a/*/b*'] }],
    ['another except', { except: { users: ['u1'] } }, { groups: ['g1'], except: { users: ['u2'] } }],
    ['a field that the narrow one leaves open', { groups: ['g1'] }, { users: ['u1'] }],
  ]
  for (const [what, wide, narrow] of NOT_COVERED) {
    it(`is not taken in by ${what}`, () => {
      expect(covers(wide, narrow, NETWORKS)).to.equal(false)
    })
  }

  it('never says "covers" of one that leaves somebody out', () => {
    fc.assert(
      fc.property(match, match, fc.array(facts, { minLength: 20, maxLength: 20 }), (wide, narrow, cases) => {
        if (covers(wide, narrow, NETWORKS))
          for (const one of cases) expect(hits(wide, one) || !hits(narrow, one)).to.equal(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('never says "disjoint" of two that match together', () => {
    fc.assert(
      fc.property(match, match, fc.array(facts, { minLength: 20, maxLength: 20 }), (one, other, cases) => {
        if (areDisjoint(one, other, NETWORKS))
          for (const each of cases) expect(hits(one, each) && hits(other, each)).to.equal(false)
      }),
      { numRuns: 3000 },
    )
  })

  it('ends soon with very many rules', () => {
    const rules = Array.from({ length: 15_000 }, (_, index) => ({ id: `r${index}`, match: { groups: [`g${index}`] } }))
    const result = parsePolicy(policyOf({ rules }))
    if (!result.ok) throw new Error('must be valid')
    const start = performance.now()
    expect(lintReach(result.policy).map(({ code }) => code)).to.deep.equal(['W102'])
    expect(performance.now() - start).to.be.lessThan(2000)
  })
})
