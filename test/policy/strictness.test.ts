import { expect } from 'chai'
import fc from 'fast-check'
import type { Decision } from '../../src/policy/decision.js'
import { evaluate } from '../../src/policy/evaluate.js'
import { OUTCOMES_BY_STRICTNESS, compareDecisions, isStopped } from '../../src/policy/study/strictness.js'
import { accounts, requests } from './arbitraries.js'
import { EXAMPLES, NOW, account, enrolled, example, policyOf, compiled, request } from './people.js'

const BASE = evaluate(compiled(policyOf({})), enrolled(), request(), NOW)

function decision(parts: Partial<Decision>): Decision {
  return {
    ...BASE,
    methods: ['push'],
    remaining: null,
    deadline: null,
    maySkip: false,
    mayOptOut: false,
    then: null,
    ...parts,
  }
}

function direction(now: Partial<Decision>, after: Partial<Decision>): string {
  return compareDecisions(decision(now), decision(after)).direction
}

describe('strictness', () => {
  it('orders outcomes, whatever the details', () => {
    expect(OUTCOMES_BY_STRICTNESS).to.deep.equal([
      'allow',
      'allow_with_prompt',
      'challenge',
      'enroll_required',
      'unavailable',
      'locked',
    ])
    for (const [index, outcome] of OUTCOMES_BY_STRICTNESS.entries()) {
      for (const stricter of OUTCOMES_BY_STRICTNESS.slice(index + 1)) {
        expect(direction({ outcome, methods: ['sms'] }, { outcome: stricter, methods: ['push', 'sms'] })).to.equal(
          'stricter',
        )
        expect(direction({ outcome: stricter }, { outcome })).to.equal('looser')
      }
    }
  })

  it('takes being told to set up another method as stricter, and having to as stricter still', () => {
    const steps = [null, 'suggest_new_method', 'enroll_new_method'] as const
    const grace = { outcome: 'challenge', maySkip: true, remaining: 3 } as const
    expect(direction({ outcome: 'challenge', then: steps[0] }, { ...grace, then: steps[1] })).to.equal('stricter')
    expect(direction({ ...grace, then: steps[1] }, { outcome: 'challenge', then: steps[2] })).to.equal('stricter')
    expect(direction({ outcome: 'challenge', then: steps[2] }, { outcome: 'challenge', then: steps[0] })).to.equal(
      'looser',
    )
  })

  for (const [what, outcome, now, after, name] of [
    ['fewer methods', 'challenge', { methods: ['push', 'totp'] }, { methods: ['totp'] }, 'fewer methods'],
    [
      'sms for an app',
      'allow_with_prompt',
      { methods: ['push', 'sms'] },
      { methods: ['push', 'totp'] },
      'other methods',
    ],
    ['a shorter max_age', 'challenge', { maxAge: 600 }, { maxAge: 599 }, 'shorter max_age'],
    ['fewer grace logins', 'allow_with_prompt', { remaining: 5 }, { remaining: 3 }, 'fewer grace logins'],
    [
      'a number where only a date limited',
      'allow_with_prompt',
      { remaining: null },
      { remaining: 3 },
      'fewer grace logins',
    ],
    ['a date where none limited', 'allow_with_prompt', { deadline: null }, { deadline: NOW }, 'earlier deadline'],
    ['no skip', 'allow_with_prompt', { maySkip: true }, { maySkip: false }, 'may not skip'],
    ['no opt-out', 'enroll_required', { mayOptOut: true }, { mayOptOut: false }, 'may not opt out'],
    ['a lock without an end', 'locked', { lockedUntil: NOW }, { lockedUntil: null }, 'longer lock'],
  ] as const) {
    it(`takes ${what} as stricter, and the way back as looser`, () => {
      const [before, then] = [decision({ outcome, ...now }), decision({ outcome, ...after })]
      expect(compareDecisions(before, then)).to.deep.equal({
        direction: 'stricter',
        differences: [{ what: name, direction: 'stricter' }],
      })
      expect(compareDecisions(then, before).direction).to.equal('looser')
    })
  }

  it('calls it mixed when one detail is stricter and another looser, or methods are merely others', () => {
    const outcome = 'challenge'
    expect(
      direction({ outcome, methods: ['push', 'totp'], maxAge: 60 }, { outcome, methods: ['push'], maxAge: 120 }),
    ).to.equal('mixed')
    expect(direction({ outcome, methods: ['push'] }, { outcome, methods: ['totp'] })).to.equal('mixed')
  })

  it('passes over what nobody notices: rule, reason, order of methods, the age of a factor that there is not', () => {
    const outcome = 'challenge'
    expect(
      direction({ outcome, methods: ['push', 'totp'], rule: 'a' }, { outcome, methods: ['totp', 'push'], rule: 'b' }),
    ).to.equal('same')
    expect(
      direction(
        { outcome: 'allow', reason: 'opted_out', maxAge: 60 },
        { outcome: 'allow', reason: 'opted_out', maxAge: 90 },
      ),
    ).to.equal('same')
    const recent = { outcome: 'allow', reason: 'recent_second_factor' } as const
    expect(direction({ ...recent, maxAge: 60 }, { ...recent, maxAge: 90 })).to.equal('looser')
  })

  it('knows who cannot get in', () => {
    expect(OUTCOMES_BY_STRICTNESS.filter((outcome) => isStopped(decision({ outcome })))).to.deep.equal([
      'unavailable',
      'locked',
    ])
  })

  it('is the same both ways round', () => {
    const policies = fc.constantFrom(...EXAMPLES.map(example))
    const opposite = { same: 'same', stricter: 'looser', looser: 'stricter', mixed: 'mixed' } as const
    fc.assert(
      fc.property(policies, policies, accounts, requests, (one, other, who, what) => {
        const [now, after] = [evaluate(one, who, what, NOW), evaluate(other, who, what, NOW)]
        expect(compareDecisions(now, now).direction).to.equal('same')
        expect(compareDecisions(after, now).direction).to.equal(opposite[compareDecisions(now, after).direction])
      }),
      { numRuns: 1000 },
    )
  })

  it('finds shorter grace stricter for everybody within it', () => {
    const grace = (logins: number) =>
      evaluate(
        compiled(policyOf({ defaults: { enrollment: { model: 'mandatory', grace_period: { logins } } } })),
        account({ graceUsed: 1 }),
        request(),
        NOW,
      )
    expect(compareDecisions(grace(5), grace(3)).differences).to.deep.equal([
      { what: 'fewer grace logins', direction: 'stricter' },
    ])
    expect(compareDecisions(grace(3), grace(1)).direction).to.equal('stricter')
  })
})
