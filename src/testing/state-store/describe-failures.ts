/// <reference types="mocha" />
/** Counting of tried codes: charged before they are checked, and locked with the last one allowed. */
import assert from 'node:assert/strict'
import type { ChargeResult, LockoutLimits, StateStore } from '../../ports/state-store.js'
import { HOSTILE_IDS } from '../hostile-ids.js'
import { atOnce, MINUTE, SECOND, START, tally } from './fixtures.js'
import type { Stores } from './fixtures.js'

const LIMITS: LockoutLimits = { failures: 5, perMs: 15 * MINUTE, forMs: 30 * SECOND, maxMs: 2 * MINUTE }

export function describeFailures(stores: Stores): void {
  describe('failures', () => {
    describeCounting(stores)
    describeLadder(stores)
    describeRefund(stores)
  })
}

function charge(store: StateStore, userId: string, now = START, limits = LIMITS): Promise<ChargeResult> {
  return store.charge({ userId, op: crypto.randomUUID(), now, limits })
}

/** Charges until the lock falls. @returns when it ends */
async function runIntoLock(store: StateStore, userId: string, now = START): Promise<number> {
  for (let i = 0; i < LIMITS.failures; i += 1) assert.equal((await charge(store, userId, now)).kind, 'charged')
  const until = await store.lockedUntil(userId, now)
  assert.ok(until !== null)
  return until
}

function describeCounting(stores: Stores): void {
  it('counts down and locks with the last attempt', async () => {
    const { store, another } = stores()
    const userId = crypto.randomUUID()
    for (const left of [4, 3, 2, 1, 0]) {
      assert.equal(await another.lockedUntil(userId, START), null)
      assert.deepEqual(await charge(store, userId), { kind: 'charged', left })
    }
    const until = START + 30 * SECOND
    assert.equal(await another.lockedUntil(userId, START), until)
    assert.deepEqual(await charge(another, userId, until - 1), { kind: 'locked', until })
  })

  it('lets exactly the limit through when 100 come at once', async () => {
    const userId = crypto.randomUUID()
    const results = await atOnce(100, stores, (store) => charge(store, userId))
    assert.deepEqual(tally(results), { charged: 5, locked: 95 })
  })

  it('counts an operation that comes twice once, and answers the same', async () => {
    const { store, another } = stores()
    const userId = crypto.randomUUID()
    for (const left of [4, 3, 2, 1, 0]) {
      const request = { userId, op: crypto.randomUUID(), now: START, limits: LIMITS }
      assert.deepEqual(await store.charge(request), { kind: 'charged', left })
      assert.deepEqual(await another.charge(request), { kind: 'charged', left })
    }
  })

  it('forgets attempts that are older than the window', async () => {
    const { store } = stores()
    const userId = crypto.randomUUID()
    for (const left of [4, 3, 2, 1]) assert.deepEqual(await charge(store, userId), { kind: 'charged', left })
    assert.deepEqual(await charge(store, userId, START + LIMITS.perMs), { kind: 'charged', left: 4 })
  })

  it('locks at once when the limit falls below what was counted', async () => {
    const { store } = stores()
    const userId = crypto.randomUUID()
    for (let i = 0; i < 3; i += 1) await charge(store, userId)
    const until = START + 30 * SECOND
    assert.deepEqual(await charge(store, userId, START, { ...LIMITS, failures: 3 }), { kind: 'locked', until })
    assert.equal(await store.lockedUntil(userId, START), until)
  })

  it('clears everything', async () => {
    const { store, another } = stores()
    const userId = crypto.randomUUID()
    await runIntoLock(store, userId)
    await another.clearFailures(userId)
    assert.equal(await store.lockedUntil(userId, START), null)
    assert.deepEqual(await charge(store, userId), { kind: 'charged', left: 4 })
  })

  it('keeps users with hostile ids apart', async () => {
    const { store } = stores()
    for (const userId of HOSTILE_IDS) assert.deepEqual(await charge(store, userId), { kind: 'charged', left: 4 })
  })
}

function describeLadder(stores: Stores): void {
  it('counts anew after a lock and doubles the next ones up to the longest', async () => {
    const { store } = stores()
    const userId = crypto.randomUUID()
    let now = START
    for (const seconds of [30, 60, 120, 120]) {
      const until = await runIntoLock(store, userId, now)
      assert.equal(until, now + seconds * SECOND)
      now = until
    }
  })

  it('starts with the shortest lock again after a quiet time', async () => {
    const { store } = stores()
    const userId = crypto.randomUUID()
    const first = await runIntoLock(store, userId)
    const quiet = first + LIMITS.maxMs + LIMITS.perMs
    assert.equal(await runIntoLock(store, userId, quiet), quiet + 30 * SECOND)
  })

  it('remembers earlier locks until then', async () => {
    const { store } = stores()
    const userId = crypto.randomUUID()
    const first = await runIntoLock(store, userId)
    const almost = first + LIMITS.maxMs + LIMITS.perMs - 1
    assert.equal(await runIntoLock(store, userId, almost), almost + 60 * SECOND)
  })
}

function describeRefund(stores: Stores): void {
  it('takes one attempt back, once', async () => {
    const { store, another } = stores()
    const userId = crypto.randomUUID()
    const op = crypto.randomUUID()
    await charge(store, userId)
    await store.charge({ userId, op, now: START, limits: LIMITS })
    await another.refund(userId, op)
    await store.refund(userId, op)
    await store.refund(userId, crypto.randomUUID())
    assert.deepEqual(await charge(store, userId), { kind: 'charged', left: 3 })
  })

  it('takes back the lock that the attempt set, with its rung of the ladder', async () => {
    const { store } = stores()
    const userId = crypto.randomUUID()
    const op = crypto.randomUUID()
    for (let i = 0; i < 4; i += 1) await charge(store, userId)
    await store.charge({ userId, op, now: START, limits: LIMITS })
    await store.refund(userId, op)
    assert.equal(await store.lockedUntil(userId, START), null)
    assert.deepEqual(await charge(store, userId), { kind: 'charged', left: 0 })
    assert.equal(await store.lockedUntil(userId, START), START + 30 * SECOND)
  })

  it('leaves the lock that another attempt set', async () => {
    const { store } = stores()
    const userId = crypto.randomUUID()
    const op = crypto.randomUUID()
    await store.charge({ userId, op, now: START, limits: LIMITS })
    for (let i = 0; i < 4; i += 1) await charge(store, userId)
    await store.refund(userId, op)
    assert.equal(await store.lockedUntil(userId, START), START + 30 * SECOND)
  })

  it('takes everything back when all attempts at once failed to be checked', async () => {
    const userId = crypto.randomUUID()
    const ops = Array.from({ length: 5 }, () => crypto.randomUUID())
    await atOnce(5, stores, (store, i) => store.charge({ userId, op: ops[i] ?? '', now: START, limits: LIMITS }))
    await atOnce(5, stores, (store, i) => store.refund(userId, ops[i] ?? ''))
    assert.deepEqual(await charge(stores().store, userId), { kind: 'charged', left: 4 })
  })
}
