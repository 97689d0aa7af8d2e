/**
 * The shop in two processes on one Redis and one database, their phone, and a third party that shares both: the help
 * desk and whoever looks at what is stored.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Redis } from 'ioredis'
import { AuthyProvider, createSecondFactor } from 'passport-authy'
import type { AccountRecord, SecondFactor, SecondFactorEvent } from 'passport-authy'
import { startEmulator } from 'passport-authy/emulator'
import { RedisStore } from 'passport-authy/redis'
import { SqlAccountStore } from 'passport-authy/sql'
import { openDatabase } from '../../example-app/database.js'
import type { Database } from '../../example-app/database.js'
import { Outbox } from '../../example-app/outbox.js'
import { Users } from '../../example-app/users.js'
import { Person } from '../helpers/person.js'
import type { Answer } from '../helpers/person.js'
import { Phone } from '../helpers/phone.js'
import { startRedis } from '../helpers/redis-server.js'
import { startShopProcess } from '../helpers/shop-process.js'
import type { ShopProcess } from '../helpers/shop-process.js'
import { startTcpProxy } from '../helpers/tcp-proxy.js'
import type { TcpProxy } from '../helpers/tcp-proxy.js'
import { startPhoneWire } from './phone-wire.js'
import type { PhoneWire } from './phone-wire.js'

export const HOME = 'http://shop.test'
export const SESSION_SECRET = 'session-secret-session-secret-session'
export const SECRET = 'second-factor-secret-second-factor-secret'
export const DAY = 24 * 60 * 60
/** Of everybody, and marked, so that it would be found wherever it was written. */
export const PASSWORD = 'marker-password-7d1f'

export interface Rig {
  readonly shops: readonly [ShopProcess, ShopProcess]
  readonly phone: Phone
  /** Between the shops and Redis. */
  readonly wire: TcpProxy
  /** Between the shops and the provider. */
  readonly phoneWire: PhoneWire
  readonly redis: Redis
  readonly database: Database
  readonly users: Users
  readonly accounts: SqlAccountStore
  /** A third process in all but name: same Redis, same database, same secret. */
  readonly office: SecondFactor
  readonly officeEvents: SecondFactorEvent[]
  /** Writes the policy anew and waits until both processes follow it. */
  usePolicy(policy: object): Promise<void>
  newDay(): Promise<void>
  advance(seconds: number): Promise<void>
  /** The code in the newest text on any phone. */
  newestText(): Promise<string>
  /** Lets Redis be reached again, and waits until both processes know. */
  heal(): Promise<void>
  /** Subjects of the messages to this person, newest first, once there are so many: nobody waits for them. */
  messagesTo(username: string, count: number): Promise<readonly string[]>
  record(username: string): Promise<AccountRecord | undefined>
  at(index: number): Person
  signedIn(username: string, index?: number): Promise<Person>
  /** Asks for a push in one process, approves it, and finishes in the other. */
  approve(person: Person, username: string, body?: object): Promise<Answer>
  /** All the way in: the password in A, the factor in B. */
  inside(username: string, body?: object): Promise<Person>
  /** Statuses of the protected page in A and in B. */
  opens(person: Person): Promise<readonly [number, number]>
  /** @throws AssertionError when a shop crashed or logged what it must not */
  stop(): Promise<void>
}

export const OPEN = [200, 200]
export const SHUT = [401, 401]

export interface SeedPerson {
  readonly username: string
  readonly state?: AccountRecord['state']
  readonly groups?: readonly string[]
  readonly roles?: readonly string[]
  /** The number's last four digits; each has one of its own otherwise. */
  readonly line?: string
  readonly email?: string
}

export function mailOf(username: string): string {
  return `${username}@shop.example`
}

export function policyOf(fields: object): object {
  const head = { apiVersion: 'second-factor/v1', kind: 'PolicySet', metadata: { name: 'security', owner: 'tests@shop.example' } }
  return { ...head, recovery: { help_url: 'https://help.shop.example/2fa' }, ...fields }
}

