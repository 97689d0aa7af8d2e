import { expect } from 'chai'
import { Redis } from 'ioredis'
import { Redis as Redis5 } from 'ioredis5'
import { inspect } from 'node:util'
import { RedisAccountStore, RedisStore } from '../../../src/adapters/redis/index.js'
import type { RedisClient } from '../../../src/adapters/redis/index.js'
import { Keys } from '../../../src/adapters/redis/keys.js'
import { isSecondFactorError } from '../../../src/errors.js'
import { blankAccount } from '../../../src/ports/account-store.js'
import { challengeOf, completionOf, markOf, MINUTE, START } from '../../../src/testing/state-store/fixtures.js'
import { startRedis } from '../../helpers/redis-server.js'
import type { RedisServer } from '../../helpers/redis-server.js'
import { startTcpProxy } from '../../helpers/tcp-proxy.js'
import type { TcpProxy } from '../../helpers/tcp-proxy.js'

const limits = { failures: 5, perMs: 15 * MINUTE, forMs: MINUTE, maxMs: MINUTE }
const windows = [{ max: 2, perMs: MINUTE }]

function charge(store: RedisStore, userId: string, op: string): Promise<unknown> {
  return store.charge({ userId, op, now: START, limits })
}

/** Says which words the error shows; fails when there is none or another one. */
async function unavailable(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (!isSecondFactorError(error)) throw error
    expect(error.code).to.equal('store_unavailable')
    expect(error.retryAfterSeconds).to.equal(2)
    expect(inspect(error, { depth: 9, showHidden: true })).not.to.match(/secret|2fa:/)
    return error.message
  }
  throw new Error('this should have failed')
}

describe('RedisStore on a Redis that fails', () => {
  let server: RedisServer
  let client: Redis

  beforeEach(async () => {
    server = await startRedis()
    client = new Redis(server.url)
    client.on('error', () => undefined)
  })
  afterEach(async () => {
    client.disconnect()
    await server.stop()
  })

  it('answers within the deadline while Redis is silent, and works again afterwards', async () => {
    const store = new RedisStore(client, { commandTimeoutMs: 200 })
    await charge(store, 'secret-user', '1')
    server.pause()
    const startedAt = performance.now()
    expect(await unavailable(charge(store, 'secret-user', '2'))).to.equal('Redis did not answer within 200 ms.')
    expect(performance.now() - startedAt).to.be.within(190, 1000)
    server.resume()
    // The attempt that was given up has been counted all the same.
    expect(await charge(store, 'secret-user', '2')).to.deep.equal({ kind: 'charged', left: 3 })
  })

  it('answers at once while Redis is known to be gone', async () => {
    const store = new RedisStore(client, { commandTimeoutMs: 200 })
    await charge(store, 'secret-user', '1')
    await server.stop()
    await unavailable(charge(store, 'secret-user', '2'))
    const startedAt = performance.now()
    expect(await unavailable(charge(store, 'secret-user', '3'))).to.equal('Redis cannot be reached.')
    expect(performance.now() - startedAt).to.be.below(50)
  })

  it('knows no half truths when Redis forgets its scripts again and again', async () => {
    const store = new RedisStore(client)
    const results = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        await client.script('FLUSH')
        return store.consumeOnce('user', `what ${i % 50}`, `op ${i}`, START + MINUTE, START)
      }),
    )
    expect(results.filter((result) => result === 'first')).to.have.length(50)
  })

  it('grants nothing on keys of another type or with other content', async () => {
    const store = new RedisStore(client)
    const keys = new Keys('2fa:').of('secret-user')
    const challenge = challengeOf('secret-user')
    const request = completionOf(challenge, { codeDigest: 'secret-code' })
    const calls = (): Promise<unknown>[] => [
      charge(store, 'secret-user', '1'),
      store.take({ userId: 'secret-user', budget: 'push', op: '1', now: START, windows }),
      store.consumeOnce('secret-user', 'what', '1', START + MINUTE, START),
      store.lockedUntil('secret-user', START),
      store.readMark('secret-user', 'mark', START),
      store.completeChallenge(request),
    ]
    const all = [keys.user, keys.once('what'), keys.mark('mark'), keys.challenge(challenge.id)]
    for (const key of all) await client.rpush(key, 'secret')
    for (const call of calls()) await unavailable(call)
    for (const key of all) await client.set(key, 'secret')
    await client.del(keys.user)
    for (const field of ['f', 't:push', 'e']) await client.hset(keys.user, field, 'secret')
    for (const call of calls()) await unavailable(call)
  })

  it('uses nothing up when the code cannot be looked up', async () => {
    const store = new RedisStore(client)
    const challenge = await store.openChallenge(challengeOf('secret-user'), START)
    await client.rpush(new Keys('2fa:').of('secret-user').code('secret-code'), 'secret')
    const request = completionOf(challenge, { codeDigest: 'secret-code' })
    await unavailable(store.completeChallenge(request))
    expect(await store.readChallenge('secret-user', challenge.id, START)).to.deep.equal(challenge)
    expect(await store.readMark('secret-user', request.mark.id, START + 1)).to.equal(null)
  })

  for (const [word, args] of [
    ['OOM', ['--maxmemory', '1', '--maxmemory-policy', 'noeviction']],
    ['READONLY', ['--replicaof', '127.0.0.1 1']],
    ['NOAUTH', ['--requirepass', 'word']],
  ] as const) {
    it(`says ${word} and nothing else`, async () => {
      const other = await startRedis(args)
      const its = new Redis(other.url, { enableReadyCheck: false })
      its.on('error', () => undefined)
      const store = new RedisStore(its)
      try {
        expect(await unavailable(charge(store, 'secret-user', '1'))).to.equal(`Redis answered ${word}.`)
        expect(await unavailable(store.putMark(markOf('secret-user'), START))).to.equal(`Redis answered ${word}.`)
      } finally {
        its.disconnect()
        await other.stop()
      }
    })
  }

  it('measures how far the clock of Redis is from ours', async () => {
    const store = new RedisStore(client)
    const { skewMs, roundTripMs } = await store.ping(Date.now() - 60_000)
    expect(skewMs).to.be.within(59_000, 61_000)
    expect(roundTripMs).to.be.within(0, 1000)
  })
})

