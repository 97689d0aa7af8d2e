/// <reference types="mocha" />
/** Opening, reading, replacing and ending challenges, and finding them by their push. */
import assert from 'node:assert/strict'
import type { Challenge } from '../../challenge/challenge.js'
import { HOSTILE_IDS } from '../hostile-ids.js'
import { atOnce, busyChallengeOf, challengeOf, completionOf, MINUTE, START, tally } from './fixtures.js'
import type { Stores } from './fixtures.js'

export function describeChallenges(stores: Stores): void {
  describe('challenges', () => {
    describeOpening(stores)
    describeReading(stores)
    describeReplacing(stores)
    describePushes(stores)
  })
}

function describeOpening(stores: Stores): void {
  it('opens one and keeps every field', async () => {
    const { store, another } = stores()
    for (const challenge of [challengeOf(crypto.randomUUID()), busyChallengeOf(crypto.randomUUID())]) {
      assert.deepEqual(await store.openChallenge(challenge, START), challenge)
      assert.deepEqual(await another.readChallenge(challenge.userId, challenge.id, START), challenge)
    }
  })

  it('answers the one that is open already', async () => {
    const { store, another } = stores()
    const first = challengeOf(crypto.randomUUID())
    await store.openChallenge(first, START)
    const second = { ...first, createdAt: START + 5, methods: ['totp'] } as const
    assert.deepEqual(await another.openChallenge(second, START + 5), first)
  })

  it('opens one for many who ask at once', async () => {
    const userId = crypto.randomUUID()
    const id = crypto.randomUUID()
    const opened = await atOnce(50, stores, (store, i) =>
      store.openChallenge(challengeOf(userId, { id, attempts: i }), START),
    )
    assert.equal(new Set(opened.map((challenge) => challenge.attempts)).size, 1)
  })

  it('replaces one that is used up', async () => {
    const { store } = stores()
    const first = challengeOf(crypto.randomUUID())
    await store.openChallenge(first, START)
    assert.equal((await store.completeChallenge(completionOf(first))).kind, 'completed')
    assert.deepEqual(await store.openChallenge(first, START + MINUTE), first)
  })

  it('replaces one that ran out', async () => {
    const { store } = stores()
    const first = challengeOf(crypto.randomUUID())
    await store.openChallenge(first, START)
    const second = { ...first, createdAt: first.expiresAt, expiresAt: first.expiresAt + MINUTE }
    assert.deepEqual(await store.openChallenge(second, first.expiresAt), second)
  })

  it('replaces one that was revoked', async () => {
    const { store } = stores()
    const first = challengeOf(crypto.randomUUID())
    await store.openChallenge(first, START)
    await store.revokeUser(first.userId, START + 5)
    const second = { ...first, createdAt: START + 6 }
    assert.deepEqual(await store.openChallenge(second, START + 6), second)
  })

  const differences: Partial<Challenge>[] = [{ purpose: 'enroll' }, { providerId: '7654321' }, { credentialVersion: 4 }]
  for (const difference of differences) {
    it(`replaces one with another ${Object.keys(difference).join()}`, async () => {
      const { store } = stores()
      const first = challengeOf(crypto.randomUUID())
      await store.openChallenge(first, START)
      const second = { ...first, ...difference, createdAt: START + 5 }
      assert.deepEqual(await store.openChallenge(second, START + 5), second)
    })
  }
}

