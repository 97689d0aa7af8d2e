/** The page as it comes over the wire, its forms without script, its stream, and what it must not tell. */
import { once } from 'node:events'
import { request } from 'node:http'
import { expect } from 'chai'
import { key, send, startReceiver, startRig, type Receiver, type Rig } from './rig.js'

describe('Emulator: the page', () => {
  let rig: Rig
  let receiver: Receiver
  before(async () => {
    receiver = await startReceiver()
    rig = await startRig({ callbackUrl: receiver.url })
  })
  beforeEach(() => rig.control('POST', '/_/reset'))
  after(async () => {
    await rig.close()
    await receiver.close()
  })

  const page = (query = '') => send(`${rig.emulator.url}/${query}`)
  const form = (path: string, fields: Record<string, string>) =>
    send(rig.emulator.url + path, {
      method: 'POST',
      headers: { origin: rig.emulator.url },
      body: new URLSearchParams(fields),
    })
  const get = async (path: string) => (await rig.control('GET', path)).json

  it('shows phones, requests, texts and the app code', async () => {
    expect((await page()).text).to.include('No phone yet')
    const id = await rig.register()
    const uuid = await rig.push(id, { message: 'Sign in to <the> shop?', details: { Amount: '"1"' } })
    await rig.api('GET', `/protected/json/sms/${id}?force=true`)
    const { text, headers } = await page()
    expect(headers.get('content-security-policy'))
      .to.match(/default-src 'none'/)
      .and.match(/frame-ancestors 'none'/)
      .and.not.include('unsafe')
    expect(headers.get('cache-control')).to.equal('no-store')
    for (const part of ['ann@shop.example', 'Sign in to &#60;the&#62; shop?', '&#34;1&#34;', uuid]) {
      expect(text).to.include(part)
    }
    expect(text).to.not.include('<the>')
    expect((await page(`?phone=${id}&tab=texts`)).text).to.include(await rig.lastCode())
    const { code } = await get(`/_/users/${id}/softtoken`)
    expect((await page(`?phone=${id}&tab=codes`)).text).to.include(code)
  })

  it('has buttons that answer and come back, also without script', async () => {
    const uuid = await rig.push(await rig.register())
    const answered = await form(`/_/approvals/${uuid}`, { answer: 'deny' })
    expect([answered.status, answered.headers.get('location')]).to.deep.equal([303, '/'])
    expect(await rig.status(uuid)).to.equal('denied')
    expect((await page()).text).to.not.include(`/_/approvals/${uuid}`)
  })

  for (const [back, location] of [
    ['/?phone=1&tab=texts', '/?phone=1&tab=texts'],
    ['//evil.example/', '/'],
    ['https://evil.example/', '/'],
    ['/?a=b\r\nset-cookie: x=y', '/'],
  ] as const) {
    it(`comes back to ${location} when asked for ${JSON.stringify(back)}`, async () => {
      const answered = await form('/_/weather', { preset: 'off', back })
      expect([answered.status, answered.headers.get('location')]).to.deep.equal([303, location])
    })
  }

  it('shows the phone where something happens, unless told which', async () => {
    const ann = await rig.register()
    const sam = await rig.register('2075550123')
    await rig.push(sam)
    const shown = async (query: string) => /Authy id <bdi dir="ltr">(\d+)/.exec((await page(query)).text)?.[1]
    expect([await shown(''), await shown(`?phone=${ann}`)]).to.deep.equal([String(sam), String(ann)])
  })

  it('counts what it has not shown yet', async () => {
    const id = await rig.register()
    await rig.api('GET', `/protected/json/sms/${id}?force=true`)
    const badges = async () => (await page(`?phone=${id}`)).text.match(/class="badge"/g)?.length ?? 0
    expect(await badges()).to.equal(2)
    await page(`?phone=${id}&tab=texts`)
    expect(await badges()).to.equal(0)
  })

  it('lists few of many phones and finds the others', async () => {
    for (let number = 10; number < 50; number += 1) await rig.register(`20755501${number}`)
    const count = async (query: string) => (await page(query)).text.match(/<li id="li-/g)?.length
    expect(await count('')).to.be.within(30, 31)
    const last = (await get('/_/users')).at(-1).authy_id
    expect(await count(`?phone=${last}&find=0110`)).to.equal(2)
  })

  describe('adds a phone', () => {
    const fields = { email: 'zoe@shop.example', country_code: '+44', phone: '7700 900 123' }

    it('that is the one an application registers later', async () => {
      const { json } = await rig.control('POST', '/_/phones', fields)
      const user = { email: 'z@shop.example', cellphone: '7700900123', country_code: '44' }
      const made = await rig.api('POST', '/protected/json/users/new', { user })
      expect(json.go).to.equal(`/?phone=${made.json.user.id}`)
      expect(await get('/_/users')).to.have.length(1)
    })

    for (const [problem, change] of [
      ['email', { email: 'zoe' }],
      ['country_code', { country_code: '0' }],
      ['phone', { phone: '12' }],
    ] as const) {
      it(`and says what is wrong with the ${problem}`, async () => {
        const wrong = { ...fields, ...change }
        const asJson = await rig.control('POST', '/_/phones', wrong)
        expect([asJson.status, asJson.json.field]).to.deep.equal([400, problem])
        expect(asJson.json.problem).to.match(/\.$/)
        const asForm = await form('/_/phones', wrong)
        expect((await send(rig.emulator.url + (asForm.headers.get('location') ?? ''))).text).to.include(
          `<p>${asJson.json.problem}</p>`,
        )
        expect(await get('/_/users')).to.deep.equal([])
      })
    }
  })

  it('moves, stops and frees the clock', async () => {
    const move = (name: string) => rig.control('POST', '/_/clock/move', { move: name })
    const ahead = () => Math.round((rig.emulator.clock.now() - Date.now()) / 1000)
    await move('advance_600')
    await move('freeze')
    expect((await get('/_/clock')).frozen).to.equal(true)
    await move('advance_30')
    await move('unfreeze')
    expect([ahead(), (await get('/_/clock')).frozen]).to.deep.equal([630, false])
    await move('real')
    expect(ahead()).to.equal(0)
    for (const wrong of ['', 'advance_-1', 'back']) expect((await move(wrong)).status).to.equal(400)
  })

  it('makes weather by preset, and fault by fault', async () => {
    const weather = (body: object) => rig.control('POST', '/_/weather', body)
    const { presets } = await get('/_/weather')
    for (const { id } of presets as { id: string }[]) {
      expect((await weather({ preset: id })).status).to.equal(200)
      expect((await get('/_/weather')).current).to.equal(id)
    }
    await weather({ preset: 'off' })
    await weather({ stage: 'sms', kind: 'error', probability: '0.5', times: '', delay_ms: '1000', status: '429' })
    await weather({ stage: 'push', kind: 'delay', probability: '1', times: '3', delay_ms: '5', status: '503' })
    expect((await get('/_/faults')).map((fault: { times: number | null }) => fault.times)).to.deep.equal([null, 3])
    await weather({ remove: '0' })
    expect((await get('/_/faults'))[0]).to.include({ stage: 'push', kind: 'delay', delay_ms: 5 })
    const unfit = { stage: 'sms', kind: 'bad_signature' }
    for (const wrong of [{ preset: 'fog' }, unfit, { stage: 'sms', kind: 'error', times: 'x' }]) {
      expect((await weather(wrong)).status).to.equal(400)
    }
  })

  it('loses texts and multiplies requests when the weather says so', async () => {
    const id = await rig.register()
    await rig.control('POST', '/_/weather', { preset: 'sms_lost' })
    expect((await rig.api('GET', `/protected/json/sms/${id}?force=true`)).json.message).to.equal('SMS token was sent')
    expect(await get('/_/messages')).to.deep.equal([])
    await rig.control('POST', '/_/weather', { preset: 'push_bombing' })
    await rig.push(id)
    expect(await get('/_/approvals')).to.have.length(5)
  })

  describe('has a timeline', () => {
    const idOf = async (what: string) => {
      const line = (await page()).text.split('<li id="exchange-').find((part) => part.includes(what))
      return Number(/^\d+/.exec(line ?? '')?.[0])
    }

    it('without keys, codes and numbers', async () => {
      const id = await rig.register('3173389302')
      await rig.api('POST', `/protected/json/users/${id}/secret`, {})
      await rig.api('GET', `/protected/json/sms/${id}?force=true`)
      const code = await rig.lastCode()
      await rig.verify(id, code)
      await send(`${rig.emulator.url}/protected/json/phones/verification/start?api_key=${key}`, {
        method: 'POST',
        body: new URLSearchParams({ phone_number: '3173389302', country_code: '1', custom_code: '918273' }),
      })
      const secrets = [key, code, '3173389302', '317-338-9302', '918273', await rig.lastCode()]
      const { text } = await page()
      const ids = [...text.matchAll(/<li id="exchange-(\d+)/g)].map((match) => match[1] ?? '')
      expect(ids).to.have.length(5)
      for (const exchange of ids) {
        const opened = (await page(`?exchange=${exchange}`)).text
        expect(opened).to.include('Same as a test')
        for (const secret of secrets) expect(opened).to.not.include(secret)
        expect(opened).to.not.match(/qr\/[0-9a-f]{8}/)
      }
    })

    it('with callbacks, their signature and the answer, and sends them again byte for byte', async () => {
      const uuid = await rig.push(await rig.register())
      await rig.control('POST', `/_/approvals/${uuid}`, { answer: 'approve' })
      await rig.emulator.idle()
      const first = receiver.received.at(-1)
      const id = await idOf('/authy/callback')
      const opened = (await page(`?exchange=${id}`)).text
      expect(opened).to.include('x-authy-signature: ').and.include('x-authy-signature-nonce: ')
      expect((await rig.control('POST', `/_/callbacks/${id}/replay`, {})).status).to.equal(200)
      await rig.emulator.idle()
      const second = receiver.received.at(-1)
      expect(second).to.not.equal(first)
      for (const part of ['method', 'url', 'body'] as const) expect(second?.[part]).to.equal(first?.[part])
      expect(second?.headers['x-authy-signature']).to.equal(first?.headers['x-authy-signature'])
      expect(await get('/_/callbacks')).to.have.length(2)
      expect((await page()).text).to.include('Callback, sent again')
      for (const wrong of ['0', 'x', String(id - 1)]) {
        expect((await rig.control('POST', `/_/callbacks/${wrong}/replay`, {})).status).to.equal(404)
      }
    })

    it('with test code that works as it stands', async () => {
      const id = await rig.register()
      const uuid = await rig.push(id)
      const text = (await page(`?exchange=${await idOf('approval_requests')}`)).text
      const code = /data-copy="([^"]*)"[^>]*>Copy as test/.exec(text)?.[1] ?? ''
      const plain = code.replace(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)))
      await import(`data:text/javascript,${encodeURIComponent(plain)}`)
      expect(await rig.status(uuid)).to.equal('approved')
    })
  })

  it('streams the whole state first, and compresses nothing', async () => {
    await rig.register()
    const asked = request(`${rig.emulator.url}/_/events/stream`).end()
    const [response] = await once(asked, 'response')
    expect(response.headers['content-type']).to.match(/^text\/event-stream/)
    expect(response.headers['cache-control']).to.equal('no-store, no-transform')
    response.setEncoding('utf8')
    let text = ''
    while (!/data: .*\n\n/.test(text)) text += String((await once(response, 'data'))[0])
    const first = JSON.parse(/data: (.*)/.exec(text)?.[1] ?? '')
    expect(Object.keys(first.regions)).to.have.members(['waiting', 'phones', 'device', 'timeline', 'clock', 'weather'])
    asked.destroy()
  })

  for (const [path, type] of [
    ['/_/assets/phone.css', 'text/css'],
    ['/_/assets/phone.js', 'text/javascript'],
  ] as const) {
    it(`serves ${path}`, async () => {
      const { status, headers } = await send(rig.emulator.url + path)
      expect([status, headers.get('content-type')]).to.deep.equal([200, `${type};charset=utf-8`])
    })
  }

  it('keeps its routes from other web pages', async () => {
    for (const [method, path] of [
      ['GET', '/_/events/stream'],
      ['POST', '/_/phones'],
      ['POST', '/_/clock/move'],
      ['POST', '/_/weather'],
      ['POST', '/_/callbacks/1/replay'],
    ] as const) {
      const refused = await send(rig.emulator.url + path, { method, headers: { origin: 'http://evil.example' } })
      expect([path, refused.json]).to.deep.equal([path, { code: 'cross_site' }])
    }
  })

  it('does not answer to a foreign name, which could be made to point here', async () => {
    const asked = request({
      port: rig.emulator.port,
      host: '127.0.0.1',
      path: '/',
      headers: { host: 'evil.example' },
    }).end()
    const [response] = await once(asked, 'response')
    response.resume()
    expect(response.statusCode).to.equal(403)
  })
})
