/// <reference types="mocha" />
/** What other processes are told, and how fast. */
import assert from 'node:assert/strict'
import type { StateChange, StateStore } from '../../ports/state-store.js'
import { challengeOf, completionOf, markOf, START } from './fixtures.js'
import type { Stores } from './fixtures.js'

export function describeEvents(stores: Stores): void {
  describe('changes', () => {
    describeNews(stores)
    describeSubscription(stores)
  })
}

/** Starts to listen, and resolves once changes are sure to arrive. */
async function listen(store: StateStore, listener: (change: StateChange) => void): Promise<() => void> {
  let end: () => void = () => undefined
  await new Promise<void>((resolve) => {
    end = store.subscribe(listener, resolve)
    if (store.isLive()) resolve()
  })
  assert.equal(store.isLive(), true)
  return end
}

/** Runs `act` and resolves when all `expected` changes of the user were heard on the other store. */
async function heard(stores: Stores, expected: readonly StateChange[], act: () => Promise<unknown>): Promise<void> {
  const waiting = expected.map((change) => JSON.stringify(change))
  let done: () => void = () => undefined
  const all = new Promise<void>((resolve) => (done = resolve))
  const end = await listen(stores().another, (change) => {
    const at = waiting.indexOf(JSON.stringify(change))
    if (at >= 0) waiting.splice(at, 1)
    if (waiting.length === 0) done()
  })
  await act()
  await all
  end()
}

function describeNews(stores: Stores): void {
  for (const userId of ['user', '{}\n"', '\ud800']) {
    it(`tells of every change to a challenge of ${JSON.stringify(userId)}`, async () => {
      const { store } = stores()
      const challenge = challengeOf(userId)
      const change = { kind: 'challenge', userId, id: challenge.id } as const
      await heard(stores, [change], () => store.openChallenge(challenge, START))
      const next = { ...challenge, attempts: 1, version: 2 }
      await heard(stores, [change], () => store.replaceChallenge(next, START))
      const request = completionOf(next)
      const mark = { kind: 'mark', userId, id: request.mark.id } as const
      await heard(stores, [change, mark], () => store.completeChallenge(request))
      await heard(stores, [change], () => store.endChallenge(userId, challenge.id))
    })
  }

  it('tells of marks and users', async () => {
    const { store } = stores()
    const mark = markOf(crypto.randomUUID())
    const { userId, id } = mark
    await heard(stores, [{ kind: 'mark', userId, id }], () => store.putMark(mark, START))
    await heard(stores, [{ kind: 'mark', userId, id }], () => store.endMark(userId, id))
    await heard(stores, [{ kind: 'user', userId }], () => store.revokeUser(userId, START))
    await heard(stores, [{ kind: 'user', userId }], () => store.announceUser(userId))
  })

  it('tells of nothing when nothing changed', async () => {
    const { store, another } = stores()
    const challenge = challengeOf(crypto.randomUUID())
    const { userId, id } = challenge
    await heard(stores, [{ kind: 'challenge', userId, id }], () => store.openChallenge(challenge, START))
    const changes: StateChange[] = []
    const end = await listen(another, (change) => {
      if (change.userId === userId) changes.push(change)
    })
    await store.openChallenge(challenge, START)
    await store.replaceChallenge({ ...challenge, version: 9 }, START)
    await store.readChallenge(userId, id, START)
    // Changes arrive in order, so this one arriving means that there was none before it.
    await heard(stores, [{ kind: 'user', userId }], () => store.announceUser(userId))
    end()
    assert.deepEqual(changes.map(({ kind }) => kind).filter((kind) => kind !== 'user'), [])
  })
}

function describeSubscription(stores: Stores): void {
  it('calls a listener no more once it has ended', async () => {
    const { store, another } = stores()
    const userId = crypto.randomUUID()
    let calls = 0
    const end = await listen(another, () => (calls += 1))
    end()
    end()
    await heard(stores, [{ kind: 'user', userId }], () => store.announceUser(userId))
    assert.equal(calls, 0)
  })

  it('calls a listener twice that subscribed twice', async () => {
    const { store, another } = stores()
    const userId = crypto.randomUUID()
    let calls = 0
    const listener = (change: StateChange): void => {
      if (change.userId === userId) calls += 1
    }
    const ends = [await listen(another, listener), await listen(another, listener)]
    await heard(stores, [{ kind: 'user', userId }], () => store.announceUser(userId))
    assert.equal(calls, 2)
    for (const end of ends) end()
  })
}
