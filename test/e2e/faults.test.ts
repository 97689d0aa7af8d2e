/** Redis gone, provider silent: nobody gets in, everybody gets an answer, and it mends by itself. */
import { expect } from 'chai'
import { Person } from '../helpers/person.js'
import type { Answer } from '../helpers/person.js'
import { Phone } from '../helpers/phone.js'
import { startRedis } from '../helpers/redis-server.js'
import type { RedisServer } from '../helpers/redis-server.js'
import { startShopProcess } from '../helpers/shop-process.js'
import type { ShopProcess } from '../helpers/shop-process.js'

async function timed(work: Promise<Answer>): Promise<{ readonly answer: Answer; readonly ms: number }> {
  const start = performance.now()
  const answer = await work
  return { answer, ms: performance.now() - start }
}

/** Asks again and again until the status is the wanted one; fails by the test's time limit. */
async function eventually(ask: () => Promise<Answer>, status: number): Promise<Answer> {
  for (;;) {
    const answer = await ask()
    if (answer.status === status) return answer
  }
}

describe('When Redis is gone', () => {
  let redis: RedisServer
  let shop: ShopProcess
  let phone: Phone

  before(async function () {
    this.timeout(30_000)
    redis = await startRedis()
    shop = await startShopProcess({ REDIS_URL: redis.url })
    phone = new Phone(shop.phoneUrl)
  })
  after(async () => {
    await shop.stop()
    await redis.stop()
  })

  it('answers 503 within three seconds, lets nobody in, and works again by itself', async function () {
    this.timeout(30_000)
    const [verified, waiting] = [new Person(shop.url), new Person(shop.url)]
    await verified.signIn('ann')
    await phone.answer('ann@shop.example', 'approve')
    await verified.post('/2fa/complete')
    await waiting.signIn('zoe')
    await phone.answer('zoe@shop.example', 'approve')

    redis.pause()
    for (const ask of [() => verified.get('/api/account'), () => waiting.post('/2fa/complete'), () => waiting.get('/api/account'), () => new Person(shop.url).signIn('ann')]) {
      const { answer, ms } = await timed(ask())
      expect(answer.status, answer.text).to.equal(503)
      expect(Number(answer.headers.get('retry-after'))).to.be.greaterThan(0)
      expect(ms).to.be.below(3000)
    }
    const health = await waiting.get('/healthz')
    expect([health.status, health.json['status']]).to.deep.equal([503, 'degraded'])

    redis.resume()
    const back = performance.now()
    await eventually(() => verified.get('/api/account'), 200)
    expect((await eventually(() => waiting.post('/2fa/complete'), 200)).json).to.include({ outcome: 'allow' })
    expect(performance.now() - back).to.be.below(5000)
    expect((await waiting.get('/healthz')).status).to.equal(200)
  })
})

describe('When Redis is stopped and started again', () => {
  it('answers 503 meanwhile, and works again within five seconds, with what the new one knows', async function () {
    this.timeout(30_000)
    const first = await startRedis()
    const shop = await startShopProcess({ REDIS_URL: first.url })
    const phone = new Phone(shop.phoneUrl)
    const ann = new Person(shop.url)
    await ann.signIn('ann')
    await phone.answer('ann@shop.example', 'approve')
    await ann.post('/2fa/complete')
    await first.stop()
    const { answer, ms } = await timed(ann.get('/api/account'))
    expect(answer.status).to.equal(503)
    expect(ms).to.be.below(3000)
    const second = await startRedis(['--port', String(first.port)])
    const back = performance.now()
    const login = await eventually(() => new Person(shop.url).signIn('zoe'), 200)
    expect(login.json).to.include({ outcome: 'challenge' })
    expect(performance.now() - back).to.be.below(5000)
    expect((await ann.get('/api/account')).status).to.equal(401)
    await shop.stop()
    await second.stop()
  })
})

describe('When the provider fails', () => {
  let shop: ShopProcess
  let phone: Phone

  before(async function () {
    this.timeout(30_000)
    shop = await startShopProcess()
    phone = new Phone(shop.phoneUrl)
  })
  after(() => shop.stop())
  beforeEach(() => phone.newDay())
  afterEach(() => phone.faults([]))

  it('answers within eight seconds when it is silent, and harms nobody else', async function () {
    this.timeout(30_000)
    const verified = new Person(shop.url)
    await verified.signIn('ann')
    await verified.post('/2fa/verify', { code: await phone.appCode('ann@shop.example') })
    await phone.faults([{ stage: 'push', kind: 'hang' }])
    const slow = timed(new Person(shop.url).signIn('zoe'))
    const others = await Promise.all(Array.from({ length: 20 }, () => timed(verified.get('/api/account'))))
    expect(others.every(({ answer, ms }) => answer.status === 200 && ms < 2000)).to.equal(true)
    const { answer, ms } = await slow
    expect(ms).to.be.below(8000)
    expect(answer.json).to.include({ outcome: 'challenge' })
    expect(answer.json['challenge']).to.include({ method: 'push', status: 'failed' })
  })

  it('does not count a code it gave no verdict on', async () => {
    const ann = new Person(shop.url)
    await ann.signIn('ann')
    await phone.faults([{ stage: 'verify', kind: 'error', status: 503, times: 2 }])
    for (let tries = 0; tries < 2; tries += 1) {
      const answer = await ann.post('/2fa/verify', { code: '0000001' })
      expect([answer.status, answer.json['code']]).to.deep.equal([503, 'provider_unavailable'])
      expect(answer.headers.get('retry-after')).to.match(/^\d+$/)
    }
    expect((await ann.post('/2fa/verify', { code: '0000001' })).json).to.include({ code: 'wrong_code', attempts_left: 4 })
  })

  it('finds an approval whose callback was lost', async () => {
    await phone.faults([{ stage: 'callback', kind: 'drop' }])
    const ann = new Person(shop.url)
    await ann.signIn('ann')
    await phone.answer('ann@shop.example', 'approve')
    expect((await ann.post('/2fa/complete')).status).to.equal(200)
  })

  it('is not fooled by a callback with a bad signature', async () => {
    const headers = { 'content-type': 'application/json', 'x-authy-signature': 'AAAA', 'x-authy-signature-nonce': '1' }
    const forged = await fetch(`${shop.url}/2fa/callback`, { method: 'POST', headers, body: '{"status":"approved"}' })
    expect(forged.status).to.equal(401)
    expect(((await forged.json()) as Record<string, unknown>)['code']).to.equal('bad_signature')
  })

  it('opens by itself after it was down', async function () {
    this.timeout(30_000)
    await phone.faults([{ stage: 'push', kind: 'error', status: 500, times: 3 }])
    for (let times = 0; times < 3; times += 1) await new Person(shop.url).signIn(['ann', 'zoe', 'bea'][times] ?? 'ann')
    const down = await new Person(shop.url).signIn('ada')
    expect([down.status, down.json['code']]).to.deep.equal([503, 'provider_unavailable'])
    await phone.advance(11)
    const up = await eventually(() => new Person(shop.url).signIn('ada'), 200)
    expect(up.json['challenge']).to.include({ status: 'pending' })
  })
})
