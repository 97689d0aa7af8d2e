/// <reference types="mocha" />
/** Marks, their end, and what becomes of them in a revocation. */
import assert from 'node:assert/strict'
import { HOSTILE_IDS } from '../hostile-ids.js'
import { markOf, START } from './fixtures.js'
import type { Stores } from './fixtures.js'

export function describeMarks(stores: Stores): void {
  describe('marks', () => {
    it('keeps every field', async () => {
      const { store, another } = stores()
      const userId = crypto.randomUUID()
      for (const mark of [markOf(userId), markOf(userId, { kind: 'grace', method: null, amr: [] }), markOf(userId, { kind: 'grant', scope: 'digest' })]) {
        await store.putMark(mark, START)
        assert.deepEqual(await another.readMark(userId, mark.id, START + 2), mark)
      }
    })

    it('answers null for one that is unknown, ended, out of time, or somebody else\'s', async () => {
      const { store, another } = stores()
      const mark = markOf(crypto.randomUUID())
      assert.equal(await store.readMark(mark.userId, mark.id, START), null)
      await store.putMark(mark, START)
      assert.equal(await store.readMark(crypto.randomUUID(), mark.id, START), null)
      assert.ok(await store.readMark(mark.userId, mark.id, mark.expiresAt - 1))
      assert.equal(await store.readMark(mark.userId, mark.id, mark.expiresAt), null)
      await another.endMark(mark.userId, mark.id)
      assert.equal(await store.readMark(mark.userId, mark.id, START), null)
    })

    describeRevocation(stores)

    it('keeps users with hostile ids apart', async () => {
      const { store, another } = stores()
      const made = HOSTILE_IDS.map((userId, i) => markOf(userId, { id: 'same', credentialVersion: i }))
      for (const mark of made) await store.putMark(mark, START)
      for (const mark of made) assert.deepEqual(await another.readMark(mark.userId, 'same', START), mark)
    })
  })
}

function describeRevocation(stores: Stores): void {
  it('voids those made up to a revocation, and not later ones or those of others', async () => {
    const { store, another } = stores()
    const userId = crypto.randomUUID()
    const [old, same, later] = [-1, 0, 1].map((ms) => markOf(userId, { createdAt: START + ms }))
    const stranger = markOf(crypto.randomUUID(), { createdAt: START })
    assert.ok(old && same && later)
    for (const mark of [old, same, later, stranger]) await store.putMark(mark, START)
    await another.revokeUser(userId, START)
    assert.equal(await store.readMark(userId, old.id, START + 2), null)
    assert.equal(await store.readMark(userId, same.id, START + 2), null)
    assert.deepEqual(await store.readMark(userId, later.id, START + 2), later)
    assert.deepEqual(await store.readMark(stranger.userId, stranger.id, START + 2), stranger)
  })

  it('never takes a revocation back', async () => {
    const { store } = stores()
    const mark = markOf(crypto.randomUUID(), { createdAt: START })
    await store.putMark(mark, START)
    await store.revokeUser(mark.userId, START)
    await store.revokeUser(mark.userId, START - 1000)
    assert.equal(await store.readMark(mark.userId, mark.id, START + 1), null)
  })
}
