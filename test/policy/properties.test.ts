/** What must hold for everybody, on every request, under every policy. */
import { expect } from 'chai'
import fc from 'fast-check'
import type { CompiledPolicy } from '../../src/policy/compile.js'
import type { AccountFacts, Decision, RequestFacts } from '../../src/policy/decision.js'
import { evaluate } from '../../src/policy/evaluate.js'
import { accounts, compiledOrNull, guardrails, policies, requests, without } from './arbitraries.js'
import { EXAMPLES, NOW, example } from './people.js'

const examples = fc.constantFrom(...[...EXAMPLES, 'default'].map(example))
const anyPolicy: fc.Arbitrary<CompiledPolicy> = fc.oneof(
  examples,
  policies.map(compiledOrNull).filter((one) => one !== null),
)
const RUNS = { numRuns: 3000 }

type Claim = (decision: Decision, who: AccountFacts, what: RequestFacts, policy: CompiledPolicy) => void

/** Checks a claim about single decisions. */
function always(claim: Claim): void {
  fc.assert(
    fc.property(anyPolicy, accounts, requests, (policy, who, what) => {
      claim(evaluate(policy, who, what, NOW), who, what, policy)
    }),
    RUNS,
  )
}

/**
 * How strict an answer is. Being asked for a factor one has, having to set one up, and having none that every rule in
 * question takes let nobody in, so they weigh the same; so does the challenge by an old method, whose skip exists
 * only after the proof.
 */
function strictness({ outcome, reason }: Decision): number {
  switch (outcome) {
    case 'allow':
      return 0
    case 'allow_with_prompt':
      return 1
    case 'challenge':
    case 'enroll_required':
      return 2
    case 'unavailable':
      return reason === 'provider_error' ? 3 : 2
    case 'locked':
      return 3
  }
}

function expectNotLooser(before: Decision, after: Decision): void {
  expect(
    strictness(after),
    `${before.outcome}/${before.reason} became ${after.outcome}/${after.reason}`,
  ).to.be.at.least(
    strictness(before),
  )
}

/** Skips the run where one of the two is no valid policy. */
function expectNoLooserPolicy(one: unknown, other: unknown, who: AccountFacts, what: RequestFacts): void {
  const [before, after] = [compiledOrNull(one), compiledOrNull(other)]
  if (before === null || after === null) fc.pre(false)
  else expectNotLooser(evaluate(before, who, what, NOW), evaluate(after, who, what, NOW))
}

describe('every decision', () => {
  it('is one of six outcomes, with the settings and the revision', () => {
    always((decision, _who, _what, policy) => {
      expect(decision.outcome)
        .to.be.oneOf(['allow', 'allow_with_prompt', 'challenge', 'enroll_required', 'locked', 'unavailable'])
      expect(decision.revision).to.equal(policy.revision)
      expect(decision.settings.challenge.maxAge).to.be.a('number')
      expect(decision.maxAge).to.be.at.most(decision.settings.challenge.maxAge)
    })
  })

  it('is the same for the same input', () => {
    always((decision, who, what, policy) => {
      expect(evaluate(policy, structuredClone(who), structuredClone(what), NOW)).to.deep.equal(decision)
      const { trace, ...traced } = evaluate(policy, who, what, NOW, { trace: true })
      expect({ ...traced, trace: [] }).to.deep.equal(decision)
      expect(trace.filter(({ mark }) => mark === 'undecided').map(({ id }) => id))
        .to.include.members([...decision.undecided])
    })
  })

  it('offers something the account holds whenever it is a challenge', () => {
    always(({ outcome, methods }, who) => {
      if (outcome !== 'challenge') return
      expect(methods).to.not.deep.equal([])
      expect(who.methods).to.include.members([...methods])
    })
  })

  it('never locks emergency access for an administrator’s lock or for grace', () => {
    always(({ outcome, reason }, who, _what, policy) => {
      if (policy.emergency?.neverLock !== true || !policy.emergency.accounts.includes(who.user)) return
      expect(reason).to.not.be.oneOf(['admin_lock', 'grace_exhausted'])
      if (outcome === 'locked') expect(reason).to.equal('too_many_failures')
    })
  })

  it('never silently ignores a confirmed factor', () => {
    always(({ outcome, reason }, who, what, policy) => {
      if (who.state !== 'enrolled') return
      expect(outcome).to.not.be.oneOf(['allow_with_prompt', 'enroll_required'])
      if (outcome !== 'allow') return
      expect(reason).to.be.oneOf([
        'policy_off', 'exception', 'recent_second_factor', 'remembered_device', 'not_required_here',
        'provider_error_fail_open',
      ])
      if (reason === 'exception') expect(policy.exceptions.some(({ waives }) => waives === 'all')).to.equal(true)
      if (reason === 'remembered_device') expect(what.rememberedDevice).to.equal(true)
      if (reason === 'provider_error_fail_open') expect(policy.onProviderError).to.not.equal('deny')
    })
  })

  it('never offers what guardrails forbid, but to move away from it', () => {
    always(({ methods, reason, settings }, _who, _what, { guardrails: { forbidMethods } }) => {
      for (const method of forbidMethods) {
        if (reason !== 'method_no_longer_allowed') expect(methods).to.not.include(method)
        expect(settings.challenge.methods).to.not.include(method)
        expect(settings.enrollment.confirmWith).to.not.include(method)
      }
    })
  })

  it('never answers a due step-up with a way in, but where that is written down', () => {
    always((decision, who, what, policy) => {
      const entries = policy.stepUp.filter(({ id }) => decision.stepUp.includes(id))
      const limit = Math.min(...entries.map(({ maxAge }) => maxAge))
      const isFresh = who.state === 'enrolled' && what.secondFactorAge !== null && what.secondFactorAge <= limit
      if (entries.length === 0 || isFresh) return
      expect(decision.maySkip).to.equal(false)
      expect(decision.outcome).to.not.equal('allow_with_prompt')
      if (decision.outcome !== 'allow') return
      expect(decision.reason).to.be.oneOf(['report_only', 'exception', 'disabled_by_policy'])
      if (decision.reason === 'report_only') expect(who.state).to.not.equal('enrolled')
      if (decision.reason === 'exception') expect(policy.exceptions.some(({ waives }) => waives === 'all'))
        .to.equal(true)
    })
  })
})

