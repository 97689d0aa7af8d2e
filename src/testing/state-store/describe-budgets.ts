/// <reference types="mocha" />
/** Budgets with their pauses, and what may happen once. */
import assert from 'node:assert/strict'
import type { Budget, StateStore, TakeResult } from '../../ports/state-store.js'
import { HOSTILE_IDS } from '../hostile-ids.js'
import { atOnce, MINUTE, SECOND, START, tally } from './fixtures.js'
import type { Stores } from './fixtures.js'

const WINDOWS = [
  { max: 2, perMs: MINUTE },
  { max: 3, perMs: 10 * MINUTE },
]
const TAKEN = { kind: 'taken' } as const

export function describeBudgets(stores: Stores): void {
  describe('budgets', () => {
    describeTaking(stores)
    describePauses(stores)
  })
  describe('what may happen once', () => {
    describeOnce(stores)
  })
}

function take(store: StateStore, userId: string, now: number, budget: Budget = 'push'): Promise<TakeResult> {
  return store.take({ userId, budget, op: crypto.randomUUID(), now, windows: WINDOWS })
}

function describeTaking(stores: Stores): void {
  it('takes what every window has room for, and says when there is room again', async () => {
    const { store, another } = stores()
    const userId = crypto.randomUUID()
    assert.deepEqual(await take(store, userId, START), TAKEN)
    assert.deepEqual(await take(another, userId, START + SECOND), TAKEN)
    assert.deepEqual(await take(store, userId, START + 2), { kind: 'limited', retryAt: START + MINUTE })
    assert.deepEqual(await take(store, userId, START + MINUTE), TAKEN)
    const retryAt = START + 10 * MINUTE
    assert.deepEqual(await take(store, userId, START + 5 * MINUTE), { kind: 'limited', retryAt })
    assert.deepEqual(await take(store, userId, retryAt), TAKEN)
  })

  it('lets exactly the limit through when 50 come at once', async () => {
    const userId = crypto.randomUUID()
    const results = await atOnce(50, stores, (store) => take(store, userId, START))
    assert.deepEqual(tally(results), { taken: 2, limited: 48 })
  })

  it('counts an operation that comes twice once', async () => {
    const { store, another } = stores()
    const request = { userId: crypto.randomUUID(), budget: 'push', op: crypto.randomUUID(), now: START, windows: WINDOWS } as const
    for (const each of [store, another, store]) assert.deepEqual(await each.take(request), TAKEN)
    assert.deepEqual(await take(store, request.userId, START), TAKEN)
  })

  it('takes nothing while codes are locked, where that is asked for', async () => {
    const { store, another } = stores()
    const userId = crypto.randomUUID()
    const limits = { failures: 1, perMs: MINUTE, forMs: MINUTE, maxMs: MINUTE }
    await store.charge({ userId, op: crypto.randomUUID(), now: START, limits })
    const ask = { userId, budget: 'push', op: crypto.randomUUID(), windows: WINDOWS, unlessLocked: true } as const
    assert.deepEqual(await another.take({ ...ask, now: START + SECOND }), { kind: 'limited', retryAt: START + MINUTE })
    assert.deepEqual(await take(store, userId, START + SECOND), TAKEN)
    assert.deepEqual(await take(store, userId, START + SECOND), TAKEN)
    assert.deepEqual(await store.take({ ...ask, budget: 'register', now: START + MINUTE }), TAKEN)
  })

  it('keeps budgets and users apart', async () => {
    const { store } = stores()
    const userId = crypto.randomUUID()
    for (const budget of ['push', 'phone_code', 'register'] as const) {
      assert.deepEqual(await take(store, userId, START, budget), TAKEN)
      assert.deepEqual(await take(store, userId, START, budget), TAKEN)
    }
    for (const hostile of HOSTILE_IDS) assert.deepEqual(await take(store, hostile, START), TAKEN)
  })
}

function describePauses(stores: Stores): void {
  const ladderMs = [MINUTE, 5 * MINUTE]
  const forgetAfterMs = 60 * MINUTE
  const pause = (store: StateStore, userId: string, now: number, op = crypto.randomUUID()): Promise<number> =>
    store.pause({ userId, budget: 'push', op, now, ladderMs, forgetAfterMs })

  it('closes the budget for longer each time, and starts anew after a quiet time', async () => {
    const { store, another } = stores()
    const userId = crypto.randomUUID()
    let now = START
    for (const minutes of [1, 5, 5]) {
      assert.equal(await pause(store, userId, now), now + minutes * MINUTE)
      now += 10 * MINUTE
    }
    const quiet = now - 10 * MINUTE + forgetAfterMs
    assert.equal(await pause(another, userId, quiet), quiet + MINUTE)
  })

  it('limits while it lasts, and no other budget', async () => {
    const { store, another } = stores()
    const userId = crypto.randomUUID()
    const until = await pause(store, userId, START)
    assert.deepEqual(await take(another, userId, until - 1), { kind: 'limited', retryAt: until })
    assert.deepEqual(await take(another, userId, START, 'phone_code'), TAKEN)
    assert.deepEqual(await take(another, userId, until), TAKEN)
  })

  it('counts an operation that comes twice once, and answers the same', async () => {
    const { store, another } = stores()
    const userId = crypto.randomUUID()
    const op = crypto.randomUUID()
    const until = await pause(store, userId, START, op)
    await pause(store, userId, START + SECOND)
    assert.equal(await pause(another, userId, START, op), until)
  })
}

function describeOnce(stores: Stores): void {
  const until = START + MINUTE

  it('is first for one operation, also when that is repeated, and used for all others', async () => {
    const { store, another } = stores()
    const [userId, op] = [crypto.randomUUID(), crypto.randomUUID()]
    assert.equal(await store.consumeOnce(userId, 'what', op, until, START), 'first')
    assert.equal(await another.consumeOnce(userId, 'what', op, until, START), 'first')
    assert.equal(await another.consumeOnce(userId, 'what', crypto.randomUUID(), until, START), 'used')
    assert.equal(await store.consumeOnce(userId, 'else', crypto.randomUUID(), until, START), 'first')
  })

  it('is first for one of many at once', async () => {
    const userId = crypto.randomUUID()
    const answers = await atOnce(50, stores, (store) => store.consumeOnce(userId, 'what', crypto.randomUUID(), until, START))
    assert.equal(answers.filter((answer) => answer === 'first').length, 1)
  })

  it('is remembered until the given time', async () => {
    const { store } = stores()
    const userId = crypto.randomUUID()
    await store.consumeOnce(userId, 'what', crypto.randomUUID(), until, START)
    assert.equal(await store.consumeOnce(userId, 'what', crypto.randomUUID(), until, until - 1), 'used')
    assert.equal(await store.consumeOnce(userId, 'what', crypto.randomUUID(), until + MINUTE, until), 'first')
  })

  it('keeps users with hostile ids apart', async () => {
    const { store } = stores()
    for (const userId of HOSTILE_IDS) {
      assert.equal(await store.consumeOnce(userId, userId, crypto.randomUUID(), until, START), 'first')
    }
  })
}
