import { once } from 'node:events'
import { Cluster, Redis } from 'ioredis'
import { Redis as Redis5 } from 'ioredis5'
import { RedisAccountStore, RedisStore } from '../../../src/adapters/redis/index.js'
import type { RedisClient } from '../../../src/adapters/redis/index.js'
import { describeAccountStore } from '../../../src/testing/describe-account-store.js'
import { describeStateStore } from '../../../src/testing/describe-state-store.js'
import { startRedis, startRedisCluster } from '../../helpers/redis-server.js'

type Disconnects = RedisClient & { disconnect: () => void }

const clients: Record<string, (url: string) => Disconnects> = {
  'ioredis 6': (url) => new Redis(url),
  'ioredis 6 with RESP2, a key prefix and numbers as text': (url) =>
    new Redis(url, { protocol: 2, keyPrefix: 'app{}:', stringNumbers: true }),
  'ioredis 6 with RESP3 replies': (url) => new Redis(url, { replyMapping: 'resp3' }),
  'ioredis 5': (url) => new Redis5(url),
}

async function single(connect: (url: string) => Disconnects): Promise<Parts> {
  const server = await startRedis()
  return { clients: [connect(server.url), connect(server.url)], stop: () => server.stop() }
}

async function cluster(): Promise<Parts> {
  const started = await startRedisCluster()
  const { nodes } = started
  const pair = [new Cluster([...nodes]), new Cluster([...nodes])] as const
  await Promise.all(pair.map((client) => once(client, 'ready')))
  return { clients: pair, stop: () => started.stop() }
}

interface Parts {
  readonly clients: readonly [Disconnects, Disconnects]
  readonly stop: () => Promise<void>
}

function describeBoth(name: string, start: () => Promise<Parts>): void {
  const make = async <T>(build: (client: RedisClient) => T): Promise<{ store: T; another: T; close: () => Promise<void> }> => {
    const { clients: pair, stop } = await start()
    return {
      store: build(pair[0]),
      another: build(pair[1]),
      close: () => {
        for (const client of pair) client.disconnect()
        return stop()
      },
    }
  }
  describeStateStore(`RedisStore on ${name}`, () => make((client) => new RedisStore(client)))
  describeAccountStore(`RedisAccountStore on ${name}`, () => make((client) => new RedisAccountStore(client)))
}

for (const [name, connect] of Object.entries(clients)) describeBoth(name, () => single(connect))
describeBoth('a Cluster with ioredis 6', cluster)