describe('nothing loosens an answer', () => {
  it('when more grace is used', () => {
    fc.assert(
      fc.property(anyPolicy, accounts, requests, (policy, who, what) => {
        const decisions = Array.from(
          { length: 10 },
          (_, graceUsed) => evaluate(policy, { ...who, graceUsed }, what, NOW),
        )
        decisions.reduce((before, after) => {
          expectNotLooser(before, after)
          if (after.reason === before.reason && after.maySkip) expect(before.maySkip).to.equal(true)
          return after
        })
      }),
      RUNS,
    )
  })

  it('when data is missing, nor widens the choice of methods', () => {
    const removals: readonly ((who: AccountFacts, what: RequestFacts) => [AccountFacts, RequestFacts])[] = [
      (who, what) => [{ ...who, groups: null }, what],
      (who, what) => [{ ...who, roles: null }, what],
      (who, what) => [{ ...who, attributes: null }, what],
      (who, what) => [{ ...who, created: null }, what],
      (who, what) => [who, { ...what, path: null }],
      (who, what) => [who, { ...what, ip: null }],
      (who, what) => [who, { ...what, client: null }],
    ]
    fc.assert(
      fc.property(anyPolicy, accounts, requests, fc.constantFrom(...removals), (policy, who, what, remove) => {
        const known = evaluate(policy, who, what, NOW)
        const unknown = evaluate(policy, ...remove(who, what), NOW)
        expectNotLooser(known, unknown)
        if (known.outcome === 'challenge' && unknown.outcome === 'challenge') {
          expect(known.methods).to.include.members([...unknown.methods])
        }
        if (unknown.mayOptOut && known.outcome === unknown.outcome) expect(known.mayOptOut).to.equal(true)
        // An exception that waives all looks at no rule, so there is nothing to compare with.
        if (known.reason !== 'exception') expect(unknown.maxAge).to.be.at.most(known.maxAge)
      }),
      { numRuns: 10_000 },
    )
  })

  it('when a guardrail is added', () => {
    fc.assert(
      fc.property(policies, guardrails, accounts, requests, (source, added, who, what) => {
        const bare = without(source, 'guardrails')
        expectNoLooserPolicy(bare, { ...bare, guardrails: added }, who, what)
      }),
      RUNS,
    )
  })

  it('when an exception is removed', () => {
    fc.assert(
      fc.property(policies, accounts, requests, (source, who, what) => {
        expectNoLooserPolicy(source, without(source, 'exceptions'), who, what)
      }),
      RUNS,
    )
  })

  it('when grace is shortened', () => {
    const shorter = fc.record({ logins: fc.nat(6), days: fc.nat(25), sooner: fc.boolean() })
    fc.assert(
      fc.property(policies, shorter, accounts, requests, (source, cut, who, what) => {
        expectNoLooserPolicy(source, shortened(source, cut), who, what)
      }),
      RUNS,
    )
  })
})

interface Cut {
  readonly logins: number
  readonly days: number
  readonly sooner: boolean
}

/** Every number that limits grace becomes at most that of the cut. */
function shortened(source: unknown, cut: Cut): unknown {
  return JSON.parse(JSON.stringify(source), (key, value: unknown) => {
    if (key === 'logins' && typeof value === 'number') return Math.min(value, cut.logins)
    if (key === 'days' && typeof value === 'number') return Math.min(value, cut.days)
    return key === 'until' && cut.sooner && value === '2026-12-01T00:00:00Z' ? '2026-08-01T00:00:00Z' : value
  })
}
