/** Whatever is sent: a clear refusal with a stable code, the provider never asked, never a 500. */
import { expect } from 'chai'
import { Person } from '../helpers/person.js'
import { Phone } from '../helpers/phone.js'
import { startShopProcess } from '../helpers/shop-process.js'
import type { ShopProcess } from '../helpers/shop-process.js'

const ROUTES = ['/push', '/code', '/verify', '/complete', '/skip', '/opt-out', '/enroll', '/enroll/confirm', '/cancel'] as const

const DEEP = `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`

const BODIES: readonly (readonly [string, string])[] = [
  ['broken JSON', '{"code":'],
  ['a list', '[1,2,3]'],
  ['a text', '"123456"'],
  ['a number', '7'],
  ['a list as code', '{"code":["123456"],"channel":["sms"],"country_code":["1"],"phone":["1"],"resend":["x"],"confirm":["x"],"match_code":["1"]}'],
  ['an object as code', '{"code":{"toString":"x"},"channel":{},"country_code":{},"phone":{},"resend":{},"confirm":{},"match_code":{}}'],
  ['control characters', '{"code":"12345\\u0000","channel":"sms\\n","country_code":"1\\u0001","phone":"1\\r2","resend":"\\u0007","confirm":"\\u0000","match_code":"4\\u0000"}'],
  ['ten thousand characters', JSON.stringify(Object.fromEntries(['code', 'channel', 'country_code', 'phone', 'resend', 'confirm', 'match_code'].map((name) => [name, '1'.repeat(1400)])))],
  ['deep nesting', DEEP],
  ['more than ten kilobytes', JSON.stringify({ code: 'x'.repeat(11_000) })],
  ['a lone surrogate', '{"code":"\\ud800","channel":"\\ud800","country_code":"\\ud800","phone":"\\ud800","resend":"\\ud800","confirm":"\\ud800","match_code":"\\ud800"}'],
]

/** Routes that read no field have nothing to refuse in a well-formed object. */
const READS_NOTHING: readonly string[] = ['/skip', '/cancel']

describe('Bad input', () => {
  let shop: ShopProcess
  let phone: Phone
  let ann: Person
  let asked: number

  before(async function () {
    this.timeout(30_000)
    shop = await startShopProcess()
    phone = new Phone(shop.phoneUrl)
    ann = new Person(shop.url)
    await ann.signIn('ann')
    asked = await calls()
  })
  after(() => shop.stop())

  const calls = async (): Promise<number> => (await phone.requests()).filter(({ method, path }) => method === 'POST' || path.includes('verify') || path.includes('sms')).length

  for (const [name, body] of BODIES) {
    const harmless = name === 'a list as code' || name === 'an object as code' || /control|characters|surrogate/.test(name)
    for (const route of ROUTES.filter((path) => !harmless || !READS_NOTHING.includes(path))) {
      it(`refuses ${name} at ${route}`, async () => {
        const answer = await ann.post(`/2fa${route}`, body)
        expect(answer.status, answer.text).to.be.within(400, 429)
        expect(answer.headers.get('content-type')).to.include('application/problem+json')
        expect(answer.json['code']).to.be.oneOf(['invalid_request', 'payload_too_large', 'opt_out_not_allowed', 'no_grace_left'])
        expect(answer.json['type']).to.equal('about:blank')
        expect(answer.json['status']).to.equal(answer.status)
      })
    }
  }

  it('did not ask the provider for any of it', async () => {
    expect(await calls()).to.equal(asked)
  })

  it('takes a code from the body, never from the address', async () => {
    const answer = await ann.post(`/2fa/verify?code=${await phone.appCode('ann@shop.example')}`)
    expect([answer.status, answer.json['code'], answer.json['field']]).to.deep.equal([400, 'invalid_request', 'code'])
  })

  it('refuses other content types', async () => {
    for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x']) {
      const answer = await ann.send('POST', '/2fa/verify', { accept: 'application/json', 'content-type': type, origin: shop.url }, '{"code":"1234567"}')
      expect([answer.status, answer.json['code']]).to.deep.equal([415, 'unsupported_media_type'])
    }
  })

  it('refuses requests that another site makes', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
      const answer = await ann.post('/2fa/push', { resend: true }, headers)
      expect([answer.status, answer.json['code']]).to.deep.equal([403, 'cross_site'])
    }
  })

  it('answers other methods with 405 and unknown routes with 404', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const answer = await ann.send(method, '/2fa/verify', { accept: 'application/json', origin: shop.url, 'content-type': 'application/json' })
      expect([answer.status, answer.json['code']]).to.deep.equal([405, 'method_not_supported'])
    }
    expect((await ann.get('/2fa/nothing.css')).status).to.equal(404)
    expect((await ann.get('/2fa/status.css')).status).to.equal(404)
  })

  it('keeps names apart that only look alike', async () => {
    for (const body of [{ username: ['ann'], password: 'correct-horse' }, { username: { $ne: 1 }, password: { $ne: 1 } }, { username: 7, password: 7 }]) {
      expect((await new Person(shop.url).post('/login', body)).status).to.be.within(400, 401)
    }
  })

  it('never echoes a code in a page', async () => {
    const page = await ann.form('/2fa/verify', { code: '7654321' })
    expect(page.status).to.equal(422)
    expect(page.text).to.include('That code isn’t right').and.not.to.include('7654321')
  })
})
