import { expect } from 'chai'
import { Redis } from 'ioredis'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { RedisStore } from '../../../src/adapters/redis/redis-store.js'
import { startRedis } from '../../helpers/redis-server.js'
import type { RedisServer } from '../../helpers/redis-server.js'
import { startTcpProxy } from '../../helpers/tcp-proxy.js'
import type { TcpProxy } from '../../helpers/tcp-proxy.js'

describe('RedisStore as a listener', () => {
  let server: RedisServer
  let proxy: TcpProxy
  let direct: Redis
  let client: Redis
  let store: RedisStore

  beforeEach(async () => {
    server = await startRedis()
    proxy = await startTcpProxy(server.port)
    direct = new Redis(server.url)
    client = new Redis(proxy.port)
    client.on('error', () => undefined)
    store = new RedisStore(client)
  })
  afterEach(async () => {
    await store.close()
    client.disconnect()
    direct.disconnect()
    await proxy.stop()
    await server.stop()
  })

  function listen(): { heard: string[]; missed: () => Promise<void> } {
    const heard: string[] = []
    let resolve: () => void = () => undefined
    let next = new Promise<void>((done) => (resolve = done))
    store.subscribe(
      (change) => heard.push(change.userId),
      () => {
        resolve()
        next = new Promise<void>((done) => (resolve = done))
      },
    )
    return { heard, missed: () => next }
  }

  /** The feed has no event for "no longer live", since nobody may rely on being told. */
  async function isDead(): Promise<void> {
    while (store.isLive()) await wait(5)
  }

  async function connections(): Promise<number> {
    const list = await direct.client('LIST')
    return String(list).trim().split('\n').length
  }

  it('is not live before somebody listens', async () => {
    await once(client, 'ready')
    expect(store.isLive()).to.equal(false)
    expect(await connections()).to.equal(2)
  })

  it('makes one connection for all listeners and ends it, and not the client', async () => {
    const { missed } = listen()
    listen()
    await missed()
    expect(store.isLive()).to.equal(true)
    expect(await connections()).to.equal(3)
    await store.close()
    expect(store.isLive()).to.equal(false)
    while ((await connections()) > 2) await wait(5)
    expect(await client.ping()).to.equal('PONG')
  })

  it('hears a change made elsewhere within 100 ms', async () => {
    const elsewhere = new RedisStore(direct)
    const { missed } = listen()
    await missed()
    await elsewhere.announceUser('warm')
    const told = new Promise<void>((resolve) => {
      store.subscribe((change) => (change.userId === 'ann' ? resolve() : undefined))
    })
    const startedAt = performance.now()
    await elsewhere.announceUser('ann')
    await told
    expect(performance.now() - startedAt).to.be.below(100)
  })

  it('is dead the moment the connection breaks, and says that something may have been missed', async () => {
    const elsewhere = new RedisStore(direct)
    const { heard, missed } = listen()
    await missed()
    const again = missed()
    proxy.cut()
    await isDead()
    await again
    expect(store.isLive()).to.equal(true)
    const told = new Promise<void>((resolve) => store.subscribe(() => resolve()))
    await elsewhere.announceUser('ann')
    await told
    expect(heard).to.deep.equal(['ann'])
  })

  it('is dead within two seconds of a connection that falls silent, and recovers', async function () {
    this.timeout(20_000)
    const { missed } = listen()
    await missed()
    const startedAt = performance.now()
    proxy.blackHole()
    await isDead()
    expect(performance.now() - startedAt).to.be.within(900, 2500)
    const again = missed()
    proxy.heal()
    await again
    expect(store.isLive()).to.equal(true)
  })

  it('gives up a connection that stays silent', async function () {
    this.timeout(20_000)
    const { missed } = listen()
    await missed()
    const again = missed()
    proxy.blackHole()
    await isDead()
    // New connections pass again, the old one is never heard of any more.
    proxy.healNewOnes()
    await again
    expect(store.isLive()).to.equal(true)
  })

  it('stays live through quiet times', async function () {
    this.timeout(20_000)
    const { missed } = listen()
    await missed()
    const startedAt = performance.now()
    while (performance.now() - startedAt < 3000) {
      expect(store.isLive()).to.equal(true)
      await wait(50)
    }
  })

  it('takes what others write to its channel for nothing', async () => {
    const { heard, missed } = listen()
    await missed()
    for (const text of ['', '{}', '["c"]', '["x","y"]', 'null']) await direct.publish('2fa:events', text)
    const told = new Promise<void>((resolve) => store.subscribe(() => resolve()))
    await new RedisStore(direct).announceUser('ann')
    await told
    expect(heard).to.deep.equal(['ann'])
  })

  it('does not hear another prefix', async () => {
    const { heard, missed } = listen()
    await missed()
    const told = new Promise<void>((resolve) => store.subscribe(() => resolve()))
    await new RedisStore(direct, { prefix: 'other:' }).announceUser('bob')
    await new RedisStore(direct).announceUser('ann')
    await told
    expect(heard).to.deep.equal(['ann'])
  })

  it('listens on the connection it is given, and leaves it open', async () => {
    const given = client.duplicate()
    const own = new RedisStore(client, { subscriber: given })
    await new Promise<void>((resolve) => own.subscribe(() => undefined, resolve))
    expect(own.isLive()).to.equal(true)
    await own.close()
    expect(await given.ping()).to.equal('PONG')
    given.disconnect()
  })

  it('listens through a client that connects only when asked and queues nothing', async () => {
    const lazy = new Redis(proxy.port, { lazyConnect: true, enableOfflineQueue: false })
    const own = new RedisStore(lazy)
    await new Promise<void>((resolve) => own.subscribe(() => undefined, resolve))
    expect(own.isLive()).to.equal(true)
    await own.close()
    lazy.disconnect()
  })
})
