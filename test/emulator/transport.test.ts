import { once } from 'node:events'
import { connect } from 'node:net'
import { expect } from 'chai'
import { key, send, startRig, type Rig } from './rig.js'

const user = { email: 'ann@shop.example', cellphone: '3173389302', country_code: 1 }

/** A request in bytes, for what fetch does not send. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.end(text)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('utf8')
}

describe('Emulator: transport and envelope', () => {
  let rig: Rig
  before(async () => {
    rig = await startRig()
  })
  beforeEach(() => rig.control('POST', '/_/reset'))
  after(() => rig.close())

  const url = (path: string) => rig.emulator.url + path
  const details = '/protected/json/app/details'

  it('E1 takes the key from the header, the query or the form', async () => {
    expect((await send(url(details), { headers: { 'x-authy-api-key': key } })).status).to.equal(200)
    expect((await send(url(`${details}?api_key=${key}`))).status).to.equal(200)
    const form = new URLSearchParams({
      api_key: key,
      'user[email]': 'a@b.co',
      'user[cellphone]': '3173389302',
      'user[country_code]': '1',
    })
    expect((await send(url('/protected/json/users/new'), { method: 'POST', body: form })).status).to.equal(200)
  })

  it('E1 refuses a bad or missing key', async () => {
    const wanted =
      '{"error_code":"60001","message":"Invalid API key","errors":{"message":"Invalid API key"},"success":false}'
    for (const headers of [{}, { 'x-authy-api-key': 'live_key' }, { 'x-authy-api-key': '' }]) {
      const answer = await send(url(details), { headers })
      expect([answer.status, answer.text]).to.deep.equal([401, wanted])
    }
  })

  it('E1 with a key of its own takes exactly that one', async () => {
    const own = await startRig({ key: 'only-this' })
    const ask = (header: string) => send(`${own.emulator.url}${details}`, { headers: { 'x-authy-api-key': header } })
    const statuses = [(await ask('only-this')).status, (await ask('demo_key')).status, (await ask('only-thi')).status]
    await own.close()
    expect(statuses).to.deep.equal([200, 401, 401])
  })

  it('E2 takes JSON, bracketed forms and a query string with an empty body', async () => {
    const pairs = { 'user[email]': 'a@b.co', 'user[cellphone]': '3173389302', 'user[country_code]': '1' }
    const post = (path: string, body: URLSearchParams | null) =>
      send(url(path), { method: 'POST', headers: { 'x-authy-api-key': key }, body })
    const path = '/protected/json/users/new'
    const answers = [
      await rig.api('POST', path, { user }),
      await post(path, new URLSearchParams(pairs)),
      await post(`${path}?${new URLSearchParams(pairs).toString()}`, null),
    ]
    expect(answers.map((answer) => answer.json.user.id)).to.satisfy((ids: number[]) => new Set(ids).size === 1)
  })

  for (const [name, form] of [
    [
      'indexed',
      'logos[0][res]=default&logos[0][url]=https://x.test/1&logos[1][res]=low&logos[1][url]=https://x.test/2',
    ],
    ['unindexed', 'logos[][res]=default&logos[][url]=https://x.test/1&logos[][res]=low&logos[][url]=https://x.test/2'],
  ] as const) {
    it(`E2 takes ${name} arrays`, async () => {
      const id = await rig.register()
      const answer = await send(url(`/onetouch/json/users/${id}/approval_requests`), {
        method: 'POST',
        headers: { 'x-authy-api-key': key, 'content-type': 'application/x-www-form-urlencoded' },
        body: `message=Hi&details[User]=ann&details[123]=x&${form}`,
      })
      expect(answer.status).to.equal(200)
      const [approval] = (await rig.control('GET', '/_/approvals')).json
      expect(approval.details).to.deep.equal({ User: 'ann', 123: 'x' })
      expect(approval.logos).to.deep.equal([
        { res: 'default', url: 'https://x.test/1' },
        { res: 'low', url: 'https://x.test/2' },
      ])
    })
  }

  const getWithBody = () => {
    const body = 'country_code=1&phone_number=3173389302'
    return raw(
      rig.emulator.port,
      `GET /protected/json/phones/info HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Authy-API-Key: ${key}\r\n` +
        `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
  }

  it('E3 reads parameters from the body of a GET', async () => {
    expect(await getWithBody()).to.match(/^HTTP\/1\.1 200 .*Phone number information/s)
  })

  it('E3 refuses a body on GET with reject_get_body, but takes it on POST', async () => {
    await rig.control('PATCH', '/_/settings', { reject_get_body: true })
    expect(await getWithBody()).to.match(/^HTTP\/1\.1 400 .*"error_code":"60002"/s)
    expect(await rig.register()).to.be.a('number')
  })

  it('E4 takes a target in absolute form, as a proxy gets it', async () => {
    const answer = await raw(
      rig.emulator.port,
      `GET http://sandbox-api.authy.com/protected/json/app/details?api_key=${key} HTTP/1.1\r\n` +
        'Host: sandbox-api.authy.com\r\nConnection: close\r\n\r\n',
    )
    expect(answer).to.match(/^HTTP\/1\.1 200 .*Application information/s)
  })

  it('E5 writes JSON without blanks', async () => {
    const id = await rig.register()
    const answer = await rig.verify(id, '1234567', '')
    expect(answer.text).to.include('"token":"is valid","success":"true"')
    expect(answer.text).to.equal(JSON.stringify(answer.json))
  })

  it('E6 gives errors a text code, an errors object and a message', async () => {
    const answers = [
      await rig.api('GET', '/protected/json/users/1/status'),
      await rig.api('GET', '/protected/json/verify/1234567/1'),
      await rig.api('POST', '/protected/json/users/new', {}),
      await rig.api('POST', '/protected/json/phones/verification/start', {}),
      await rig.api('GET', '/onetouch/json/approval_requests/none'),
    ]
    for (const { json } of answers) {
      expect(json.error_code).to.match(/^60\d{3}$/)
      expect(json.errors).to.be.an('object')
      expect(json.message).to.be.a('string')
    }
  })

  it('E7 has a boolean success, but text in a valid verification', async () => {
    const id = await rig.register()
    expect((await rig.api('GET', `/protected/json/users/${id}/status`)).json.success).to.equal(true)
    expect((await rig.verify(id, '1234567', '')).json.success).to.equal('true')
    expect((await rig.verify(id, '1234567')).json.success).to.equal(false)
  })

  it('E8 keeps both key orders', async () => {
    const controller = await rig.api('GET', '/protected/json/users/1/status')
    expect(Object.keys(controller.json)).to.deep.equal(['message', 'success', 'errors', 'error_code'])
    const gate = await rig.api('POST', '/protected/json/phones/verification/start', {})
    expect(Object.keys(gate.json)).to.deep.equal(['error_code', 'message', 'errors', 'success'])
    const id = await rig.register()
    const valid = await rig.verify(id, '1234567', '')
    expect(Object.keys(valid.json)).to.deep.equal(['message', 'token', 'success', 'device'])
  })

  it('E9 answers an unknown address 401 in plain text', async () => {
    for (const path of ['/protected/json/nothing', '/protected/xml/app/details', '/protected/json/users/new/more']) {
      const answer = await rig.api('GET', path)
      expect(answer.status).to.equal(401)
      expect(answer.headers.get('content-type')).to.match(/^text\/plain/)
      expect(answer.text).to.include('http://docs.authy.com/')
    }
  })

  it('E10 takes repeated slashes for one', async () => {
    expect((await rig.api('GET', '//protected///json/app/details')).status).to.equal(200)
  })

  it('E10 resolves dots before routing, unless told not to', async () => {
    const id = await rig.register()
    const ask = () =>
      raw(
        rig.emulator.port,
        `GET /protected/json/verify/../sms/${id}?api_key=${key} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      )
    expect(await ask()).to.match(/^HTTP\/1\.1 200 .*Ignored: SMS/s)
    await rig.control('PATCH', '/_/settings', { normalize_dot_segments: false })
    expect(await ask()).to.match(/^HTTP\/1\.1 401 /)
  })

  it('E10 does not take an encoded slash for a separator', async () => {
    const id = await rig.register()
    const answer = await rig.api('GET', `/protected/json/verify/..%2Fsms/${id}?force=true`)
    expect([answer.status, answer.json.error_code]).to.deep.equal([401, '60020'])
  })

  it('E11 labels answers as JSON, or as HTML with html_label', async () => {
    expect((await rig.api('GET', details)).headers.get('content-type')).to.equal('application/json;charset=utf-8')
    await rig.control('PATCH', '/_/settings', { html_label: true })
    expect((await rig.api('GET', details)).headers.get('content-type')).to.equal('text/html;charset=utf-8')
    const id = await rig.register()
    const push = await rig.api('POST', `/onetouch/json/users/${id}/approval_requests`, { message: 'Hi' })
    expect(push.headers.get('content-type')).to.equal('application/json;charset=utf-8')
  })

  it('E12 answers success with 200, never 201', async () => {
    const made = await rig.api('POST', '/protected/json/users/new', { user })
    const push = await rig.api('POST', `/onetouch/json/users/${made.json.user.id}/approval_requests`, { message: 'Hi' })
    expect([made.status, push.status]).to.deep.equal([200, 200])
  })

  it('E52 has no control under production-shaped addresses, and needs no key for it', async () => {
    expect((await rig.api('GET', '/protected/json/messages')).status).to.equal(401)
    expect((await send(url('/_/users'))).status).to.equal(200)
  })
})
