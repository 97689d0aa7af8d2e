import { expect } from 'chai'
import { startRig, type Rig } from './rig.js'

describe('Emulator: verification', () => {
  let rig: Rig
  let id: number
  before(async () => {
    rig = await startRig()
  })
  beforeEach(async () => {
    await rig.control('POST', '/_/reset')
    await rig.control('POST', '/_/clock', { freeze: '2030-01-01T00:00:00Z' })
    id = await rig.register()
  })
  after(() => rig.close())

  const softToken = async (kind = '') =>
    (await rig.control('GET', `/_/users/${id}/softtoken${kind}`)).json.code as string
  const settings = (changes: object) => rig.control('PATCH', '/_/settings', changes)
  const codeOf = async (token: string) => (await rig.verify(id, token)).json.error_code as string | undefined
  const text = async () => {
    await rig.api('GET', `/protected/json/sms/${id}?force=true`)
    return rig.lastCode()
  }
  /** Never the code of the moment, whatever that is. */
  const wrong = async () => ((await softToken()) === '1234567' ? '7654321' : '1234567')

  it('E30 accepts a texted code, with a device', async () => {
    const { status, json } = await rig.verify(id, await text())
    expect(status).to.equal(200)
    expect(json).to.include({ message: 'Token is valid.', token: 'is valid', success: 'true' })
    expect(Object.keys(json.device)).to.deep.equal([
      'id',
      'os_type',
      'registration_date',
      'registration_method',
      'registration_country',
      'registration_region',
      'registration_city',
      'country',
      'region',
      'city',
      'ip',
      'last_account_recovery_at',
      'last_sync_date',
    ])
    expect(json.device.os_type).to.equal('sms')
  })

  it('E30 refuses a wrong code', async () => {
    const answer = await rig.verify(id, await wrong())
    expect([answer.status, answer.text]).to.deep.equal([
      401,
      '{"message":"Token is invalid","token":"is invalid","success":false,"errors":{"message":"Token is invalid"},"error_code":"60020"}',
    ])
  })

  it('E30 tells a used code apart', async () => {
    const code = await text()
    await rig.verify(id, code)
    const answer = await rig.verify(id, code)
    expect([answer.status, answer.json.error_code, answer.json.message]).to.deep.equal([
      401,
      '60019',
      'Token is invalid. Token was used recently',
    ])
  })

  it('E30 knows no unknown user, in words of its own', async () => {
    for (const unknown of ['7', 'tony']) {
      const answer = await rig.api('GET', `/protected/json/verify/1234567/${unknown}?force=true`)
      expect([answer.status, answer.text]).to.deep.equal([
        404,
        '{"message":"User doesn\'t exist","success":false,"errors":{"message":"User doesn\'t exist"},"error_code":"60016"}',
      ])
    }
  })

  for (const query of ['', '?force=false', '?force=0', '?force=']) {
    it(`E31 lets any code through for an unconfirmed user with "${query}"`, async () => {
      expect((await rig.verify(id, await wrong(), query)).json.token).to.equal('is valid')
      const { status } = (await rig.api('GET', `/protected/json/users/${id}/status`)).json
      expect(status.confirmed).to.equal(false)
    })
  }

  it('E31 ends with the first right code', async () => {
    await rig.verify(id, await softToken())
    expect((await rig.verify(id, await wrong(), '')).json.error_code).to.equal('60020')
  })

  it('E32 accepts each time step once', async () => {
    const first = await softToken()
    expect(await codeOf(first)).to.equal(undefined)
    expect(await codeOf(first)).to.equal('60019')
    await rig.advance(10)
    expect(await codeOf(await softToken())).to.equal(undefined)
    expect(await codeOf(first)).to.equal('60019')
  })

  it('E33 steps the native token of seven digits every ten seconds, from 60 s late to 30 s early', async () => {
    const token = await softToken()
    expect(token).to.match(/^\d{7}$/)
    await rig.advance(9.999)
    expect(await softToken()).to.equal(token)
    await rig.advance(0.001)
    expect(await softToken()).to.not.equal(token)
    await rig.advance(50)
    expect(await codeOf(token)).to.equal(undefined)
  })

  it('E33 refuses a native token after its window and long before it', async () => {
    const token = await softToken()
    await rig.advance(40)
    const inForty = await softToken()
    await rig.control('POST', '/_/clock', { freeze: '2030-01-01T00:00:00Z' })
    expect(await codeOf(inForty)).to.equal('60020')
    await rig.advance(10)
    expect(await codeOf(inForty)).to.equal(undefined)
    await rig.advance(60)
    expect(await codeOf(token)).to.equal('60020')
  })

  it('E33 takes window and length from the settings', async () => {
    await settings({ token_length: 8, native_past_seconds: 0 })
    const token = await softToken()
    expect(token).to.match(/^\d{8}$/)
    expect(await text()).to.match(/^\d{8}$/)
    await rig.advance(10)
    expect(await codeOf(token)).to.equal('60020')
  })

  it('E33 takes a generic token of six digits and 30 s, one step off', async () => {
    await rig.api('POST', `/protected/json/users/${id}/secret`, { label: 'ann' })
    const token = await softToken('?kind=generic')
    expect(token).to.match(/^\d{6}$/)
    await rig.advance(59)
    expect(await codeOf(token)).to.equal(undefined)
    expect(await codeOf(token)).to.equal('60019')
    const next = await softToken('?kind=generic')
    await rig.advance(61)
    expect(await codeOf(next)).to.equal('60020')
  })

  for (const token of [
    '12345',
    '123456789',
    '12345a7',
    '１２３４５６７',
    '1234567%0a',
    '-123456',
    '123.456',
    '%20123456',
  ]) {
    it(`E33 refuses ${token}`, async () => {
      expect(await codeOf(token)).to.equal('60020')
    })
  }

  it('E34 stops after too many wrong codes, says so as an event, and goes on an hour later', async () => {
    await settings({ wrong_codes_per_hour: 3 })
    const bad = await wrong()
    for (let guess = 0; guess < 3; guess += 1) expect(await codeOf(bad)).to.equal('60020')
    const limited = await rig.verify(id, await softToken())
    expect([limited.status, limited.json.error_code]).to.deep.equal([429, '60003'])
    const events = (await rig.control('GET', '/_/events')).json.map((event: { event: string }) => event.event)
    expect(events.filter((name: string) => name === 'too_many_code_verifications')).to.have.length(1)
    await rig.advance(3600)
    expect(await codeOf(await softToken())).to.equal(undefined)
  })

  it('E34 refuses suspended and disabled users', async () => {
    await rig.control('PATCH', `/_/users/${id}`, { suspended: true })
    expect(await codeOf(await softToken())).to.equal('60017')
    await rig.control('PATCH', `/_/users/${id}`, { suspended: false, disabled: true })
    expect(await codeOf(await softToken())).to.equal('60018')
    const events = (await rig.control('GET', '/_/events')).json
    expect(events.map((event: { event: string }) => event.event)).to.include('suspended_account')
  })

  it('E35 has the fixed answers of the old sandbox', async () => {
    const code = await text()
    await settings({ classic_sandbox: true })
    expect([await codeOf('0000000'), await codeOf('0000000'), await codeOf(code)]).to.deep.equal([
      undefined,
      undefined,
      '60020',
    ])
    const phone = 'country_code=1&phone_number=317-338-9302'
    const start = await rig.api('POST', `/protected/json/phones/verification/start?via=sms&${phone}`)
    expect(start.json.carrier).to.equal('Google Voice')
    const check = await rig.api('GET', `/protected/json/phones/verification/check?${phone}&verification_code=0000`)
    expect(check.status).to.equal(200)
    const info = await rig.api('GET', `/protected/json/phones/info?${phone}`)
    expect(info.json).to.include({ type: 'landline', provider: '' })
  })

  it('E36 lives by the clock it is given', async () => {
    let now = Date.parse('2031-05-05T05:05:05Z')
    const own = await startRig({ clock: { now: () => now } })
    expect(own.emulator.clock.now()).to.equal(now)
    const user = await own.register()
    await own.api('GET', `/protected/json/sms/${user}?force=true`)
    const code = await own.lastCode()
    now += 600_000
    const answer = await own.verify(user, code)
    await own.close()
    expect(answer.json.error_code).to.equal('60020')
  })
})
