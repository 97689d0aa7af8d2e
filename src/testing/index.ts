/**
 * What `passport-authy/testing` offers: one contract suite for each port. They use Mocha's `describe` and `it`, and
 * run against the host's own adapters as well as against ours.
 */
export { describeAccountStore } from './describe-account-store.js'
export type { AccountStoreUnderTest } from './describe-account-store.js'
export { describeProvider } from './describe-provider.js'
export type { PhoneDriver, ProviderUnderTest } from './describe-provider.js'
export { describeStateStore } from './describe-state-store.js'
export type { StateStoreUnderTest } from './describe-state-store.js'
