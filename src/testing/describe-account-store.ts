/// <reference types="mocha" />
/** The contract of the account store port as a Mocha suite. */
import assert from 'node:assert/strict'
import { blankAccount } from '../ports/account-store.js'
import type { AccountRecord, AccountStore } from '../ports/account-store.js'
import { describeHolders } from './describe-holders.js'
import { HOSTILE_IDS } from './hostile-ids.js'

export interface AccountStoreUnderTest {
  readonly store: AccountStore
  /** The same accounts through a second connection, as another process would see them. */
  readonly another?: AccountStore
  /** Ends what the suite does not know of; it closes the stores itself. */
  close(): Promise<void>
}

/**
 * A store without `holders` is valid as well: the tests of that verb are then shown as pending, and nothing fails.
 * @param make makes a store without accounts; called once
 */
export function describeAccountStore(name: string, make: () => Promise<AccountStoreUnderTest>): void {
  describe(`${name} as an account store`, () => {
    let subject: AccountStoreUnderTest | undefined
    const get = (): AccountStoreUnderTest => {
      assert.ok(subject, 'the store could not be made')
      return subject
    }
    before(async () => {
      subject = await make()
    })
    after(async () => {
      await subject?.store.close()
      await subject?.another?.close()
      await subject?.close()
    })

    describeVersions(get)
    describeRecords(get)
    describeHolders(get)
  })
}

function describeVersions(get: () => AccountStoreUnderTest): void {
  it('answers null for an account that was never written', async () => {
    assert.equal(await get().store.read(crypto.randomUUID()), null)
  })

  it('makes version 1 with the first write and the next version with each later one', async () => {
    const { store } = get()
    const record = blankAccount(crypto.randomUUID())
    assert.equal(await store.write(record, 0), true)
    assert.deepEqual(await store.read(record.userId), { record, version: 1 })
    const changed = { ...record, graceUsed: 1 }
    assert.equal(await store.write(changed, 1), true)
    assert.deepEqual(await store.read(record.userId), { record: changed, version: 2 })
  })

  it('refuses a write that expects another version, and changes nothing', async () => {
    const { store } = get()
    const record = blankAccount(crypto.randomUUID())
    assert.equal(await store.write(record, 1), false)
    assert.equal(await store.read(record.userId), null)
    await store.write(record, 0)
    for (const version of [0, 2, 7]) assert.equal(await store.write({ ...record, graceUsed: 9 }, version), false)
    assert.deepEqual(await store.read(record.userId), { record, version: 1 })
  })

  it('lets one of two writers win, even when both write the same', async () => {
    const { store, another = store } = get()
    const record = blankAccount(crypto.randomUUID())
    const written = await Promise.all([store.write(record, 0), another.write(record, 0)])
    assert.deepEqual(written.sort(), [false, true])
  })

  it('loses none of 100 changes made at once', async () => {
    const { store, another = store } = get()
    const { userId } = blankAccount(crypto.randomUUID())
    const writers = Array.from({ length: 100 }, (_, i) => addOne(i % 2 === 0 ? store : another, userId))
    await Promise.all(writers)
    const stored = await store.read(userId)
    assert.equal(stored?.record.graceUsed, 100)
    assert.equal(stored.version, 100)
  })
}

async function addOne(store: AccountStore, userId: string): Promise<void> {
  for (;;) {
    const stored = await store.read(userId)
    const record = stored?.record ?? blankAccount(userId)
    if (await store.write({ ...record, graceUsed: record.graceUsed + 1 }, stored?.version ?? 0)) return
  }
}

function describeRecords(get: () => AccountStoreUnderTest): void {
  it('keeps every field', async () => {
    const { store, another = store } = get()
    const record = fullAccount(crypto.randomUUID())
    await store.write(record, 0)
    assert.deepEqual((await another.read(record.userId))?.record, record)
  })

  it('hands out values that the caller cannot change behind its back', async () => {
    const { store } = get()
    const record = fullAccount(crypto.randomUUID())
    const given = structuredClone(record)
    await store.write(given, 0)
    scribble(given)
    const read = await store.read(record.userId)
    assert.ok(read)
    assert.deepEqual(read.record, record)
    scribble(read.record)
    assert.deepEqual((await store.read(record.userId))?.record, record)
  })

  it('keeps accounts with hostile ids apart', async () => {
    const { store, another = store } = get()
    for (const [i, userId] of HOSTILE_IDS.entries()) {
      assert.equal(await store.write({ ...blankAccount(userId), graceUsed: i }, 0), true)
    }
    for (const [i, userId] of HOSTILE_IDS.entries()) {
      const stored = await another.read(userId)
      assert.deepEqual(stored, { record: { ...blankAccount(userId), graceUsed: i }, version: 1 })
    }
  })

  it('lists every account once', async () => {
    const { store } = get()
    const added = Array.from({ length: 450 }, () => crypto.randomUUID())
    for (const userId of added) await store.write(blankAccount(userId), 0)
    const listed: string[] = []
    for await (const { userId } of store.list()) listed.push(userId)
    assert.equal(new Set(listed).size, listed.length)
    for (const userId of added) assert.ok(listed.includes(userId))
  })

  it('can be written to while it is listed', async () => {
    const { store } = get()
    let isFirst = true
    for await (const { userId } of store.list()) {
      const stored = await store.read(userId)
      assert.ok(stored)
      if (isFirst) assert.equal(await store.write({ ...stored.record, updatedAt: 7 }, stored.version), true)
      isFirst = false
    }
    assert.equal(isFirst, false)
  })
}

/** Changes the object itself, as a careless caller would. */
function scribble(record: AccountRecord): void {
  Object.assign(record, { graceUsed: -1 })
  Object.assign(record.factor ?? {}, { providerId: 'changed' })
}

function fullAccount(userId: string): AccountRecord {
  return {
    userId,
    state: 'enrolled',
    factor: { providerId: '123456', phoneHint: '•••67', methods: ['push', 'totp', 'sms'], registeredAt: 0, registeredBy: 'batch' },
    replacement: { providerId: '654321', phoneHint: '•••89', methods: ['voice'], registeredAt: 0, registeredBy: 'batch' },
    graceUsed: 2,
    graceStartedAt: 1_700_000_000_001,
    graceSignIns: ['first', 'second'],
    optedOutAt: 1_700_000_000_002,
    nudges: { count: 3, lastAt: 1_700_000_000_003 },
    adminLocked: true,
    failuresInARow: 4,
    phoneCode: { channel: 'sms', at: 1_700_000_000_006 },
    credentialVersion: 5,
    devices: [{ id: 'd1', browser: 'Firefox', system: null, createdAt: 1, lastUsedAt: 2, expiresAt: 3, serial: 4, lastSignIn: 's' }],
    backupCodes: { salt: 's', digests: ['a', 'b'], uses: 1, madeAt: 5, expiresAt: null },
    bypassCode: { salt: 't', digests: ['c'], uses: 2, madeAt: 6, expiresAt: 7 },
    bindCode: { salt: 'u', digests: [], uses: 1, madeAt: 8, expiresAt: 9 },
    needsHelpDesk: true,
    activity: [{ at: 1, what: 'signed_in', method: 'totp', browser: null, system: 'Linux' }],
    removals: [{ providerId: '777', since: 1_700_000_000_007, tries: 2, nextAt: 1_700_000_000_008 }],
    enrolledAt: 1_700_000_000_004,
    updatedAt: 1_700_000_000_005,
  }
}
