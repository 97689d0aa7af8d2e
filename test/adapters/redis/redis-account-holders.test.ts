import { expect } from 'chai'
import { Redis } from 'ioredis'
import { RedisAccountStore } from '../../../src/adapters/redis/index.js'
import type { RedisClient } from '../../../src/adapters/redis/index.js'
import { Keys } from '../../../src/adapters/redis/keys.js'
import { digest } from '../../../src/ids.js'
import { blankAccount } from '../../../src/ports/account-store.js'
import type { AccountRecord } from '../../../src/ports/account-store.js'
import { startRedis } from '../../helpers/redis-server.js'
import type { RedisServer } from '../../helpers/redis-server.js'

const keys = new Keys('2fa:')

function accountOf(userId: string, ...providerIds: readonly string[]): AccountRecord {
  const [factor = null, replacement = null] = providerIds.map(
    (providerId) => ({ providerId, phoneHint: '•••67', methods: ['push'], registeredAt: 0, registeredBy: 'batch' }) as const,
  )
  return { ...blankAccount(userId), factor, replacement }
}

interface Wire {
  readonly client: RedisClient
  /** Scripts sent since the last call, and how often they were waited for before more were sent. */
  spent(): readonly [scripts: number, roundTrips: number]
  /** From now on scripts on such keys fail before Redis sees them. */
  fail(key: RegExp | null): void
}

function wireTo(redis: Redis): Wire {
  let [scripts, roundTrips, underWay] = [0, 0, 0]
  let failing: RegExp | null = null
  const evalsha: RedisClient['evalsha'] = async (sha, count, ...rest) => {
    if (failing?.test(rest[0] ?? '') === true) throw new Error('READONLY as if')
    scripts += 1
    if (underWay === 0) roundTrips += 1
    underWay += 1
    try {
      return await redis.evalsha(sha, count, ...rest)
    } finally {
      underWay -= 1
    }
  }
  return {
    client: {
      evalsha,
      eval: (lua, count, ...rest) => redis.eval(lua, count, ...rest),
      time: () => redis.time(),
      info: (section) => redis.info(section),
      duplicate: () => redis.duplicate(),
    },
    spent: () => {
      const spent = [scripts, roundTrips] as const
      scripts = roundTrips = 0
      return spent
    },
    fail: (key) => (failing = key),
  }
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  )
}