export async function startRig({ policy, people }: { readonly policy: object; readonly people: readonly SeedPerson[] }): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'security-'))
  const policyFile = join(folder, 'policy.yaml')
  writeFileSync(policyFile, JSON.stringify(policy))
  writeFileSync(join(folder, 'users.json'), JSON.stringify(people.map(seedRow)))
  const [server, emulator] = await Promise.all([startRedis(), startEmulator({ port: 0 })])
  const [wire, phoneWire] = await Promise.all([startTcpProxy(server.port), startPhoneWire(emulator.url)])
  const env = {
    REDIS_URL: `redis://127.0.0.1:${wire.port}`,
    DATABASE_FILE: join(folder, 'shop.db'),
    POLICY_FILE: policyFile,
    USERS_FILE: join(folder, 'users.json'),
    EMULATOR_PORT: String(phoneWire.port),
    PUBLIC_URL: HOME,
    SESSION_SECRET,
    SECOND_FACTOR_SECRET: SECRET,
    LOG_FORMAT: 'json',
  }
  // The first one registers everybody; the second finds them.
  const first = await startShopProcess(env)
  const shops = [first, await startShopProcess(env)] as const
  const phone = new Phone(emulator.url)
  const redis = new Redis(server.url)
  const database = openDatabase(join(folder, 'shop.db'))
  const users = new Users(database)
  const outbox = new Outbox(database)
  const accounts = new SqlAccountStore(database)
  const storeClient = new Redis(server.url)
  const officeEvents: SecondFactorEvent[] = []
  const office = createSecondFactor({
    provider: new AuthyProvider({ apiKey: 'demo_shop', apiUrl: phoneWire.url }),
    accounts,
    store: new RedisStore(storeClient),
    policy: policyFile,
    user: ({ id, groups, roles, email, locale }) => ({ id, groups, roles, email, locale, firstFactor: 'password' }),
    loadUser: (id) => users.find(id),
    notify: ({ to, subject, text, at: sentAt }) => outbox.add({ to: to.userId, subject, text, at: sentAt }),
    publicUrl: HOME,
    secret: SECRET,
    clock: emulator.clock,
    events: { emit: (event) => officeEvents.push(event) },
  })

  const health = async (shop: ShopProcess): Promise<Health> => (await fetch(`${shop.url}/healthz`)).json() as Promise<Health>
  /** The shops hear of it by themselves, a moment later than we do. */
  const followClock = async (): Promise<void> => {
    for (const shop of shops) {
      const isBehind = async (): Promise<boolean> => -(await health(shop)).store.skew_ms < emulator.clock.now() - Date.now() - 2000
      while (await isBehind()) await nextTurn()
    }
  }
  const advance = async (seconds: number): Promise<void> => {
    await phone.advance(seconds)
    await followClock()
  }
  const at = (index: number): Person => new Person(shops[index % 2 === 0 ? 0 : 1].url, HOME)
  const signedIn = async (username: string, index = 0): Promise<Person> => {
    const person = at(index)
    const answer = await person.signIn(username, PASSWORD)
    expect(answer.status, `${username} signs in`).to.equal(200)
    return person
  }
  const move = (person: Person): void => {
    person.origin = person.origin === shops[0].url ? shops[1].url : shops[0].url
  }
  const approve = async (person: Person, username: string, body: object = {}): Promise<Answer> => {
    await person.post('/2fa/push')
    await phone.answer(mailOf(username), 'approve')
    move(person)
    return person.post('/2fa/complete', body)
  }
  const inside = async (username: string, body: object = {}): Promise<Person> => {
    const person = await signedIn(username)
    expect((await approve(person, username, body)).status, `${username} gets in`).to.equal(200)
    return person
  }
  const opens = async (person: Person): Promise<readonly [number, number]> => {
    const before = person.origin
    const statuses: number[] = []
    for (const shop of shops) {
      person.origin = shop.url
      statuses.push((await person.get('/api/account')).status)
    }
    person.origin = before
    return [statuses[0] ?? 0, statuses[1] ?? 0]
  }
  const usePolicy = async (next: object): Promise<void> => {
    const before = await Promise.all(shops.map(health))
    writeFileSync(policyFile, JSON.stringify(next))
    office.policy.reload()
    for (const [index, shop] of shops.entries()) {
      shop.child.kill('SIGHUP')
      while ((await health(shop)).policy.revision === before[index]?.policy.revision) await nextTurn()
    }
  }
  /** What holds for every case: nothing crashed, and no log has a secret or a whole number. */
  const checkShops = (): void => {
    for (const { child, output } of shops) {
      expect(child.exitCode).to.equal(null)
      expect(output()).to.not.match(/unhandled|uncaught/i)
      for (const secret of [PASSWORD, SECRET, SESSION_SECRET, 'demo_shop']) expect(output()).to.not.include(secret)
      expect(output()).to.not.match(/415555\d{4}/)
    }
  }
  const stop = async (): Promise<void> => {
    wire.heal()
    await Promise.all(shops.map((shop) => shop.stop()))
    await office.close()
    redis.disconnect()
    storeClient.disconnect()
    database.close()
    await phoneWire.stop()
    await emulator.close()
    await wire.stop()
    await server.stop()
    rmSync(folder, { recursive: true })
  }
  const end = async (): Promise<void> => {
    try {
      checkShops()
    } finally {
      await stop()
    }
  }
  return {
    shops, phone, wire, phoneWire, redis, database, users, accounts, office, officeEvents, usePolicy, advance, at, signedIn, approve, inside, opens,
    stop: end,
    newDay: async () => {
      await phone.newDay()
      await followClock()
    },
    newestText: async () => {
      const texts = (await (await fetch(`${emulator.url}/_/messages`)).json()) as { readonly code: string }[]
      return texts.at(-1)?.code ?? ''
    },
    heal: async () => {
      wire.heal()
      for (const shop of shops) while (!(await health(shop)).store.live) await nextTurn()
    },
    messagesTo: async (username, count) => {
      while (outbox.messagesTo(username).length < count) await nextTurn()
      return outbox.messagesTo(username).map(({ subject }) => subject)
    },
    record: async (username) => (await accounts.read(username))?.record,
  }
}

