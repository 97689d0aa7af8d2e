import { expect } from 'chai'
import { key, startReceiver, startRig, type Receiver, type Received, type Rig } from './rig.js'
import { signCallback } from '../../src/emulator/callback/sign-callback.js'
import { toQuery } from '../../src/emulator/callback/to-query.js'

/** The signature that a callback should carry, from what arrived. */
function expected(callback: Received, url: string, apiKey = key): string {
  const params = callback.method === 'GET' ? (callback.url.split('?')[1] ?? '') : toQuery(JSON.parse(callback.body))
  const nonce = String(callback.headers['x-authy-signature-nonce'])
  const method = callback.method === 'GET' ? 'GET' : 'POST'
  return signCallback({ apiKey, nonce, method, url, params })
}

describe('Emulator: approval requests', () => {
  let rig: Rig
  let app: Receiver
  let id: number
  before(async () => {
    rig = await startRig()
  })
  beforeEach(async () => {
    app = await startReceiver()
    await rig.control('POST', '/_/reset')
    await rig.control('POST', '/_/callback-url', { url: app.url })
    id = await rig.register()
  })
  afterEach(() => app.close())
  after(() => rig.close())

  const create = (fields: object) => rig.api('POST', `/onetouch/json/users/${id}/approval_requests`, fields)
  const poll = async (uuid: string) =>
    (await rig.api('GET', `/onetouch/json/approval_requests/${uuid}`)).json.approval_request
  const answer = (uuid: string, word = 'approve') => rig.control('POST', `/_/approvals/${uuid}`, { answer: word })
  const setFault = (kind: string, more: object = {}) =>
    rig.control('POST', '/_/faults', [{ stage: 'callback', kind, ...more }])

  it('E37 answers with a uuid and no message', async () => {
    expect((await create({ message: 'Sign in?' })).text).to.match(
      /^\{"approval_request":\{"uuid":"[0-9a-f]{8}-[0-9a-f]{4}-0136-[0-9a-f]{4}-[0-9a-f]{12}"\},"success":true\}$/,
    )
  })

  for (const [given, seconds] of [
    [undefined, 86400],
    [null, 86400],
    ['', 86400],
    [0, 0],
    ['120', 120],
    [5, 5],
  ] as const) {
    it(`E37 lives ${seconds} s when asked for ${String(given)}`, async () => {
      const uuid = await rig.push(id, { seconds_to_expire: given })
      expect((await poll(uuid)).seconds_to_expire).to.equal(seconds)
    })
  }

  it('E37 never expires with 0', async () => {
    const uuid = await rig.push(id, { seconds_to_expire: 0 })
    await rig.advance(5 * 365 * 86400)
    expect(await rig.status(uuid)).to.equal('pending')
  })

  for (const [what, fields] of [
    ['a missing message', {}],
    ['a blank message', { message: '  ' }],
    ['a message that is an array', { message: ['Hi'] }],
    ['201 characters', { message: 'é'.repeat(201) }],
    ['a lifetime in words', { message: 'Hi', seconds_to_expire: 'soon' }],
    ['a negative lifetime', { message: 'Hi', seconds_to_expire: -1 }],
    ['details in layers', { message: 'Hi', details: { a: { b: 'c' } } }],
    ['details that are text', { message: 'Hi', details: 'x' }],
    ['hidden details in an array', { message: 'Hi', hidden_details: [1] }],
    ['logos without address', { message: 'Hi', logos: [{ res: 'default' }] }],
    ['logos of unknown size', { message: 'Hi', logos: [{ res: 'huge', url: 'https://x.test' }] }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const refused = await create(fields)
      expect([refused.status, refused.json.error_code]).to.deep.equal([400, '60004'])
    })
  }

  it('takes 200 characters, counted as people count', async () => {
    expect((await create({ message: '😀'.repeat(200) })).status).to.equal(200)
  })

  it('E38 calls back with null where details and logos are empty or missing', async () => {
    for (const fields of [{}, { details: {}, hidden_details: {}, logos: [] }]) {
      await answer(await rig.push(id, fields))
      const { approval_request: request } = JSON.parse((await app.next()).body)
      expect([request.transaction.details, request.transaction.hidden_details, request.logos]).to.deep.equal([
        null,
        null,
        null,
      ])
    }
  })

  it('E39 shows every field when polled', async () => {
    await rig.control('POST', '/_/clock', { freeze: '2030-01-01T00:00:00.500Z' })
    const uuid = await rig.push(id)
    const { _id, user_id, app_id, ...rest } = await poll(uuid)
    for (const objectId of [_id, user_id, app_id]) expect(objectId).to.match(/^[0-9a-f]{24}$/)
    expect(rest).to.deep.equal({
      _app_name: 'Passport Authy emulator',
      _app_serial_id: 46113,
      _authy_id: id,
      _user_email: 'ann@shop.example',
      created_at: '2030-01-01T00:00:00Z',
      notified: false,
      processed_at: null,
      seconds_to_expire: 86400,
      status: 'pending',
      updated_at: '2030-01-01T00:00:00Z',
      uuid,
    })
    await rig.advance(60)
    await answer(uuid)
    expect(await poll(uuid)).to.include({ status: 'approved', processed_at: '2030-01-01T00:01:00Z' })
  })

  it('E39 knows no unknown request', async () => {
    const uuid = '00000000-0000-0000-0000-000000000000'
    const found = await rig.api('GET', `/onetouch/json/approval_requests/${uuid}`)
    expect([found.status, found.text]).to.deep.equal([
      404,
      `{"message":"Approval request not found: ${uuid}","success":false,"errors":{},"error_code":"60049"}`,
    ])
  })

  it('E40 expires by the clock, finally', async () => {
    const uuid = await rig.push(id, { seconds_to_expire: 30 })
    await rig.advance(29)
    expect(await rig.status(uuid)).to.equal('pending')
    await rig.advance(1)
    expect(await rig.status(uuid)).to.equal('expired')
    const late = await answer(uuid)
    expect([late.status, late.json.code]).to.deep.equal([409, '60079'])
    expect(await rig.status(uuid)).to.equal('expired')
  })

  it('E40 takes one answer only', async () => {
    const uuid = await rig.push(id)
    expect((await answer(uuid, 'deny')).json.status).to.equal('denied')
    expect((await answer(uuid)).json.code).to.equal('60079')
    expect(await rig.status(uuid)).to.equal('denied')
  })

  it('E41 calls back by POST, signed, with the body of 2017', async () => {
    await rig.control('POST', '/_/clock', { freeze: '2030-01-01T00:00:00Z' })
    const logos = [{ url: 'https://x.test/1', res: 'default' }]
    const uuid = await rig.push(id, {
      details: { Amount: '1 €' },
      hidden_details: { order: '7' },
      logos,
      seconds_to_expire: 60,
    })
    await rig.advance(5)
    await answer(uuid)
    const callback = await app.next()
    expect(callback.method).to.equal('POST')
    expect(callback.headers['content-type']).to.match(/^application\/json/)
    expect(callback.headers['x-authy-signature-nonce']).to.equal(String(Date.parse('2030-01-01T00:00:05Z') / 1000))
    expect(callback.headers['x-authy-signature']).to.equal(expected(callback, app.url))
    const body = JSON.parse(callback.body)
    expect(body).to.include({ authy_id: id, callback_action: 'approval_request_status', uuid, status: 'approved' })
    expect(body.device_uuid).to.be.a('number').and.equal(body.device.id)
    const { transaction, ...request } = body.approval_request
    expect(transaction).to.deep.include({
      details: { Amount: '1 €' },
      hidden_details: { order: '7' },
      status: 'approved',
      uuid,
    })
    expect(transaction.customer_uuid).to.be.a('number')
    expect(request.logos).to.deep.equal(logos)
    expect(Object.keys(request.logos[0])).to.deep.equal(['res', 'url'])
    expect(request.expiration_timestamp - transaction.created_at_time).to.equal(60)
    expect(Object.keys(transaction)).to.deep.equal([
      'details',
      'device_details',
      'device_geolocation',
      'device_signing_time',
      'encrypted',
      'flagged',
      'hidden_details',
      'message',
      'reason',
      'requester_details',
      'status',
      'uuid',
      'created_at_time',
      'customer_uuid',
    ])
  })

  it('E41 calls back by GET where the application wants that, with the canonical query', async () => {
    await rig.control('PATCH', '/_/settings', { callback_method: 'GET' })
    await answer(await rig.push(id, { details: { 'a b': 'ü' } }), 'deny')
    const callback = await app.next()
    expect(callback.method).to.equal('GET')
    expect(callback.url)
      .to.match(/&status=denied&uuid=/)
      .and.include('%5Bdetails%5D%5Ba+b%5D=%C3%BC')
    expect(callback.headers['x-authy-signature']).to.equal(expected(callback, app.url))
  })

  it('E41 does not call back when a request expires', async () => {
    const uuid = await rig.push(id, { seconds_to_expire: 1 })
    await rig.advance(2)
    await rig.status(uuid)
    await rig.emulator.idle()
    expect(app.received).to.deep.equal([])
  })

  it('E41 signs with the key that asked', async () => {
    const other = await fetch(
      `${rig.emulator.url}/onetouch/json/users/${id}/approval_requests?api_key=demo_other&message=Hi`,
      { method: 'POST' },
    )
    // The reply was checked elsewhere; here only its uuid matters.
    const { approval_request: request } = (await other.json()) as { approval_request: { uuid: string } }
    await answer(request.uuid)
    const callback = await app.next()
    expect(callback.headers['x-authy-signature']).to.equal(expected(callback, app.url, 'demo_other'))
  })

  it('E42 calls the whole configured address and signs it without its query', async () => {
    await rig.control('POST', '/_/callback-url', { url: `${app.url}?tenant=7` })
    await answer(await rig.push(id))
    const callback = await app.next()
    expect(callback.url).to.equal('/authy/callback?tenant=7')
    expect(callback.headers['x-authy-signature']).to.equal(expected(callback, app.url))
  })

  it('E43 sends a wrong signature', async () => {
    await setFault('bad_signature')
    await answer(await rig.push(id))
    const callback = await app.next()
    expect(callback.headers['x-authy-signature'])
      .to.match(/^[\w+/]{43}=$/)
      .and.not.equal(expected(callback, app.url))
  })

  it('E43 sends a stale nonce, well signed', async () => {
    await setFault('stale_nonce')
    await answer(await rig.push(id))
    const callback = await app.next()
    expect(Number(callback.headers['x-authy-signature-nonce'])).to.be.lessThan(Date.now() / 1000 - 3000)
    expect(callback.headers['x-authy-signature']).to.equal(expected(callback, app.url))
  })

  it('E43 delivers twice, byte for byte', async () => {
    await setFault('duplicate')
    await answer(await rig.push(id))
    expect(await app.next()).to.deep.equal(await app.next())
  })

  it('E43 delivers late, after the application gave up', async () => {
    await setFault('delay', { delay_ms: 250 })
    await answer(await rig.push(id))
    expect(app.received).to.deep.equal([])
    expect(JSON.parse((await app.next()).body).status).to.equal('approved')
  })

  it('E43 turns the keys round under a signature that still holds', async () => {
    await setFault('reorder')
    await answer(await rig.push(id, { details: { a: '1', b: '2' } }))
    const callback = await app.next()
    expect(Object.keys(JSON.parse(callback.body))[0]).to.equal('device')
    expect(callback.headers['x-authy-signature']).to.equal(expected(callback, app.url))
  })

  it('E43 contradicts itself inside', async () => {
    await setFault('status_mismatch')
    await answer(await rig.push(id), 'deny')
    const body = JSON.parse((await app.next()).body)
    expect([body.status, body.approval_request.transaction.status]).to.deep.equal(['denied', 'approved'])
  })

  it('E43 signs the address with the other scheme', async () => {
    await setFault('http_url')
    await answer(await rig.push(id))
    const callback = await app.next()
    expect(callback.headers['x-authy-signature']).to.equal(expected(callback, app.url.replace('http:', 'https:')))
  })

  it('E43 leaves the headers out', async () => {
    await setFault('no_signature')
    await answer(await rig.push(id))
    expect((await app.next()).headers).to.not.have.any.keys('x-authy-signature', 'x-authy-signature-nonce')
  })

  it('E43 cuts the body', async () => {
    await setFault('malformed')
    await answer(await rig.push(id))
    const { body } = await app.next()
    expect(() => JSON.parse(body) as unknown).to.throw(SyntaxError)
  })

  it('E43 speaks as in 2016, with uuids for numbers', async () => {
    await setFault('shape_2016')
    await answer(await rig.push(id))
    const callback = await app.next()
    const body = JSON.parse(callback.body)
    for (const uuid of [body.device_uuid, body.approval_request.transaction.customer_uuid]) {
      expect(uuid).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    }
    expect(callback.headers['x-authy-signature']).to.equal(expected(callback, app.url))
  })

  it('E43 speaks as in 2019, with an array to sign', async () => {
    await setFault('shape_2019')
    await answer(await rig.push(id))
    const callback = await app.next()
    expect(JSON.parse(callback.body).device.enabled_unlock_methods).to.deep.equal(['pin', 'fingerprint'])
    expect(callback.headers['x-authy-signature']).to.equal(expected(callback, app.url))
  })

  for (const kind of ['drop', 'hang', 'error']) {
    it(`E43 loses a callback with ${kind}`, async () => {
      await setFault(kind)
      const uuid = await rig.push(id)
      await answer(uuid)
      await rig.emulator.idle()
      expect(app.received).to.deep.equal([])
      expect((await rig.control('GET', '/_/callbacks')).json).to.have.length(1)
      expect((await poll(uuid)).notified).to.equal(false)
    })
  }

  it('E44 refuses who has no app, who is unknown, and all when switched off', async () => {
    await rig.control('PATCH', `/_/users/${id}`, { has_app: false })
    const without = await create({ message: 'Hi' })
    expect([without.status, without.json.error_code]).to.deep.equal([400, '60050'])
    const unknown = await rig.api('POST', '/onetouch/json/users/7/approval_requests', { message: 'Hi' })
    expect([unknown.status, unknown.json.error_code]).to.deep.equal([404, '60026'])
    await rig.control('PATCH', '/_/settings', { onetouch_enabled: false })
    expect((await create({ message: 'Hi' })).status).to.equal(403)
  })

  it('E45 is notified once the application took the callback with a 2xx', async () => {
    app.answerWith(500)
    const failed = await rig.push(id)
    await answer(failed)
    await rig.emulator.idle()
    app.answerWith(204)
    const fine = await rig.push(id)
    await answer(fine)
    await rig.emulator.idle()
    expect([(await poll(failed)).notified, (await poll(fine)).notified]).to.deep.equal([false, true])
    const statuses = (await rig.control('GET', '/_/callbacks')).json.map(
      (delivery: { status: number }) => delivery.status,
    )
    expect(statuses).to.deep.equal([500, 204])
  })

  it('E46 carries a device signature of the right size', async () => {
    await answer(await rig.push(id))
    const { signature } = JSON.parse((await app.next()).body)
    expect(Buffer.from(signature, 'base64')).to.have.length(256)
  })

  it('answers at once although the application is not there', async () => {
    await rig.control('POST', '/_/callback-url', { url: 'http://127.0.0.1:1/' })
    expect((await answer(await rig.push(id))).json.status).to.equal('approved')
    await rig.emulator.idle()
    expect((await rig.control('GET', '/_/callbacks')).json[0].status).to.equal(null)
  })
})
