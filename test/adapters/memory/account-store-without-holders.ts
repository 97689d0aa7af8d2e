/** The contract suite on a store that has only what a store must have; run by memory-account-store.test.ts. */
import { MemoryAccountStore } from '../../../src/adapters/memory/memory-account-store.js'
import type { AccountStore } from '../../../src/ports/account-store.js'
import { describeAccountStore } from '../../../src/testing/describe-account-store.js'

describeAccountStore('A store without holders', () => {
  const accounts = new MemoryAccountStore()
  const store: AccountStore = {
    read: (userId) => accounts.read(userId),
    write: (record, expectedVersion) => accounts.write(record, expectedVersion),
    list: () => accounts.list(),
    close: () => accounts.close(),
  }
  return Promise.resolve({ store, close: () => Promise.resolve() })
})