const connections: Record<string, (port: number) => RedisClient & { disconnect: () => void }> = {
  'ioredis 6': (port) => new Redis(port),
  'ioredis 5': (port) => new Redis5(port),
}

for (const [name, connect] of Object.entries(connections)) {
  describe(`RedisStore when an answer is lost and ${name} asks again`, () => {
    let server: RedisServer
    let proxy: TcpProxy
    let client: RedisClient & { disconnect: () => void }
    let store: RedisStore

    before(async () => {
      server = await startRedis()
      proxy = await startTcpProxy(server.port)
      client = connect(proxy.port)
      store = new RedisStore(client, { commandTimeoutMs: 5000 })
    })
    after(async () => {
      client.disconnect()
      await proxy.stop()
      await server.stop()
    })

    async function losingItsAnswer<T>(work: () => Promise<T>): Promise<T> {
      const lost = proxy.loseAnswerTo('evalsha')
      const [result] = await Promise.all([work(), lost])
      return result
    }

    it('counts an attempt once', async () => {
      await charge(store, 'u', '1')
      expect(await losingItsAnswer(() => charge(store, 'u', '2'))).to.deep.equal({ kind: 'charged', left: 3 })
      expect(await charge(store, 'u', '3')).to.deep.equal({ kind: 'charged', left: 2 })
    })

    it('completes once, with the mark of the first time', async () => {
      const challenge = await store.openChallenge(challengeOf('u'), START)
      const other = await store.openChallenge(challengeOf('u'), START)
      await store.completeChallenge(completionOf(other))
      const request = completionOf(challenge, { codeDigest: 'code' })
      const result = await losingItsAnswer(() => store.completeChallenge(request))
      expect(result).to.deep.equal({ kind: 'completed', mark: request.mark })
      expect(await store.readMark('u', request.mark.id, START + 1)).to.deep.equal(request.mark)
    })

    it('is first with what may happen once', async () => {
      await store.consumeOnce('u', 'warm', '1', START + MINUTE, START)
      const consume = (op: string): Promise<string> => store.consumeOnce('u', 'what', op, START + MINUTE, START)
      expect(await losingItsAnswer(() => consume('1'))).to.equal('first')
      expect(await consume('2')).to.equal('used')
    })

    it('has replaced the challenge', async () => {
      const challenge = await store.openChallenge(challengeOf('u'), START)
      await store.replaceChallenge({ ...challenge, version: 2 }, START)
      const next = { ...challenge, attempts: 1, version: 3 }
      expect(await losingItsAnswer(() => store.replaceChallenge(next, START))).to.deep.equal({
        kind: 'replaced',
        challenge: next,
      })
    })

    it('takes and pauses once', async () => {
      const take = (op: string): Promise<unknown> => store.take({ userId: 'u', budget: 'push', op, now: START, windows })
      await take('1')
      expect(await losingItsAnswer(() => take('2'))).to.deep.equal({ kind: 'taken' })
      const ladderMs = [MINUTE, 5 * MINUTE]
      const pause = (op: string): Promise<number> =>
        store.pause({ userId: 'p', budget: 'push', op, now: START, ladderMs, forgetAfterMs: 60 * MINUTE })
      await store.pause({ userId: 'q', budget: 'push', op: '1', now: START, ladderMs, forgetAfterMs: MINUTE })
      expect(await losingItsAnswer(() => pause('1'))).to.equal(START + MINUTE)
    })

    it('has written the account', async () => {
      const accounts = new RedisAccountStore(client, { commandTimeoutMs: 5000 })
      await accounts.write(blankAccount('u'), 0)
      expect(await losingItsAnswer(() => accounts.write({ ...blankAccount('u'), graceUsed: 1 }, 1))).to.equal(true)
      expect((await accounts.read('u'))?.version).to.equal(2)
    })

    it('has entered the account among the holders of its new id', async () => {
      const accounts = new RedisAccountStore(client, { commandTimeoutMs: 5000 })
      const factor = { providerId: 'p', phoneHint: '', methods: ['push'], registeredAt: 0, registeredBy: 'batch' } as const
      await accounts.write(blankAccount('h'), 0)
      expect(await losingItsAnswer(() => accounts.write({ ...blankAccount('h'), factor }, 1))).to.equal(true)
      expect(await losingItsAnswer(() => accounts.holders('p'))).to.deep.equal(['h'])
    })
  })
}
