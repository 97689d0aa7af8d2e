/** What `passport-authy/redis` offers. */
export { checkRedis } from './check-redis.js'
export type { RedisFindings } from './check-redis.js'
export { RedisAccountStore } from './redis-account-store.js'
export type { RedisAccountStoreOptions } from './redis-account-store.js'
export type { RedisClient, RedisNode, RedisSubscriber } from './redis-client.js'
export { RedisStore } from './redis-store.js'
export type { RedisStoreOptions } from './redis-store.js'
