import { expect } from 'chai'
import { OUTCOMES, REASONS } from '../../src/policy/study/outcomes.js'
import type { Decision } from '../../src/policy/decision.js'
import { whyText } from '../../src/policy/why.js'
import { account, decide, enrolled, request } from './people.js'

const base = decide({}, account())

function sentence(more: Partial<Decision>): string {
  return whyText({ ...base, ...more })
}

describe('why, in one sentence', () => {
  it('has one for every reason', () => {
    for (const reason of REASONS as readonly Decision['reason'][])
      for (const outcome of OUTCOMES as readonly Decision['outcome'][])
        expect(sentence({ reason, outcome })).to.match(/^You (?:are|cannot|have)[^.]*because[^.]*\.$/)
  })

  it('counts what grace is left', () => {
    const grace = { outcome: 'allow_with_prompt', reason: 'enroll_within_grace' } as const
    expect(sentence({ ...grace, remaining: 2, deadline: Date.parse('2026-12-01T00:00:00Z') })).to.equal(
      'You are asked because two-step sign-in will be needed soon; you may skip it 2 more times, this one included, until 2026-12-01 00:00 UTC.',
    )
    expect(sentence({ ...grace, remaining: 1 })).to.include('; you may skip it this once.')
    expect(sentence({ ...grace, remaining: null, deadline: 0 })).to.include(
      '; you may skip it until 1970-01-01 00:00 UTC.',
    )
    expect(sentence(grace)).to.equal('You are asked because two-step sign-in will be needed soon.')
  })

  it('tells moving away from a method with and without time left', () => {
    const old = { outcome: 'challenge', reason: 'method_no_longer_allowed' } as const
    expect(sentence({ ...old, then: 'suggest_new_method', remaining: 2 })).to.include('skip it 2 more times')
    expect(sentence({ ...old, then: 'enroll_new_method', remaining: 0 })).to.include(
      'you will be asked to set up another',
    )
  })

  it('comes from a decision as it is', () => {
    expect(whyText(decide({}, enrolled()))).to.equal(
      'You are asked because your account is protected by two-step sign-in.',
    )
    expect(whyText(decide({}, enrolled(), request({ provider: 'down' })))).to.include('no backup code')
    const locks = [{ kind: 'temp', until: Date.parse('2026-09-01T09:05:00Z') }] as const
    expect(whyText(decide({}, enrolled({ locks })))).to.include('until 2026-09-01 09:05 UTC')
  })
})
