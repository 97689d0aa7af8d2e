import { MemoryAccountStore } from '../../../src/adapters/memory/memory-account-store.js'
import { describeAccountStore } from '../../../src/testing/describe-account-store.js'

describeAccountStore('MemoryAccountStore', () =>
  Promise.resolve({ store: new MemoryAccountStore(), close: () => Promise.resolve() }),
)
