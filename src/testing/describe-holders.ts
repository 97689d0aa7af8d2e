/// <reference types="mocha" />
/** Account store contract: who holds an id of the provider. */
import assert from 'node:assert/strict'
import { blankAccount } from '../ports/account-store.js'
import type { AccountRecord, AccountStore, Factor } from '../ports/account-store.js'
import type { AccountStoreUnderTest } from './describe-account-store.js'
import { HOSTILE_IDS } from './hostile-ids.js'

type Subject = () => AccountStoreUnderTest

/** Tests for an enclosing `describe`, once the store is made. A store without `holders` is shown as pending here. */
export function describeHolders(get: Subject): void {
  describe('that knows the holders of an id', () => {
    before(function (this: Mocha.Context) {
      if (get().store.holders === undefined) this.skip()
    })
    describeWho(get)
    describeChanges(get)
    describeManyAtOnce(get)
  })
}

function describeWho(get: Subject): void {
  it('finds nobody for an id that no account holds', async () => {
    const { store } = get()
    const [id, removed] = newIds()
    const removals = [{ providerId: removed, since: 0, tries: 0, nextAt: 0 }]
    await store.write({ ...blankAccount(id), removals }, 0)
    assert.deepEqual(await holdersOf(store, id), [])
    assert.deepEqual(await holdersOf(store, removed), [])
  })

  it('finds an account by its factor and by its replacement, through another connection as well', async () => {
    const { store, another = store } = get()
    const [userId, inForce, waiting] = newIds()
    await store.write(accountOf(userId, inForce, waiting), 0)
    for (const id of [inForce, waiting]) {
      assert.deepEqual(await holdersOf(store, id), [userId])
      assert.deepEqual(await holdersOf(another, id), [userId])
    }
  })

  it('finds two accounts with one id, and an account once that has it twice', async () => {
    const { store } = get()
    const [one, two, id, other] = newIds()
    await store.write(accountOf(one, id, id), 0)
    await store.write(accountOf(two, other, id), 0)
    assert.deepEqual(await holdersOf(store, id), [one, two].sort())
  })

  it('finds people with hostile ids', async () => {
    const { store, another = store } = get()
    const [id] = newIds()
    for (const userId of HOSTILE_IDS) {
      const version = (await store.read(userId))?.version ?? 0
      assert.equal(await store.write(accountOf(userId, id), version), true)
    }
    assert.deepEqual(await holdersOf(another, id), [...HOSTILE_IDS].sort())
  })

  it('keeps hostile ids of the provider apart', async () => {
    const { store, another = store } = get()
    const people = HOSTILE_IDS.map((id) => ({ id, userId: crypto.randomUUID() }))
    for (const { id, userId } of people) await store.write(accountOf(userId, id), 0)
    for (const { id, userId } of people) assert.deepEqual(await holdersOf(another, id), [userId])
  })
}

function describeChanges(get: Subject): void {
  it('follows an account from id to id, and back', async () => {
    const { store, another = store } = get()
    const [userId, old, next] = newIds()
    const steps: readonly [string | null, string | null][] = [
      [old, null],
      [old, next],
      [next, null],
      [null, null],
      [old, null],
    ]
    for (const [version, [inForce, waiting]] of steps.entries()) {
      await (version % 2 === 0 ? store : another).write(accountOf(userId, inForce, waiting), version)
      for (const id of [old, next]) {
        const expected = id === inForce || id === waiting ? [userId] : []
        assert.deepEqual(await holdersOf(store, id), expected)
        assert.deepEqual(await holdersOf(another, id), expected)
      }
    }
  })

  it('follows an account that got its id with a later write', async () => {
    const { store } = get()
    const [userId, id] = newIds()
    await store.write(blankAccount(userId), 0)
    assert.equal(await store.write(accountOf(userId, id), 1), true)
    assert.equal(await store.write({ ...accountOf(userId, id), graceUsed: 1 }, 2), true)
    assert.deepEqual(await holdersOf(store, id), [userId])
  })

  it('takes no account for a holder whose write came too late', async () => {
    const { store } = get()
    const [userId, mine, late] = newIds()
    await store.write(accountOf(userId, mine), 0)
    for (const version of [0, 2]) assert.equal(await store.write(accountOf(userId, late, late), version), false)
    assert.deepEqual(await holdersOf(store, late), [])
    assert.deepEqual(await holdersOf(store, mine), [userId])
  })
}

function describeManyAtOnce(get: Subject): void {
  it('misses none of 100 accounts written at once', async () => {
    const { store, another = store } = get()
    const [id] = newIds()
    const userIds = Array.from({ length: 100 }, () => crypto.randomUUID())
    await Promise.all(userIds.map((userId, i) => (i % 2 === 0 ? store : another).write(accountOf(userId, id), 0)))
    assert.deepEqual(await holdersOf(another, id), userIds.sort())
  })

  it('finds who won when many write one account', async () => {
    const { store, another = store } = get()
    const userId = crypto.randomUUID()
    const ids = Array.from({ length: 20 }, () => crypto.randomUUID())
    const written = await Promise.all(ids.map((id, i) => (i % 2 === 0 ? store : another).write(accountOf(userId, id), 0)))
    for (const [i, id] of ids.entries()) assert.deepEqual(await holdersOf(store, id), written[i] === true ? [userId] : [])
    assert.equal(written.filter(Boolean).length, 1)
  })

  it('never misses who holds the id while others come and go, nor anybody after a write', async () => {
    const { store, another = store } = get()
    const [stays, comes, id] = newIds()
    await store.write(accountOf(stays, id), 0)
    for (let version = 0; version < 40; version += 1) {
      const isHolder = version % 2 === 0
      const during = [holdersOf(store, id), holdersOf(another, id)]
      await another.write(accountOf(comes, isHolder ? id : null), version)
      assert.deepEqual(await holdersOf(store, id), isHolder ? [stays, comes].sort() : [stays])
      for (const found of await Promise.all(during)) assert.ok(found.includes(stays))
    }
  })
}

async function holdersOf(store: AccountStore, providerId: string): Promise<string[]> {
  const found = await store.holders?.(providerId)
  assert.ok(found, 'both connections have holders')
  return [...found].sort()
}

/** As many as are taken; the contract says nothing about their form. */
function newIds(): [string, string, string, string] {
  return [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
}

function accountOf(userId: string, inForce: string | null, waiting: string | null = null): AccountRecord {
  return { ...blankAccount(userId), factor: factorOf(inForce), replacement: factorOf(waiting) }
}

function factorOf(providerId: string | null): Factor | null {
  if (providerId === null) return null
  return { providerId, phoneHint: '•••67', methods: ['push'], registeredAt: 0, registeredBy: 'batch' }
}
