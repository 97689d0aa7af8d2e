import { expect } from 'chai'
import { Cluster, Redis } from 'ioredis'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { RedisAccountStore, RedisStore } from '../../../src/adapters/redis/index.js'
import { Keys } from '../../../src/adapters/redis/keys.js'
import { blankAccount } from '../../../src/ports/account-store.js'
import type { StateStore } from '../../../src/ports/state-store.js'
import { busyChallengeOf, challengeOf, completionOf, markOf, MINUTE, START } from '../../../src/testing/state-store/fixtures.js'
import { startRedis, startRedisCluster } from '../../helpers/redis-server.js'
import type { RedisCluster, RedisServer } from '../../helpers/redis-server.js'

const limits = { failures: 1, perMs: 15 * MINUTE, forMs: MINUTE, maxMs: MINUTE }

/** Every verb that writes, once. */
async function useAllVerbs(store: StateStore, userId: string): Promise<void> {
  const challenge = await store.openChallenge(challengeOf(userId), START)
  await store.replaceChallenge({ ...challenge, version: 2 }, START)
  await store.completeChallenge(completionOf({ ...challenge, version: 2 }, { codeDigest: 'the-code' }))
  const { id } = await store.openChallenge(busyChallengeOf(userId), START)
  await store.linkPush('the-ref', { userId, challengeId: id }, START + MINUTE, START)
  const mark = markOf(userId)
  await store.putMark(mark, START)
  await store.endMark(userId, mark.id)
  await store.putMark(markOf(userId), START)
  await store.endChallenge(userId, challenge.id)
  await store.charge({ userId, op: 'op-1', now: START, limits })
  await store.refund(userId, 'op-1')
  await store.clearFailures(userId)
  await store.charge({ userId, op: 'op-2', now: START, limits })
  await store.take({ userId, budget: 'push', op: 'op-3', now: START, windows: [{ max: 1, perMs: MINUTE }] })
  await store.pause({ userId, budget: 'push', op: 'op-4', now: START, ladderMs: [MINUTE], forgetAfterMs: MINUTE })
  await store.consumeOnce(userId, 'the-thing', 'op-5', START + MINUTE, START)
  await store.revokeUser(userId, START - 1)
  await store.announceUser(userId)
}

describe('keys in Redis', () => {
  let server: RedisServer
  let client: Redis

  beforeEach(async () => {
    server = await startRedis()
    client = new Redis(server.url)
  })
  afterEach(async () => {
    client.disconnect()
    await server.stop()
  })

  async function dump(): Promise<Map<string, string>> {
    const found = new Map<string, string>()
    for (const key of await client.keys('*')) {
      const type = await client.type(key)
      const value = type === 'hash' ? JSON.stringify(await client.hgetall(key)) : await client.get(key)
      found.set(key, value ?? '')
    }
    return found
  }

  it('all run out, a minute after what they hold', async () => {
    await useAllVerbs(new RedisStore(client), 'the-user')
    const keys = await client.keys('*')
    expect(keys.map((key) => key.replace(/^2fa:\{[\w-]{22}\}:(\w).*$/, '$1')).sort()).to.deep.equal(
      ['c', 'd', 'm', 'm', 'o', 'p', 'u'].sort(),
    )
    for (const key of keys) expect(await client.pttl(key), key).to.be.within(60_000, 32 * 24 * 60 * MINUTE)
    const challengeKey = keys.find((key) => key.includes(':c:')) ?? ''
    expect(await client.pttl(challengeKey)).to.be.within(10 * MINUTE, 11 * MINUTE)
  })

  it('hold no user id, code, reference or other name in plain text, but for the origin of a push', async () => {
    await useAllVerbs(new RedisStore(client), 'the-user')
    for (const [key, value] of await dump()) {
      expect(key).not.to.match(/the-/)
      expect(value, key).not.to.match(key.endsWith(':p') ? /the-ref|the-code/ : /the-/)
    }
  })

  it('of one user keep their hash tag under any prefix', () => {
    for (const prefix of ['2fa:', 'a', 'long:er:'] as const) {
      const keys = new Keys(prefix).of('the{user}')
      const all = [keys.user, keys.account, keys.challenge('}{'), keys.mark('{}'), keys.code('{'), keys.once('}')]
      expect(new Set(all.map((key) => /\{(.*?)\}/.exec(key)?.[1])).size).to.equal(1)
    }
  })

  for (const prefix of ['', 'a{', '}']) {
    it(`refuse the prefix ${JSON.stringify(prefix)}`, () => {
      expect(() => new RedisStore(client, { prefix })).to.throw().with.property('code', 'invalid_options')
    })
  }

  it('do not meet under two prefixes', async () => {
    const [one, two] = [new RedisStore(client), new RedisStore(client, { prefix: 'other:' })]
    const mark = markOf('u')
    await one.putMark(mark, START)
    expect(await two.readMark('u', mark.id, START)).to.equal(null)
  })

  it('take less than 700 bytes for all that one person needs who waits for a push', async () => {
    const store = new RedisStore(client)
    const challenge = busyChallengeOf('the-user')
    await store.openChallenge(challenge, START)
    await store.linkPush(challenge.push?.ref ?? '', { userId: 'the-user', challengeId: challenge.id }, START + MINUTE, START)
    let bytes = 0
    for (const key of await client.keys('*')) bytes += (await client.memory('USAGE', key)) ?? 0
    expect(bytes).to.be.below(700)
  })

  it('of accounts stay for ever', async () => {
    await writeAccount()
    const keys = await client.keys('*')
    expect(keys.map((key) => key.replace(/\{[\w-]{22}\}/, '')).sort()).to.deep.equal(['2fa::a', '2fa::h', '2fa:accounts'])
    for (const key of keys) expect(await client.pttl(key)).to.equal(-1)
  })

  it('of accounts hold no id in plain text, but for the account itself', async () => {
    await writeAccount()
    for (const key of await client.keys('*')) {
      expect(key).not.to.match(/the-/)
      if (!key.endsWith(':a')) expect((await client.zrange(key, '0', '-1')).join(), key).not.to.match(/the-/)
    }
  })

  async function writeAccount(): Promise<void> {
    const factor = { providerId: 'the-id', phoneHint: '', methods: ['push'], registeredAt: 0, registeredBy: 'batch' } as const
    const accounts = new RedisAccountStore(client)
    await accounts.write({ ...blankAccount('the-user'), factor }, 0)
    await accounts.holders('the-id')
  }
})

describe('keys in a Redis Cluster', () => {
  let cluster: RedisCluster
  let client: Cluster

  before(async () => {
    cluster = await startRedisCluster()
    client = new Cluster([...cluster.nodes])
    await once(client, 'ready')
  })
  after(async () => {
    client.disconnect()
    await cluster.stop()
  })

  it('of one user lie in one slot, whatever the id: 1,000 random ones', async () => {
    const store = new RedisStore(client, { commandTimeoutMs: 5000 })
    const alphabet = '{}:*\0a\n😀'
    const userIds = Array.from({ length: 1000 }, (_, i) => {
      const noise = [...randomBytes(1 + (i % 12))].map((byte) => alphabet.charAt(byte % alphabet.length)).join('')
      return `${noise}${i}`
    })
    for (let i = 0; i < userIds.length; i += 50) {
      await Promise.all(userIds.slice(i, i + 50).map((userId) => useAllVerbs(store, userId)))
    }
    for (const userId of userIds.slice(0, 100)) expect(await store.lockedUntil(userId, START)).to.equal(START + MINUTE)
  })
})