describe('Holders of an id in Redis', () => {
  let server: RedisServer
  let redis: Redis
  let wire: Wire
  let store: RedisAccountStore

  before(async () => {
    server = await startRedis()
    redis = new Redis(server.url)
  })
  beforeEach(async () => {
    await redis.flushall()
    wire = wireTo(redis)
    store = new RedisAccountStore(wire.client)
  })
  after(async () => {
    redis.disconnect()
    await server.stop()
  })

  it('cost a write no round trip, but two when an account gets another id', async () => {
    // Redis learns the scripts first.
    await store.write(accountOf('warm', '1'), 0)
    await store.write(accountOf('warm', '1', '2'), 1)
    wire.spent()
    await store.write(accountOf('u', '1', '2'), 0)
    expect(wire.spent(), 'new').to.deep.equal([4, 2])
    await store.write({ ...accountOf('u', '1', '2'), graceUsed: 1 }, 1)
    expect(wire.spent(), 'the same ids').to.deep.equal([1, 1])
    await store.write(accountOf('u', '2'), 2)
    expect(wire.spent(), 'one of them').to.deep.equal([1, 1])
    await store.write(accountOf('u', '3'), 3)
    expect(wire.spent(), 'another one').to.deep.equal([3, 3])
    await store.write(accountOf('u'), 4)
    expect(wire.spent(), 'none').to.deep.equal([1, 1])
    await store.write(blankAccount('blank'), 0)
    expect(wire.spent(), 'new, without').to.deep.equal([2, 2])
    await store.write(accountOf('twice', '1', '1'), 0)
    expect(wire.spent(), 'new, one id twice').to.deep.equal([3, 2])
  })

  it('are found without reading other accounts', async () => {
    for (let i = 0; i < 30; i += 1) await store.write(accountOf(`u${i}`, `id ${i}`), 0)
    await store.holders('warm')
    wire.spent()
    expect(await store.holders('id 7')).to.deep.equal(['u7'])
    expect(wire.spent()).to.deep.equal([2, 2])
    // One more trip, once for each process, to see that there are no accounts from before the lists.
    expect(await new RedisAccountStore(wire.client).holders('id 7')).to.deep.equal(['u7'])
    expect(wire.spent()).to.deep.equal([3, 3])
  })

  it('are never looked for in all accounts of a new store', async () => {
    for (let i = 0; i < 30; i += 1) await store.write(accountOf(`u${i}`, `id ${i}`), 0)
    wire.spent()
    expect(await store.holders('id 7')).to.deep.equal(['u7'])
    expect(wire.spent()[0]).to.be.at.most(3)
  })

  it('are more than one page', async () => {
    const users = Array.from({ length: 250 }, (_, i) => `u${i}`)
    await Promise.all(users.map((userId) => store.write(accountOf(userId, 'shared'), 0)))
    expect(await store.holders('shared')).to.have.members(users)
  })

  it('are not missed when the list cannot be written: then the account is not written either', async () => {
    await store.write(accountOf('u', '1'), 0)
    wire.fail(/:h$/)
    expect(await codeOf(store.write(accountOf('v', '2'), 0))).to.equal('store_unavailable')
    expect(await codeOf(store.write(accountOf('u', '2'), 1))).to.equal('store_unavailable')
    wire.fail(null)
    expect(await store.read('v')).to.equal(null)
    expect((await store.read('u'))?.version).to.equal(1)
  })

  it('are none when a writer died between list and account', async () => {
    wire.fail(/:a$/)
    expect(await codeOf(store.write(accountOf('u', '1'), 0))).to.equal('store_unavailable')
    wire.fail(null)
    expect(await redis.zcard(keys.holders(digest('1')))).to.equal(1)
    expect(await store.holders('1')).to.deep.equal([])
  })

  it('leave the list a day after they were entered, not before', async () => {
    const [now] = await redis.time()
    const list = keys.holders(digest('1'))
    const enter = (secondsAgo: number, userId: string): Promise<unknown> =>
      redis.zadd(list, Number(now) - secondsAgo, digest(userId))
    await store.write(accountOf('holder', '1'), 0)
    await enter(900_000, 'holder')
    await store.write(accountOf('changed', '2'), 0)
    await enter(90_000, 'changed')
    await enter(86_500, 'long gone')
    await enter(86_000, 'about to be written')
    expect(await store.holders('1')).to.deep.equal(['holder'])
    expect(await redis.zrange(list, '0', '-1')).to.have.members([digest('holder'), digest('about to be written')])
  })

  it('are entered anew when an account returns to an id after a long time', async () => {
    await store.write(accountOf('u', '1'), 0)
    await store.write(accountOf('u', '2'), 1)
    await redis.zadd(keys.holders(digest('1')), 0, digest('u'))
    await store.holders('1')
    await store.write(accountOf('u', '1'), 2)
    expect(await store.holders('1')).to.deep.equal(['u'])
  })

  it('are a malfunction when the list is something else', async () => {
    await redis.set(keys.holders(digest('1')), 'text')
    expect(await codeOf(store.holders('1'))).to.equal('store_unavailable')
  })

  describe('among accounts from before there were lists', () => {
    /** As `write` left them then. */
    async function writeOld(record: AccountRecord): Promise<void> {
      await redis.zadd(keys.accounts, 0, digest(record.userId))
      await redis.set(keys.of(record.userId).account, `1 ${digest('some call')} ${JSON.stringify(record)}`)
    }

    beforeEach(async () => {
      for (let i = 0; i < 250; i += 1) await writeOld(accountOf(`u${i}`, `id ${i}`, 'shared'))
    })

    it('are all found, and looked for once', async () => {
      expect(await store.holders('id 7')).to.deep.equal(['u7'])
      expect(await store.holders('shared')).to.have.length(250)
      wire.spent()
      const later = new RedisAccountStore(wire.client)
      expect(await later.holders('id 8')).to.deep.equal(['u8'])
      expect(wire.spent()).to.deep.equal([3, 3])
      const listed: string[] = []
      for await (const { userId } of store.list()) listed.push(userId)
      expect(new Set(listed).size).to.equal(250)
      expect(listed).to.have.length(250)
    })

    it('are found when the first attempt broke off', async () => {
      wire.fail(/:h$/)
      expect(await codeOf(store.holders('id 7'))).to.equal('store_unavailable')
      wire.fail(null)
      expect(await store.holders('id 249')).to.deep.equal(['u249'])
    })

    it('are entered by their next write', async () => {
      await store.write({ ...accountOf('u7', 'id 7', 'shared'), graceUsed: 1 }, 1)
      expect(await redis.zcard(keys.holders(digest('id 7')))).to.equal(1)
    })
  })
})
