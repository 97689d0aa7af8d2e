import { once } from 'node:events'
import { request } from 'node:http'
import { expect } from 'chai'
import { send, startRig, type Rig } from './rig.js'

describe('Emulator: control routes', () => {
  let rig: Rig
  let id: number
  before(async () => {
    rig = await startRig({ callbackUrl: 'http://127.0.0.1:1/start' })
  })
  beforeEach(async () => {
    await rig.control('POST', '/_/reset')
    id = await rig.register()
  })
  after(() => rig.close())

  const get = async (path: string) => (await rig.control('GET', path)).json
  const text = (user = id) => rig.api('GET', `/protected/json/sms/${user}?force=true`)

  it('lists users', async () => {
    expect((await get('/_/users'))[0]).to.deep.include({
      authy_id: id,
      email: 'ann@shop.example',
      country_code: '1',
      phone: '3173389302',
      confirmed: false,
      devices: ['android'],
      has_app: true,
    })
  })

  it('changes a user, all or nothing', async () => {
    const changed = await rig.control('PATCH', `/_/users/${id}`, {
      has_app: false,
      email: 'new@shop.example',
      os_type: 'ios',
    })
    expect(changed.json).to.deep.include({ has_app: false, devices: [], email: 'new@shop.example', os_type: 'ios' })
    const refused = await rig.control('PATCH', `/_/users/${id}`, { has_app: true, deliverable: 'no' })
    expect([refused.status, refused.json]).to.deep.equal([400, { code: 'invalid_request', field: 'deliverable' }])
    expect((await get('/_/users'))[0].has_app).to.equal(false)
  })

  it('gives a soft token to who has the app, and it is accepted', async () => {
    const token = await get(`/_/users/${id}/softtoken`)
    expect(token.code).to.match(/^\d{7}$/)
    expect(token.valid_for_seconds).to.be.within(1, 10)
    expect((await rig.verify(id, token.code)).status).to.equal(200)
    await rig.control('PATCH', `/_/users/${id}`, { has_app: false })
    expect((await rig.control('GET', `/_/users/${id}/softtoken`)).status).to.equal(409)
  })

  it('lists messages by user, channel and id, newest last', async () => {
    const other = await rig.register('2075550123')
    await text()
    await rig.api('GET', `/protected/json/call/${id}?force=true`)
    await text(other)
    const all = await get('/_/messages')
    expect(
      all.map((message: { authy_id: number; channel: string }) => [message.authy_id, message.channel]),
    ).to.deep.equal([
      [id, 'sms'],
      [id, 'voice'],
      [other, 'sms'],
    ])
    expect(all[0]).to.have.all.keys('id', 'authy_id', 'channel', 'to', 'text', 'code', 'at')
    expect(all[0].at).to.match(/^\d{4}-\d\d-\d\dT.*Z$/)
    expect(await get(`/_/messages?authy_id=${other}`)).to.deep.equal([all[2]])
    expect(await get('/_/messages?channel=voice')).to.deep.equal([all[1]])
    expect(await get(`/_/messages?after=${all[1].id}`)).to.deep.equal([all[2]])
  })

  it('waits for the next message', async () => {
    await text()
    const [{ id: first }] = await get('/_/messages')
    const waiting = get(`/_/messages/next?authy_id=${id}&after=${first}`)
    const other = await rig.register('2075550123')
    await text(other)
    await text()
    const message = await waiting
    expect(message).to.include({ authy_id: id, channel: 'sms', code: await rig.lastCode() })
    expect(message.id).to.be.greaterThan(first)
  })

  it('answers 204 when no new message comes, also when it is reset', async () => {
    await text()
    const late = await rig.control('GET', '/_/messages/next?timeout_ms=1')
    expect([late.status, late.text]).to.deep.equal([204, ''])
    const waiting = rig.control('GET', '/_/messages/next?timeout_ms=60000')
    let isOver = false
    void waiting.then(() => (isOver = true))
    while (!isOver) await rig.control('POST', '/_/reset')
    expect((await waiting).status).to.equal(204)
  })

  it('lists and answers approvals', async () => {
    const uuid = await rig.push(id, { details: { a: 'b' }, hidden_details: { c: 'd' }, seconds_to_expire: 60 })
    await rig.push(await rig.register('2075550123'))
    const [approval, ...others] = await get(`/_/approvals?authy_id=${id}`)
    expect(others).to.deep.equal([])
    expect(approval).to.deep.include({
      uuid,
      authy_id: id,
      status: 'pending',
      message: 'Sign in?',
      details: { a: 'b' },
      hidden_details: { c: 'd' },
      logos: null,
    })
    expect(Date.parse(approval.expires_at) - Date.parse(approval.created_at)).to.equal(60_000)
    const answered = await rig.control('POST', `/_/approvals/${uuid}`, { answer: 'fraud' })
    expect(answered.json).to.deep.equal({ ...approval, status: 'denied' })
    expect((await get('/_/events')).map((event: { event: string }) => event.event)).to.include('fraud_reported')
    expect(await get('/_/approvals')).to.have.length(2)
  })

  it('moves, stops and frees the clock', async () => {
    const now = () => Math.round((rig.emulator.clock.now() - Date.now()) / 1000)
    await rig.control('POST', '/_/clock', { advance_seconds: 60 })
    expect(now()).to.equal(60)
    await rig.control('POST', '/_/clock', { freeze: '2030-01-01T00:00:00Z' })
    expect(await get('/_/clock')).to.deep.include({ now: '2030-01-01T00:00:00.000Z', frozen: true })
    const moved = await rig.control('POST', '/_/clock', { advance_seconds: 1.5 })
    expect(moved.json.now).to.equal('2030-01-01T00:00:01.500Z')
    await rig.control('POST', '/_/clock', { real: true })
    expect(now()).to.equal(0)
  })

  it('shows other processes that it is an emulator, and its time', async () => {
    await rig.control('POST', '/_/clock', { freeze: '2030-01-01T00:00:00Z' })
    expect(await get('/_/healthz')).to.deep.include({
      emulator: 'passport-authy',
      now: '2030-01-01T00:00:00.000Z',
      frozen: true,
    })
  })

  it('resets everything to how it started', async () => {
    await text()
    await rig.push(id)
    await rig.control('PATCH', '/_/settings', { sms_enabled: false })
    await rig.control('POST', '/_/callback-url', { url: 'http://127.0.0.1:1/other' })
    await rig.control('POST', '/_/faults', [{ stage: 'register', kind: 'error' }])
    await rig.control('POST', '/_/clock', { freeze: '2030-01-01T00:00:00Z' })
    await rig.control('POST', '/_/reset')
    for (const list of ['users', 'messages', 'approvals', 'requests', 'faults', 'callbacks', 'events']) {
      expect(await get(`/_/${list}`), list).to.deep.equal([])
    }
    expect((await get('/_/settings')).sms_enabled).to.equal(true)
    expect(await get('/_/callback-url')).to.deep.equal({ url: 'http://127.0.0.1:1/start' })
    expect((await get('/_/clock')).frozen).to.equal(false)
  })

  it('keeps the users on request, but neither their codes nor what they used', async () => {
    await text()
    const code = await rig.lastCode()
    const token = (await get(`/_/users/${id}/softtoken`)).code
    await rig.verify(id, token)
    await rig.push(id)
    await rig.control('POST', '/_/reset', { keep_users: true })
    expect((await get('/_/users'))[0]).to.include({ authy_id: id, confirmed: true })
    expect([await get('/_/messages'), await get('/_/approvals')]).to.deep.equal([[], []])
    expect((await rig.verify(id, code)).json.error_code).to.equal('60020')
    expect((await rig.verify(id, token)).status).to.equal(200)
  })

  it('logs requests without any secret', async () => {
    await text()
    const code = await rig.lastCode()
    await rig.verify(id, code)
    await send(
      `${rig.emulator.url}//protected/json/verify/${code}/${id}?api_key=demo_secret&force=true&api%5Fkey=demo_secret`,
    )
    await send(
      `${rig.emulator.url}/protected/json/phones/verification/check?api_key=live_secret&verification_code=${code}`,
    )
    const log = await get('/_/requests')
    expect(log.at(-2)).to.include({ method: 'GET', status: 401 })
    expect(log.at(-2).path).to.match(/^\/protected\/json\/verify\/\[redacted\]\/\d+\?api_key=\[redacted\]&force=true&/)
    expect(log.at(-1)).to.have.all.keys('id', 'method', 'path', 'status', 'ms', 'at')
    for (const secret of [code, 'demo_key', 'demo_secret', 'live_secret'])
      expect(JSON.stringify(log)).to.not.include(secret)
  })

  it('changes settings, all or nothing', async () => {
    const changed = await rig.control('PATCH', '/_/settings', { sms_enabled: false, deletion_delay_seconds: 5 })
    expect(changed.json).to.include({ sms_enabled: false, deletion_delay_seconds: 5, voice_enabled: true })
    for (const [name, value] of [
      ['sms_enabled', 'no'],
      ['callback_method', 'PUT'],
      ['deletion_delay_seconds', -1],
      ['token_length', 9],
      ['unknown', true],
      ['constructor', true],
    ] as const) {
      const refused = await rig.control('PATCH', '/_/settings', { voice_enabled: false, [name]: value })
      expect([refused.status, refused.json]).to.deep.equal([400, { code: 'invalid_request', field: name }])
    }
    expect((await get('/_/settings')).voice_enabled).to.equal(true)
  })

  for (const [method, path, body, field] of [
    ['POST', '/_/clock', {}, 'clock'],
    ['POST', '/_/clock', { advance_seconds: -1 }, 'advance_seconds'],
    ['POST', '/_/clock', { advance_seconds: '5' }, 'advance_seconds'],
    ['POST', '/_/clock', { advance_seconds: 1e300 }, 'advance_seconds'],
    ['POST', '/_/clock', { freeze: 'tomorrow' }, 'freeze'],
    ['POST', '/_/clock', { freeze: '2030-13-45T00:00:00Z' }, 'freeze'],
    ['POST', '/_/clock', { real: false }, 'real'],
    ['POST', '/_/clock', { real: true, advance_seconds: 1 }, 'real'],
    ['POST', '/_/clock', [], 'clock'],
    ['POST', '/_/reset', { keep_users: 'yes' }, 'keep_users'],
    ['POST', '/_/callback-url', { url: 'ftp://x' }, 'url'],
    ['POST', '/_/callback-url', {}, 'url'],
    ['POST', '/_/approvals/x', { answer: 'maybe' }, 'answer'],
    ['POST', '/_/approvals/x', null, 'answer'],
    ['POST', '/_/faults', {}, 'faults'],
    ['POST', '/_/faults', [{ stage: 'x', kind: 'error' }], '0.stage'],
    ['POST', '/_/faults', [{ stage: 'sms', kind: 'bad_signature' }], '0.kind'],
    ['POST', '/_/faults', [{ stage: 'sms', kind: 'error', times: -1 }], '0.times'],
    ['POST', '/_/faults', [{ stage: 'sms', kind: 'error', probability: 2 }], '0.probability'],
    ['POST', '/_/faults', [{ stage: 'sms', kind: 'error', delay_ms: '5' }], '0.delay_ms'],
    [
      'POST',
      '/_/faults',
      [
        { stage: 'sms', kind: 'error' },
        { stage: 'sms', kind: 'error', status: 200 },
      ],
      '1.status',
    ],
    ['POST', '/_/faults', [null], '0.fault'],
    ['PATCH', '/_/settings', [], 'settings'],
    ['GET', '/_/messages?after=x', undefined, 'after'],
    ['GET', '/_/messages?authy_id=x', undefined, 'authy_id'],
    ['GET', '/_/messages?channel=post', undefined, 'channel'],
    ['GET', '/_/messages/next?timeout_ms=999999', undefined, 'timeout_ms'],
    ['GET', '/_/approvals?authy_id=-1', undefined, 'authy_id'],
  ] as const) {
    it(`refuses ${method} ${path} ${JSON.stringify(body)}`, async () => {
      const refused = await rig.control(method, path, body)
      expect([refused.status, refused.json]).to.deep.equal([400, { code: 'invalid_request', field }])
    })
  }

  it('knows no other address, user or approval', async () => {
    expect((await rig.control('GET', '/_/nothing')).status).to.equal(404)
    expect((await rig.control('PATCH', '/_/users/7', {})).status).to.equal(404)
    expect((await rig.control('GET', '/_/users/x/softtoken')).status).to.equal(404)
    expect((await rig.control('POST', '/_/approvals/x', { answer: 'deny' })).status).to.equal(404)
    expect((await rig.control('GET', '/_/qr/null.svg')).status).to.equal(404)
  })

  for (const [site, status] of [
    ['cross-site', 403],
    ['same-site', 403],
    ['same-origin', 200],
    ['none', 200],
  ] as const) {
    it(`answers ${status} when a browser says ${site}`, async () => {
      const headers = { 'sec-fetch-site': site, origin: 'null' }
      const asked = request(`${rig.emulator.url}/_/reset`, { method: 'POST', headers }).end()
      const [response] = await once(asked, 'response')
      response.resume()
      expect(response.statusCode).to.equal(status)
    })
  }

  it('refuses other web pages', async () => {
    const reset = (headers: Record<string, string>) => send(`${rig.emulator.url}/_/reset`, { method: 'POST', headers })
    for (const headers of [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost:3000' },
    ]) {
      expect((await reset(headers)).json).to.deep.equal({ code: 'cross_site' })
    }
    expect(
      (await send(`${rig.emulator.url}/_/messages`, { headers: { origin: 'http://evil.example' } })).status,
    ).to.equal(403)
    expect((await reset({ origin: rig.emulator.url })).status).to.equal(200)
  })

  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    it(`refuses a body of ${type} from anywhere but its page`, async () => {
      const refused = await send(`${rig.emulator.url}/_/clock`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{"real":true}',
      })
      expect(refused.status).to.equal(415)
    })
  }

  it('refuses JSON that is none', async () => {
    const refused = await send(`${rig.emulator.url}/_/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"real":',
    })
    expect([refused.status, refused.json.field]).to.deep.equal([400, 'body'])
  })
})
