/** Two processes on one Redis and one database: what may happen once happens once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Redis } from 'ioredis'
import { Person } from '../helpers/person.js'
import type { Answer } from '../helpers/person.js'
import { Phone } from '../helpers/phone.js'
import { startRedis } from '../helpers/redis-server.js'
import type { RedisServer } from '../helpers/redis-server.js'
import { freePort, startShopProcess } from '../helpers/shop-process.js'
import type { ShopProcess } from '../helpers/shop-process.js'

const POLICY = `
apiVersion: second-factor/v1
kind: PolicySet
metadata: { name: two-processes, owner: tests@shop.example }
recovery: { help_url: https://help.shop.example/2fa }
defaults:
  challenge: { when: every_login, methods: [push, totp, sms, voice] }
rules:
  - id: everyone
    enrollment: { model: mandatory, grace_period: { logins: 3 }, on_expiry: lock }
`

const PEOPLE = ['ann', 'pat', 'rob', 'tom'].map((username, at) => ({
  username,
  password: 'correct-horse',
  email: `${username}@shop.example`,
  country_code: '1',
  phone: `415555013${at}`,
  state: username === 'pat' ? 'pending' : 'enrolled',
  has_app: true,
}))

describe('Two processes', () => {
  let folder: string
  let redis: RedisServer
  let shops: readonly [ShopProcess, ShopProcess]
  let phone: Phone

  before(async function () {
    this.timeout(60_000)
    folder = mkdtempSync(join(tmpdir(), 'two-processes-'))
    writeFileSync(join(folder, 'policy.yaml'), POLICY)
    writeFileSync(join(folder, 'users.json'), JSON.stringify(PEOPLE))
    redis = await startRedis()
    const env = {
      REDIS_URL: redis.url,
      DATABASE_FILE: join(folder, 'shop.db'),
      POLICY_FILE: join(folder, 'policy.yaml'),
      USERS_FILE: join(folder, 'users.json'),
      EMULATOR_PORT: String(await freePort()),
      PUBLIC_URL: 'http://shop.test',
      SESSION_SECRET: 'session-secret-session-secret-session',
      SECOND_FACTOR_SECRET: 'second-factor-secret-second-factor-secret',
    }
    const first = await startShopProcess(env)
    shops = [first, await startShopProcess(env)]
    phone = new Phone(first.phoneUrl)
  })
  after(async () => {
    await Promise.all(shops.map((shop) => shop.stop()))
    await redis.stop()
    rmSync(folder, { recursive: true })
  })

  const at = (index: number): Person => new Person(shops[index % 2 === 0 ? 0 : 1].url, 'http://shop.test')

  async function signedIn(username: string, count: number): Promise<Person[]> {
    const people = Array.from({ length: count }, (_, index) => at(index))
    await Promise.all(people.map((person) => person.signIn(username)))
    return people
  }

  it('carry one sign-in between them: begun in one, approved, completed in the other', async () => {
    const ann = at(0)
    expect((await ann.signIn('ann')).json).to.include({ outcome: 'challenge' })
    await phone.answer('ann@shop.example', 'approve')
    ann.origin = shops[1].url
    expect((await ann.post('/2fa/complete')).status).to.equal(200)
    expect((await ann.page('/account')).text).to.include('Order history of ann')
    ann.origin = shops[0].url
    expect((await ann.get('/api/account')).status).to.equal(200)
  })

  it('let exactly 3 of 100 sign-ins skip when grace has 3 logins', async function () {
    this.timeout(60_000)
    const people = await signedIn('pat', 100)
    const skips = await Promise.all(people.map((person) => person.post('/2fa/skip')))
    const through = await Promise.all(people.map((person) => person.get('/api/account')))
    expect(count(skips, 200)).to.equal(3)
    expect(skips.filter(({ status }) => status !== 200).every(({ json }) => json['code'] === 'no_grace_left')).to.equal(true)
    expect(count(through, 200)).to.equal(3)
  })

  it('let the provider see at most 5 of 200 wrong codes over 20 sessions, and refuse the right one meanwhile', async function () {
    this.timeout(60_000)
    const people = await signedIn('rob', 20)
    const before = await phone.verifyCalls()
    const tries = people.flatMap((person) => Array.from({ length: 10 }, () => person))
    const answers = await Promise.all(tries.map((person) => person.post('/2fa/verify', { code: '0000001' })))
    expect((await phone.verifyCalls()) - before).to.be.within(1, 5)
    expect(answers.every(({ status }) => [422, 429, 409].includes(status))).to.equal(true)
    const right = await at(1).signIn('rob').then(() => people[1]?.post('/2fa/verify', { code: '0000002' }))
    expect(right?.status).to.equal(429)
    const owner = people[0]
    const locked = await owner?.post('/2fa/verify', { code: await phone.appCode('rob@shop.example') })
    expect([locked?.status, locked?.json['code']]).to.deep.equal([429, 'locked'])
  })

  it('send one push when one session asks both at once', async () => {
    const tom = at(0)
    await tom.signIn('tom')
    await phone.answer('tom@shop.example', 'deny')
    await tom.post('/2fa/complete')
    await phone.advance(60)
    const twin = tom.copy()
    twin.origin = shops[1].url
    const sent = await Promise.all([tom.post('/2fa/push'), twin.post('/2fa/push')])
    expect(sent.map(({ status }) => status)).to.deep.equal([202, 202])
    expect((await phone.approvals('tom@shop.example')).filter(({ status }) => status === 'pending')).to.have.length(1)
  })

  it('end a sign-in in both within a tenth of a second', async () => {
    const ann = at(0)
    await phone.newDay()
    await ann.signIn('ann')
    await phone.answer('ann@shop.example', 'approve')
    expect((await ann.post('/2fa/complete')).status).to.equal(200)
    const elsewhere = ann.copy()
    elsewhere.origin = shops[1].url
    expect((await elsewhere.get('/api/account')).status).to.equal(200)
    await ann.post('/logout')
    const until = performance.now() + 100
    let open = 0
    while (performance.now() < until) open = (await elsewhere.get('/api/account')).status
    expect(open).to.equal(401)
  })

  it('cost a verified session no round trip beyond the session’s own', async () => {
    const ann = at(0)
    await phone.newDay()
    await ann.signIn('ann')
    await phone.answer('ann@shop.example', 'approve')
    await ann.post('/2fa/complete')
    await ann.get('/api/account')
    const before = await commands(redis.url)
    for (let times = 0; times < 50; times += 1) expect((await ann.get('/api/account')).status).to.equal(200)
    const after = await commands(redis.url)
    expect(after.get('getex') ?? 0).to.equal((before.get('getex') ?? 0) + 50)
    for (const name of ['evalsha', 'eval', 'get', 'mget', 'hget', 'set']) expect(after.get(name) ?? 0, name).to.equal(before.get(name) ?? 0)
  })

  it('cost a waiting browser no command of its own', async function () {
    this.timeout(30_000)
    const tom = at(1)
    await phone.newDay()
    await tom.signIn('tom')
    const stream = await fetch(`${shops[1].url}/2fa/events`, { headers: { cookie: tom.cookies() } })
    const reader = stream.body?.getReader()
    await reader?.read()
    const before = await commands(redis.url)
    await polled(phone, 1)
    const after = await commands(redis.url)
    for (const name of ['evalsha', 'eval', 'getex', 'get']) expect(after.get(name) ?? 0, name).to.equal(before.get(name) ?? 0)
    await phone.answer('tom@shop.example', 'approve')
    expect(new TextDecoder().decode((await reader?.read())?.value)).to.include('"status":"approved"')
    await reader?.cancel()
  })

  it('leave no phone number, code, or provider id in Redis', async () => {
    const client = new Redis(redis.url)
    const dump: string[] = []
    for await (const keys of client.scanStream()) {
      for (const key of keys as string[]) dump.push(key, ...(await values(client, key)))
    }
    client.disconnect()
    const text = dump.join('\n')
    expect(text.length).to.be.greaterThan(100)
    expect(text).not.to.match(/415555013\d/)
    expect(text).not.to.include('0000001')
    expect(text).not.to.include('demo_')
  })
})

function count(answers: readonly Answer[], status: number): number {
  return answers.filter((answer) => answer.status === status).length
}

/** How often each command ran so far. */
async function commands(url: string): Promise<Map<string, number>> {
  const client = new Redis(url)
  const text = await client.info('commandstats')
  client.disconnect()
  return new Map([...text.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(([, name = '', calls]) => [name, Number(calls)]))
}

async function values(client: Redis, key: string): Promise<string[]> {
  const type = await client.type(key)
  if (type === 'string') return [(await client.get(key)) ?? '']
  if (type === 'hash') return Object.values(await client.hgetall(key))
  return []
}

/** Waits until the provider was asked about the push `times` more times. */
async function polled(phone: Phone, times: number): Promise<void> {
  const asked = async (): Promise<number> => (await phone.requests()).filter(({ method, path }) => method === 'GET' && path.includes('approval_requests')).length
  const start = await asked()
  while ((await asked()) < start + times) await new Promise((resolve) => setImmediate(resolve))
}