function describeReading(stores: Stores): void {
  it('answers null for one that is unknown, ended, or somebody else\'s', async () => {
    const { store, another } = stores()
    const challenge = challengeOf(crypto.randomUUID())
    assert.equal(await store.readChallenge(challenge.userId, challenge.id, START), null)
    await store.openChallenge(challenge, START)
    assert.equal(await store.readChallenge(crypto.randomUUID(), challenge.id, START), null)
    await store.endChallenge(challenge.userId, challenge.id)
    assert.equal(await another.readChallenge(challenge.userId, challenge.id, START), null)
  })

  it('ends with the time it is told, and not with the time of day', async () => {
    const { store } = stores()
    const challenge = challengeOf(crypto.randomUUID())
    await store.openChallenge(challenge, START)
    assert.ok(await store.readChallenge(challenge.userId, challenge.id, challenge.expiresAt - 1))
    assert.equal(await store.readChallenge(challenge.userId, challenge.id, challenge.expiresAt), null)
  })

  it('voids those made up to a revocation, and not later ones', async () => {
    const { store, another } = stores()
    const userId = crypto.randomUUID()
    const [old, same, later] = [-1, 0, 1].map((ms) => challengeOf(userId, { createdAt: START + ms }))
    assert.ok(old && same && later)
    for (const challenge of [old, same, later]) await store.openChallenge(challenge, START)
    await another.revokeUser(userId, START)
    assert.equal(await store.readChallenge(userId, old.id, START + 2), null)
    assert.equal(await store.readChallenge(userId, same.id, START + 2), null)
    assert.deepEqual(await store.readChallenge(userId, later.id, START + 2), later)
  })

  it('hands out values that the caller cannot change behind its back', async () => {
    const { store } = stores()
    const challenge = busyChallengeOf(crypto.randomUUID())
    const given = structuredClone(challenge)
    const opened = await store.openChallenge(given, START)
    for (const copy of [given, opened]) Object.assign(copy.push ?? {}, { state: 'approved' })
    assert.deepEqual(await store.readChallenge(challenge.userId, challenge.id, START), challenge)
  })

  it('keeps users with hostile ids apart', async () => {
    const { store, another } = stores()
    const made = HOSTILE_IDS.map((userId, i) => challengeOf(userId, { id: 'same', attempts: i }))
    for (const challenge of made) await store.openChallenge(challenge, START)
    for (const challenge of made) {
      assert.deepEqual(await another.readChallenge(challenge.userId, 'same', START), challenge)
      await store.endChallenge(challenge.userId, 'same')
    }
  })
}

function describeReplacing(stores: Stores): void {
  it('writes the next version', async () => {
    const { store, another } = stores()
    const challenge = challengeOf(crypto.randomUUID())
    await store.openChallenge(challenge, START)
    const next = { ...busyChallengeOf(challenge.userId), id: challenge.id, version: 2 }
    assert.deepEqual(await another.replaceChallenge(next, START + 1), { kind: 'replaced', challenge: next })
    assert.deepEqual(await store.readChallenge(challenge.userId, challenge.id, START + 1), next)
  })

  it('lets one of many writers win, even when all write the same', async () => {
    const challenge = challengeOf(crypto.randomUUID())
    await stores().store.openChallenge(challenge, START)
    const next = { ...challenge, attempts: 1, version: 2 }
    const results = await atOnce(20, stores, (store) => store.replaceChallenge(next, START + 1))
    assert.deepEqual(tally(results), { replaced: 1, stale: 19 })
  })

  it('answers the newer one to a writer that was too slow', async () => {
    const { store } = stores()
    const challenge = challengeOf(crypto.randomUUID())
    await store.openChallenge(challenge, START)
    const next = { ...challenge, attempts: 1, version: 2 }
    await store.replaceChallenge(next, START + 1)
    const late = { ...challenge, attempts: 2, version: 2 }
    assert.deepEqual(await store.replaceChallenge(late, START + 2), { kind: 'stale', challenge: next })
  })

  it('does not bring back what ended, ran out or was revoked', async () => {
    const { store } = stores()
    const [ended, late, revoked] = [1, 2, 3].map(() => challengeOf(crypto.randomUUID()))
    assert.ok(ended && late && revoked)
    for (const challenge of [ended, late, revoked]) await store.openChallenge(challenge, START)
    await store.endChallenge(ended.userId, ended.id)
    await store.revokeUser(revoked.userId, START)
    const after = { [late.id]: late.expiresAt }
    for (const challenge of [ended, late, revoked]) {
      const result = await store.replaceChallenge({ ...challenge, version: 2 }, after[challenge.id] ?? START + 1)
      assert.deepEqual(result, { kind: 'missing' })
    }
  })
}

function describePushes(stores: Stores): void {
  it('finds where a push came from until its time is up', async () => {
    const { store, another } = stores()
    const ref = crypto.randomUUID()
    for (const userId of [crypto.randomUUID(), '{}', '\ud800']) {
      const origin = { userId, challengeId: crypto.randomUUID() }
      await store.linkPush(ref, origin, START + MINUTE, START)
      assert.deepEqual(await another.findPush(ref, START + MINUTE - 1), origin)
      assert.equal(await another.findPush(ref, START + MINUTE), null)
    }
    assert.equal(await store.findPush(crypto.randomUUID(), START), null)
  })
}
