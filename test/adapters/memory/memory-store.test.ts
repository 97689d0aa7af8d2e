import { expect } from 'chai'
import { MemoryStore } from '../../../src/adapters/memory/memory-store.js'
import { isSecondFactorError } from '../../../src/errors.js'
import { challengeOf, completionOf, markOf, MINUTE, START } from '../../../src/testing/state-store/fixtures.js'
import { describeStateStore } from '../../../src/testing/describe-state-store.js'

describeStateStore('MemoryStore', () => Promise.resolve({ store: new MemoryStore(), close: () => Promise.resolve() }))

describe('MemoryStore when full', () => {
  const limits = { failures: 5, perMs: MINUTE, forMs: MINUTE, maxMs: MINUTE }

  async function codeOf(work: Promise<unknown>): Promise<unknown> {
    try {
      await work
      return null
    } catch (error) {
      return isSecondFactorError(error) ? error.code : error
    }
  }

  it('refuses new records and keeps the counters it has', async () => {
    const store = new MemoryStore({ maxRecords: 2 })
    for (const userId of ['a', 'b']) await store.charge({ userId, op: '1', now: START, limits })
    expect(await codeOf(store.charge({ userId: 'c', op: '1', now: START, limits }))).to.equal('store_unavailable')
    expect(await store.charge({ userId: 'a', op: '2', now: START, limits })).to.deep.equal({ kind: 'charged', left: 3 })
  })

  it('uses a challenge up together with its mark or not at all', async () => {
    const store = new MemoryStore({ maxRecords: 1 })
    const challenge = await store.openChallenge(challengeOf('a'), START)
    const other = markOf('b')
    await store.putMark(other, START)
    const request = completionOf(challenge, { codeDigest: 'code' })
    expect(await codeOf(store.completeChallenge(request))).to.equal('store_unavailable')
    expect(await store.readChallenge('a', challenge.id, START)).to.deep.equal(challenge)
    await store.endMark('b', other.id)
    expect((await store.completeChallenge(request)).kind).to.equal('completed')
  })

  it('has room again once records have run out', async () => {
    const store = new MemoryStore({ maxRecords: 1 })
    const mark = markOf('a')
    await store.putMark(mark, START)
    await store.putMark(markOf('b', { expiresAt: mark.expiresAt + MINUTE }), mark.expiresAt)
    expect(await store.readMark('a', mark.id, mark.expiresAt)).to.equal(null)
  })
})
