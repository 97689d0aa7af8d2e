import { expect } from 'chai'
import { startReceiver, startRig, type Receiver, type Rig } from './rig.js'

describe('Emulator: magic numbers', () => {
  let rig: Rig
  let app: Receiver
  before(async () => {
    rig = await startRig({ magicNumbers: true })
  })
  beforeEach(async () => {
    app = await startReceiver()
    await rig.control('POST', '/_/reset')
    await rig.control('POST', '/_/clock', { freeze: '2030-01-01T00:00:00Z' })
    await rig.control('POST', '/_/callback-url', { url: app.url })
  })
  afterEach(() => app.close())
  after(() => rig.close())

  const owner = (ending: string) => rig.register(`31733893${ending}`)
  const text = (id: number, query = '') => rig.api('GET', `/protected/json/sms/${id}${query}`)
  const call = (id: number) => rig.api('GET', `/protected/json/call/${id}?force=true`)
  const create = (id: number) => rig.api('POST', `/onetouch/json/users/${id}/approval_requests`, { message: 'Hi' })

  for (const [ending, answer] of [
    ['00', 'approved'],
    ['01', 'denied'],
  ] as const) {
    it(`${ending}: ${answer} after two seconds`, async () => {
      const uuid = await rig.push(await owner(ending))
      await rig.advance(1.9)
      expect(await rig.status(uuid)).to.equal('pending')
      await rig.advance(0.1)
      expect(await rig.status(uuid)).to.equal(answer)
      expect(JSON.parse((await app.next()).body)).to.include({ uuid, status: answer })
    })
  }

  it('00: approves by itself when time runs', async () => {
    await rig.control('POST', '/_/clock', { real: true })
    const uuid = await rig.push(await owner('00'))
    await app.next()
    expect(await rig.status(uuid)).to.equal('approved')
  })

  it('02: nobody answers', async () => {
    const uuid = await rig.push(await owner('02'), { seconds_to_expire: 60 })
    await rig.advance(59)
    expect(await rig.status(uuid)).to.equal('pending')
    await rig.advance(1)
    expect(await rig.status(uuid)).to.equal('expired')
  })

  it('03: expires early', async () => {
    const uuid = await rig.push(await owner('03'))
    await rig.advance(2)
    expect(await rig.status(uuid)).to.equal('expired')
  })

  it('04: no app, texts arrive', async () => {
    const id = await owner('04')
    expect((await create(id)).json.error_code).to.equal('60050')
    expect((await text(id)).json.message).to.equal('SMS token was sent')
  })

  it('05: the app is there, a text is sent only by force', async () => {
    const id = await owner('05')
    expect((await create(id)).status).to.equal(200)
    expect((await text(id)).json.ignored).to.equal(true)
    expect((await text(id, '?force=true')).json).to.not.have.property('ignored')
  })

  it('06: a landline', async () => {
    const id = await owner('06')
    expect([(await text(id)).json.error_code, (await call(id)).status]).to.deep.equal(['60082', 200])
  })

  it('07: not reached', async () => {
    const id = await owner('07')
    expect([(await text(id)).json.error_code, (await call(id)).json.error_code]).to.deep.equal(['60015', '60014'])
  })

  it('08: a blocked country', async () => {
    const id = await owner('08')
    expect([(await text(id)).json.error_code, (await call(id)).json.error_code]).to.deep.equal(['60013', '60013'])
  })

  it('09: limited', async () => {
    const id = await owner('09')
    expect([(await text(id)).status, (await call(id)).status, (await create(id)).status]).to.deep.equal([429, 429, 429])
  })

  it('10: the approval comes after the expiry', async () => {
    const uuid = await rig.push(await owner('10'), { seconds_to_expire: 60 })
    await rig.advance(60)
    expect(app.received).to.deep.equal([])
    await rig.advance(1)
    expect(JSON.parse((await app.next()).body)).to.include({ uuid, status: 'approved' })
    expect(await rig.status(uuid)).to.equal('approved')
  })

  it('11: the callback comes before the answer to the request', async () => {
    const uuid = await rig.push(await owner('11'))
    expect(app.received.map((callback) => JSON.parse(callback.body).uuid)).to.deep.equal([uuid])
  })

  it('means nothing without the option', async () => {
    const plain = await startRig()
    const statuses = []
    for (const ending of ['00', '01', '03', '04', '09', '11']) {
      const uuid = await plain.push(await plain.register(`31733893${ending}`))
      await plain.advance(5)
      statuses.push(await plain.status(uuid))
    }
    await plain.close()
    expect(new Set(statuses)).to.deep.equal(new Set(['pending']))
  })
})
