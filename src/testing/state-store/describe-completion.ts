/// <reference types="mocha" />
/** Using a challenge up: once, together with its mark and its code. */
import assert from 'node:assert/strict'
import type { Challenge } from '../../challenge/challenge.js'
import { atOnce, challengeOf, completionOf, MINUTE, SECOND, START, tally } from './fixtures.js'
import type { Stores } from './fixtures.js'

const LIMITS = { failures: 1, perMs: 15 * MINUTE, forMs: 30 * SECOND, maxMs: 60 * MINUTE }

export function describeCompletion(stores: Stores): void {
  describe('completion', () => {
    describeSuccess(stores)
    describeRepetition(stores)
    describeRefusal(stores)
  })
}

async function opened(stores: Stores): Promise<Challenge> {
  return stores().store.openChallenge(challengeOf(crypto.randomUUID()), START)
}

function describeSuccess(stores: Stores): void {
  it('uses the challenge up and makes the mark', async () => {
    const { store, another } = stores()
    const challenge = await opened(stores)
    const request = completionOf(challenge, { codeDigest: crypto.randomUUID() })
    const { mark, now } = request
    assert.deepEqual(await store.completeChallenge(request), { kind: 'completed', mark })
    assert.deepEqual(await another.readMark(mark.userId, mark.id, now), mark)
    assert.deepEqual(await another.readChallenge(mark.userId, challenge.id, now), request.challenge)
  })

  it('clears the count of failures and its lock', async () => {
    const { store } = stores()
    const challenge = await opened(stores)
    const { userId } = challenge
    await store.charge({ userId, op: crypto.randomUUID(), now: START, limits: LIMITS })
    assert.ok(await store.lockedUntil(userId, START))
    await store.completeChallenge(completionOf(challenge))
    assert.equal(await store.lockedUntil(userId, START), null)
  })

  it('makes one mark when many complete at once', async () => {
    const challenge = await opened(stores)
    const results = await atOnce(20, stores, (store) =>
      store.completeChallenge(completionOf(challenge, { codeDigest: 'the same' })),
    )
    assert.deepEqual(tally(results), { completed: 20 })
    const marks = results.map((result) => (result.kind === 'completed' ? result.mark.id : ''))
    assert.equal(new Set(marks).size, 1)
  })

  it('takes a code for one of two challenges at once', async () => {
    const first = await opened(stores)
    const second = await stores().store.openChallenge({ ...first, id: crypto.randomUUID() }, START)
    const results = await atOnce(2, stores, (store, i) =>
      store.completeChallenge(completionOf(i === 0 ? first : second, { codeDigest: 'the same' })),
    )
    assert.deepEqual(tally(results), { completed: 1, code_used: 1 })
  })
}

function describeRepetition(stores: Stores): void {
  it('answers the first mark for a minute, and nothing later', async () => {
    const { store, another } = stores()
    const challenge = await opened(stores)
    const first = completionOf(challenge)
    await store.completeChallenge(first)
    const again = completionOf(challenge, { now: first.now + MINUTE })
    assert.deepEqual(await another.completeChallenge(again), { kind: 'completed', mark: first.mark })
    const later = completionOf(challenge, { now: first.now + MINUTE + 1 })
    assert.deepEqual(await store.completeChallenge(later), { kind: 'missing' })
  })

  it('does not bring back a mark that ended', async () => {
    const { store } = stores()
    const challenge = await opened(stores)
    const request = completionOf(challenge)
    await store.completeChallenge(request)
    await store.endMark(challenge.userId, request.mark.id)
    assert.deepEqual(await store.completeChallenge(request), { kind: 'missing' })
  })
}

function describeRefusal(stores: Stores): void {
  it('refuses a code that was used, and changes nothing', async () => {
    const { store } = stores()
    const first = await opened(stores)
    const { userId } = first
    await store.completeChallenge(completionOf(first, { codeDigest: 'once' }))
    const second = await store.openChallenge({ ...first, id: crypto.randomUUID() }, START)
    const request = completionOf(second, { codeDigest: 'once' })
    assert.deepEqual(await store.completeChallenge(request), { kind: 'code_used' })
    assert.deepEqual(await store.readChallenge(userId, second.id, START), second)
    assert.equal(await store.readMark(userId, request.mark.id, START + SECOND), null)
    const other = completionOf(second, { codeDigest: 'another' })
    assert.equal((await store.completeChallenge(other)).kind, 'completed')
  })

  it('remembers a used code for its user, until the given time', async () => {
    const { store } = stores()
    const codeUntil = START + MINUTE
    const first = await opened(stores)
    await store.completeChallenge(completionOf(first, { codeDigest: 'mine', codeUntil }))
    const stranger = await opened(stores)
    assert.equal((await store.completeChallenge(completionOf(stranger, { codeDigest: 'mine' }))).kind, 'completed')
    const second = await store.openChallenge({ ...first, id: crypto.randomUUID() }, START)
    const early = completionOf(second, { codeDigest: 'mine', now: codeUntil - 1 })
    assert.equal((await store.completeChallenge(early)).kind, 'code_used')
    const late = completionOf(second, { codeDigest: 'mine', now: codeUntil })
    assert.equal((await store.completeChallenge(late)).kind, 'completed')
  })

  it('answers the newer challenge to one that was too slow', async () => {
    const { store } = stores()
    const challenge = await opened(stores)
    const next = { ...challenge, attempts: 1, version: 2 }
    await store.replaceChallenge(next, START)
    const request = completionOf(challenge)
    assert.deepEqual(await store.completeChallenge(request), { kind: 'stale', challenge: next })
    assert.equal(await store.readMark(challenge.userId, request.mark.id, START + SECOND), null)
  })

  it('refuses what is unknown, ended, revoked or out of time', async () => {
    const { store } = stores()
    const [ended, revoked, late] = [await opened(stores), await opened(stores), await opened(stores)]
    await store.endChallenge(ended.userId, ended.id)
    await store.revokeUser(revoked.userId, START)
    const requests = [
      completionOf(challengeOf(crypto.randomUUID())),
      completionOf(ended),
      completionOf(revoked),
      completionOf(late, { now: late.expiresAt }),
    ]
    for (const request of requests) {
      assert.deepEqual(await store.completeChallenge(request), { kind: 'missing' })
      assert.equal(await store.readMark(request.mark.userId, request.mark.id, request.now), null)
    }
  })
}