interface Health {
  readonly policy: { readonly revision: string }
  readonly store: { readonly skew_ms: number; readonly live: boolean }
}

function seedRow({ username, line, ...more }: SeedPerson, index: number): object {
  const phone = `415555${line ?? String(1000 + index)}`
  return { username, password: PASSWORD, email: mailOf(username), country_code: '1', phone, state: 'enrolled', has_app: true, ...more }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Every key of Redis with all that is in it, as text. */
export async function dumpOf(redis: Redis): Promise<string> {
  const parts: string[] = []
  for await (const keys of redis.scanStream()) {
    for (const key of keys as string[]) parts.push(key, JSON.stringify(await contentOf(redis, key)))
  }
  return parts.join('\n')
}

async function contentOf(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key)
    case 'hash':
      return redis.hgetall(key)
    case 'zset':
      return redis.zrange(key, '0', '-1', 'WITHSCORES')
    case 'stream':
      return redis.xrange(key, '-', '+')
    case 'set':
      return redis.smembers(key)
    case 'list':
      return redis.lrange(key, 0, -1)
    default:
      return null
  }
}

/** Name of the session's key in Redis, from the cookie (`s:<id>.<signature>`). */
export function sessionKeyOf(person: Person): string {
  const value = decodeURIComponent(person.cookie('shop.sid') ?? '')
  return `shop:session:${value.slice(2, value.indexOf('.'))}`
}

/** A client that keeps tokens instead of cookies. */
export interface BearerClient {
  post(path: string, body?: unknown): Promise<Answer>
  get(path: string): Promise<Answer>
}

export function bearer(rig: Rig, token: unknown, index = 0, type = 'Bearer'): BearerClient {
  const headers = { authorization: `${type} ${String(token)}` }
  return {
    post: (path, body = {}) => rig.at(index).post(path, body, headers),
    get: (path) => rig.at(index).get(path, headers),
  }
}
