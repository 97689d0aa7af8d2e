import { expect } from 'chai'
import { Redis } from 'ioredis'
import { checkRedis } from '../../../src/adapters/redis/check-redis.js'
import { startRedis } from '../../helpers/redis-server.js'
import type { RedisServer } from '../../helpers/redis-server.js'

describe('checkRedis', () => {
  let server: RedisServer
  let client: Redis

  before(async () => {
    server = await startRedis()
    client = new Redis(server.url)
  })
  after(async () => {
    client.disconnect()
    await server.stop()
  })

  for (const [maxmemory, policy, mayEvict] of [
    ['0', 'noeviction', false],
    ['100mb', 'noeviction', false],
    ['0', 'allkeys-lru', false],
    ['100mb', 'volatile-lru', true],
    ['100mb', 'allkeys-lru', true],
  ] as const) {
    it(`finds that ${policy} with maxmemory ${maxmemory} ${mayEvict ? 'may' : 'does not'} evict`, async () => {
      await client.config('SET', 'maxmemory', maxmemory, 'maxmemory-policy', policy)
      expect(await checkRedis(client)).to.deep.equal({ maxmemoryPolicy: policy, mayEvict })
    })
  }
})
