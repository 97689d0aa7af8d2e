import fc from 'fast-check'
import { expect } from 'chai'
import { key, send, startRig, type Rig } from './rig.js'

const long = 'x'.repeat(10_000)
const bodies: readonly [string, string, string | Buffer][] = [
  ['broken JSON', 'application/json', '{"user":'],
  ['a JSON array', 'application/json', '[1,2]'],
  ['JSON null', 'application/json', 'null'],
  ['deep nesting', 'application/json', `{"message":${'['.repeat(40_000)}${']'.repeat(40_000)}}`],
  ['deep objects', 'application/json', `{"details":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`],
  ['numbers for texts', 'application/json', '{"message":1e999,"user":5,"details":7,"logos":8}'],
  ['control characters', 'application/json', '{"message":"\\u0000\\u0007","user":{"email":"\\u0000"}}'],
  [
    'lone surrogates',
    'application/json',
    '{"message":"\\ud800","details":{"\\udfff":"\\ud800"},"user":{"email":"\\ud800"}}',
  ],
  [
    'prototype names',
    'application/json',
    '{"__proto__":{"a":1},"constructor":1,"user":{"__proto__":{"email":"a@b.co"}}}',
  ],
  [
    'prototype names in a form',
    'application/x-www-form-urlencoded',
    '__proto__[a]=1&constructor[b]=2&user[__proto__][email]=a@b.co',
  ],
  ['bad brackets', 'application/x-www-form-urlencoded', 'user[=1&user]=2&[]=3&a[][][][][][][][]=4&=5&a[b]=1&a=2&a[]=3'],
  ['ten kilobytes', 'application/x-www-form-urlencoded', `message=${long}&user[email]=${long}&user[cellphone]=${long}`],
  ['bytes that are no text', 'application/json', Buffer.from([0xff, 0xfe, 0x80])],
  ['text', 'text/plain', 'hello'],
  ['200 kilobytes', 'application/json', `{"message":"${'x'.repeat(200_000)}"}`],
]

describe('Emulator: bad input', () => {
  let rig: Rig
  let id: number
  before(async () => {
    rig = await startRig()
    id = await rig.register()
  })
  after(() => rig.close())

  const paths = () => [
    '/protected/json/users/new',
    `/onetouch/json/users/${id}/approval_requests`,
    `/protected/json/users/${id}/secret?qr_size[]=1`,
    `/protected/json/users/${id}/register_activity`,
    '/protected/json/phones/verification/start',
    '/_/clock',
    '/_/faults',
  ]

  for (const [what, type, body] of bodies) {
    it(`answers ${what} below 500`, async () => {
      for (const path of paths()) {
        const answer = await send(rig.emulator.url + path, {
          method: 'POST',
          headers: { 'x-authy-api-key': key, 'content-type': type },
          body,
        })
        expect(answer.status, path).to.be.lessThan(500)
      }
      expect((await rig.control('GET', '/_/healthz')).status).to.equal(200)
    })
  }

  it('says what is wrong with a body', async () => {
    const post = async (body: string | Buffer) => {
      const headers = { 'x-authy-api-key': key, 'content-type': 'application/json' }
      const answer = await send(`${rig.emulator.url}/protected/json/users/new`, { method: 'POST', headers, body })
      return [answer.status, answer.json.error_code]
    }
    expect(await post('{')).to.deep.equal([400, '60002'])
    expect(await post(Buffer.from([0xff]))).to.deep.equal([400, '60005'])
    expect(await post(`{"a":"${'x'.repeat(200_000)}"}`)).to.deep.equal([413, '60002'])
  })

  it('refuses paths that are no text', async () => {
    const answer = await rig.api('GET', '/protected/json/users/%ff/status')
    expect([answer.status, answer.json.error_code]).to.deep.equal([400, '60005'])
  })

  it('answers any segment and any query below 500', async () => {
    const property = fc.asyncProperty(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }),
      async (segment, query) => {
        const part = encodeURIComponent(Buffer.from(segment).toString())
        const rest = encodeURIComponent(Buffer.from(query).toString())
        for (const path of [
          `protected/json/verify/${part}/${id}`,
          `protected/json/sms/${part}`,
          `_/users/${part}/softtoken`,
        ]) {
          const answer = await rig.api('GET', `/${path}?force=${rest}&locale=${rest}&action=${rest}`)
          expect(answer.status, path).to.be.lessThan(500)
        }
      },
    )
    await fc.assert(property, { numRuns: 100 })
  })
})
