/** Puts the shop together from its configuration and starts it. */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import session from 'express-session'
import { AuthyProvider, createSecondFactor, MemoryStore, RedisStreamLog, severalSinks } from 'passport-authy'
import type { Clock, SecondFactor, StateStore } from 'passport-authy'
import { checkRedis, RedisStore } from 'passport-authy/redis'
import { SqlAccountStore } from 'passport-authy/sql'
import { makeShop } from './app.js'
import { StartRefused } from './config.js'
import type { Config } from './config.js'
import { openDatabase } from './database.js'
import { logEvents } from './log.js'
import { notifyBy } from './notify.js'
import { OneUseCodes } from './one-use-codes.js'
import { Outbox } from './outbox.js'
import { startPhone } from './phone.js'
import type { Phone } from './phone.js'
import { makeAdminCode, shopProofs } from './proofs.js'
import { connectRedis } from './redis.js'
import type { RedisClient } from './redis.js'
import { readSeed, seed } from './seed.js'
import { RedisSessionStore } from './session-store.js'
import { Transfers } from './transfers.js'
import { Users } from './users.js'
import { SHOP_WORDS } from './words.js'

export interface Shop {
  readonly secondFactor: SecondFactor
  readonly url: string
  readonly phoneUrl: string | null
  close(): Promise<void>
}

export async function startShop(config: Config): Promise<Shop> {
  const people = readSeed(config.usersFile)
  const database = openDatabase(config.databaseFile)
  const redis = config.redisUrls.length === 0 ? null : await connectRedis(config.redisUrls, rateLimited('Redis'))
  if (redis !== null) await warnOfEviction(redis)
  const phone = config.authy === null ? await startPhone(config.emulatorPort, `${config.publicUrl}/2fa/callback`) : null
  const users = new Users(database)
  const accounts = new SqlAccountStore(database)
  const provider = new AuthyProvider(config.authy ?? { apiUrl: phone?.url ?? '', apiKey: phone?.apiKey ?? '' })
  const clock: Clock = phone?.clock ?? { now: () => Date.now() }
  const outbox = new Outbox(database)
  const proofParts = { codes: new OneUseCodes(database, clock), outbox, clock, publicUrl: config.publicUrl, logFormat: config.logFormat }
  const secondFactor = createSecondFactor({
    provider,
    accounts,
    store: stateStore(redis),
    policy: config.policyFile,
    policyHistory: `${config.policyFile}.history`,
    user: ({ id, groups, roles, attributes, created, email, locale }) => ({ id, groups, roles, attributes, created, email, locale, firstFactor: 'password' }),
    loadUser: (id) => users.find(id),
    notify: notifyBy(outbox, config.logFormat),
    proofs: shopProofs(proofParts),
    publicUrl: config.publicUrl,
    secret: config.secondFactorSecret,
    appName: 'Paper & Pine',
    words: SHOP_WORDS,
    signInPath: '/login',
    events: redis === null ? logEvents(config.logFormat) : severalSinks(logEvents(config.logFormat), new RedisStreamLog(redis)),
    clock,
  })
  await seed({ users, accounts, provider, clock, phoneUrl: phone?.url ?? null }, people)
  const shop = makeShop({
    users,
    secondFactor,
    outbox,
    transfers: new Transfers(database, clock),
    clock,
    makeAdminCode: (userId) => makeAdminCode(proofParts, userId),
    sessionStore: redis === null ? new session.MemoryStore() : new RedisSessionStore(redis),
    sessionSecret: config.sessionSecret,
    isSecure: config.publicUrl.startsWith('https:'),
    phoneUrl: phone?.url.replace('127.0.0.1', 'localhost') ?? null,
  })
  const server = await listen(createServer(shop), config)
  const parts = { server, secondFactor, redis, phone, database }
  return { secondFactor, url: urlOf(config, server), phoneUrl: phone?.url ?? null, close: () => closeAll(parts) }
}

/** Counters and locks all expire, so any other policy throws them away first when memory runs short. */
async function warnOfEviction(redis: RedisClient): Promise<void> {
  const { mayEvict, maxmemoryPolicy } = await checkRedis(redis)
  if (mayEvict === true) console.warn(`Warning: Redis runs with maxmemory-policy ${maxmemoryPolicy ?? ''}; set it to noeviction, or limits may be forgotten.`)
}

function stateStore(redis: RedisClient | null): StateStore {
  return redis === null ? new MemoryStore() : new RedisStore(redis)
}

function listen(server: Server, { port, host }: Config): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'the port is taken; set PORT to another one' : (error.code ?? 'unknown')
      reject(new StartRefused(`The shop cannot listen on ${host}:${port}: ${why}.`))
    })
    server.listen(port, host, () => resolve(server))
  })
}

function urlOf({ host, port }: Config, server: Server): string {
  const name = host === '127.0.0.1' ? 'localhost' : host
  return `http://${name}:${port === 0 ? (server.address() as AddressInfo).port : port}`
}

interface Running {
  readonly server: Server
  readonly secondFactor: { close(): Promise<void> }
  readonly redis: RedisClient | null
  readonly phone: Phone | null
  readonly database: { close(): unknown }
}

async function closeAll({ server, secondFactor, redis, phone, database }: Running): Promise<void> {
  await secondFactor.close()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
  await phone?.close()
  redis?.disconnect()
  database.close()
}

/** A failing dependency can report hundreds of errors a second; one line a second says as much. */
function rateLimited(name: string): (message: string) => void {
  let last = 0
  return (message) => {
    const now = Date.now()
    if (now - last > 1000) console.error(`${name}: ${message}`)
    last = now - last > 1000 ? now : last
  }
}
