/** A challenge under random events: final states absorb, versions only grow, nothing is used twice. */
import { expect } from 'chai'
import fc from 'fast-check'
import type { Challenge } from '../../src/challenge/challenge.js'
import {
  attempt, claimCode, claimPush, codeDiverted, codeNotSent, consume, hasFreshCode, isPushOpen, onPush, open, withoutMethods,
} from '../../src/challenge/transitions.js'
import type { PushEvent } from '../../src/challenge/transitions.js'
import { viewOf } from '../../src/challenge/view.js'

const NOW = Date.UTC(2026, 0, 1)
const TIMES = { expiresIn: 300, resendAfter: [30, 60] }
const PLAN = { expiresInSeconds: 120, matchCode: null, matchEntry: false, claim: 'c' }

const fresh = open(
  {
    id: 'c1', userId: 'ann', purpose: 'sign_in', providerId: '1', credentialVersion: 0, revision: 'r', scope: null,
    methods: ['push', 'totp', 'sms'], maxAttempts: 5,
  },
  NOW,
)

/** A challenge whose push is out. */
const pending = after(claimPush(fresh, PLAN, NOW), { kind: 'sent', ref: 'ref-1' })

function after(challenge: Challenge, event: PushEvent): Challenge {
  return onPush(challenge, NOW, event) ?? challenge
}

describe('Challenge: transitions', () => {
  it('goes from sending to pending to approved', () => {
    expect(claimPush(fresh, PLAN, NOW).push?.state).to.equal('sending')
    expect(pending.push).to.include({ state: 'pending', ref: 'ref-1', expiresAt: NOW + 120_000 })
    expect(after(pending, { kind: 'approved', ref: 'ref-1' }).push?.state).to.equal('approved')
  })

  it('stays denied when an approval comes later', () => {
    const denied = after(pending, { kind: 'denied', ref: 'ref-1' })
    expect(onPush(denied, NOW, { kind: 'approved', ref: 'ref-1' })).to.equal(null)
  })

  it('ignores an answer about a push that was superseded', () => {
    const resent = after(claimPush(pending, PLAN, NOW + 1000), { kind: 'approved', ref: 'ref-1' })
    expect(resent.push).to.include({ state: 'sending', sentAt: NOW + 1000 })
  })

  it('ignores an approval while the request is still being sent', () => {
    expect(onPush(claimPush(fresh, PLAN, NOW), NOW, { kind: 'approved', ref: 'ref-1' })).to.equal(null)
  })

  it('ignores an answer that names another request, also in the same millisecond', () => {
    const resent = after(claimPush(pending, PLAN, NOW), { kind: 'sent', ref: 'ref-2' })
    expect(onPush(resent, NOW, { kind: 'approved', ref: 'ref-1' })).to.equal(null)
    expect(onPush(resent, NOW, { kind: 'approved', ref: 'ref-2' })?.push?.state).to.equal('approved')
  })

  it('voids an approval whose digits were wrong', () => {
    const approved = after(pending, { kind: 'approved', ref: 'ref-1' })
    expect(after(approved, { kind: 'voided' }).push?.state).to.equal('failed')
    expect(onPush(pending, NOW, { kind: 'voided' })).to.equal(null)
  })

  it('counts attempts up to the limit and not beyond', () => {
    let challenge: Challenge | null = fresh
    for (let tries = 0; tries < 5; tries += 1) challenge = challenge && attempt(challenge)
    expect(challenge?.attempts).to.equal(5)
    expect(challenge && attempt(challenge)).to.equal(null)
  })

  it('takes no attempt and no answer once it is consumed', () => {
    const used = consume(pending, 'm1', NOW)
    expect(attempt(used)).to.equal(null)
    expect(onPush(used, NOW, { kind: 'approved', ref: 'ref-1' })).to.equal(null)
  })

  it('takes a texted code for as long as policy says', () => {
    const sent = claimCode(fresh, 'sms', NOW)
    expect(hasFreshCode(sent, 300, NOW + 299_999)).to.equal(true)
    expect(hasFreshCode(sent, 300, NOW + 300_000)).to.equal(false)
  })

  it('knows no texted code when the text was diverted or never left', () => {
    const sent = claimCode(fresh, 'sms', NOW)
    expect(hasFreshCode(codeDiverted(sent, NOW), 300, NOW)).to.equal(false)
    expect(codeNotSent(sent, NOW).sent).to.deep.equal([])
  })

  it('drops the push with the methods that are gone', () => {
    const without = withoutMethods(pending, ['push', 'totp'])
    expect(without.methods).to.deep.equal(['sms'])
    expect(without.push).to.equal(null)
  })

  it('is open for an answer until its time is up', () => {
    expect(isPushOpen(pending, NOW + 119_999)).to.equal(true)
    expect(isPushOpen(pending, NOW + 120_000)).to.equal(false)
  })
})

const events = fc.constantFrom<PushEvent>(
  { kind: 'sent', ref: 'ref-1' }, { kind: 'failed' }, { kind: 'approved', ref: 'ref-1' }, { kind: 'denied', ref: 'ref-1' }, { kind: 'expired', ref: 'ref-1' }, { kind: 'voided' },
)

describe('Challenge: under random events', () => {
  it('never leaves denied, expired or failed, and raises its version with every change', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 12 }), (list) => {
        let current = claimPush(fresh, PLAN, NOW)
        for (const event of list) {
          const next = onPush(current, NOW, event)
          if (next === null) continue
          expect(next.version).to.equal(current.version + 1)
          expect(['denied', 'expired', 'failed']).not.to.include(current.push?.state)
          current = next
        }
      }),
    )
  })

  it('is approved only after it was sent and before anything else ended it', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 12 }), (list) => {
        const seen: string[] = []
        let current = claimPush(fresh, PLAN, NOW)
        for (const event of list) {
          const next = onPush(current, NOW, event)
          if (next !== null) seen.push(event.kind)
          current = next ?? current
        }
        if (current.push?.state === 'approved') expect(seen).to.deep.equal(['sent', 'approved'])
      }),
    )
  })
})

describe('Challenge: what a browser sees', () => {
  it('is nothing before anything was sent', () => {
    expect(viewOf(fresh, TIMES)).to.equal(null)
  })

  it('is the push, without its name at the provider', () => {
    const view = viewOf(pending, TIMES)
    expect(view).to.include({ method: 'push', status: 'pending', expiresAt: NOW + 120_000, attemptsLeft: 5 })
    expect(JSON.stringify(view)).not.to.include('ref-1')
  })

  it('is the text once one was asked for, with the pause before the next', () => {
    const view = viewOf(claimCode(pending, 'sms', NOW + 5000), TIMES)
    expect(view).to.include({ method: 'sms', status: 'pending', resendAt: NOW + 35_000 })
  })

  it('hides the digits that have to be typed over', () => {
    const plan = { expiresInSeconds: 60, matchCode: '47', matchEntry: true, claim: 'c' }
    expect(viewOf(claimPush(fresh, plan, NOW), TIMES)?.matchCode).to.equal(null)
    expect(viewOf(claimPush(fresh, { ...plan, matchEntry: false, claim: 'c' }, NOW), TIMES)?.matchCode).to.equal('47')
  })
})
