import { expect } from 'chai'
import { startRig, send, type Rig } from './rig.js'

describe('Emulator: secrets, phones and the application', () => {
  let rig: Rig
  let id: number
  before(async () => {
    rig = await startRig()
  })
  beforeEach(async () => {
    await rig.control('POST', '/_/reset')
    await rig.control('POST', '/_/clock', { freeze: '2030-01-02T03:04:05Z' })
    id = await rig.register()
  })
  after(() => rig.close())

  const settings = (changes: object) => rig.control('PATCH', '/_/settings', changes)
  const phones = (method: string, what: string, query: string) =>
    rig.api(method, `/protected/json/phones/${what}?${query}`)
  const number = 'country_code=1&phone_number=201-555-0123'

  it('E47 makes a secret and shows it as a picture of its own', async () => {
    const made = await rig.api('POST', `/protected/json/users/${id}/secret`, { label: 'ann@shop', qr_size: 200 })
    expect(Object.keys(made.json)).to.deep.equal(['label', 'issuer', 'qr_code', 'success'])
    expect(made.json.label).to.equal('ann@shop')
    const picture = await send(made.json.qr_code)
    expect([picture.status, picture.headers.get('content-type')]).to.deep.equal([200, 'image/svg+xml'])
    expect(picture.text).to.match(/^<svg [^>]*width="200"/)
  })

  it('E47 replaces the secret each time', async () => {
    const code = async () => (await rig.control('GET', `/_/users/${id}/softtoken?kind=generic`)).json.code
    await rig.api('POST', `/protected/json/users/${id}/secret`, {})
    const before = await code()
    await rig.api('POST', `/protected/json/users/${id}/secret`, {})
    expect(await code()).to.not.equal(before)
    expect((await rig.verify(id, before)).json.error_code).to.equal('60020')
  })

  it('E47 refuses when generic tokens are off, a strange size, and unknown users', async () => {
    const codeOf = async (user: number, body: object) =>
      (await rig.api('POST', `/protected/json/users/${user}/secret`, body)).json.error_code
    expect(await codeOf(id, { qr_size: 'big' })).to.equal('60004')
    expect(await codeOf(7, {})).to.equal('60026')
    await settings({ generic_tokens_enabled: false })
    expect(await codeOf(id, {})).to.equal('60123')
  })

  it('E48 verifies a phone by text', async () => {
    const started = await phones('POST', 'verification/start', `via=sms&${number}`)
    expect(started.json).to.include({
      carrier: 'AT&T',
      is_cellphone: true,
      message: 'Text message sent to +1 201-555-0123.',
      seconds_to_expire: 599,
      success: true,
    })
    const code = await rig.lastCode()
    expect(code).to.match(/^\d{4}$/)
    const again = await phones('POST', 'verification/start', `via=call&${number}`)
    expect(again.json.message).to.equal('Call to +1 201-555-0123 initiated.')
    expect(await rig.lastCode()).to.equal(code)
    const wrong = await phones('GET', 'verification/check', `${number}&verification_code=x`)
    expect([wrong.status, wrong.json.error_code, wrong.json.message]).to.deep.equal([
      401,
      '60022',
      'Verification code is incorrect',
    ])
    expect((await phones('GET', 'verification/status', number)).json.status).to.equal('pending')
    const right = await phones('GET', 'verification/check', `${number}&verification_code=${code}`)
    expect(right.text).to.equal('{"message":"Verification code is correct.","success":true}')
    expect((await phones('GET', 'verification/status', `uuid=${started.json.uuid}`)).json.status).to.equal('verified')
    const used = await phones('GET', 'verification/check', `${number}&verification_code=${code}`)
    expect([used.status, used.json.message]).to.deep.equal([404, 'No pending verifications for +1 201-555-0123 found.'])
  })

  it('E48 forgets a verification after ten minutes', async () => {
    await phones('POST', 'verification/start', `via=sms&code_length=10&${number}`)
    const code = await rig.lastCode()
    expect(code).to.match(/^\d{10}$/)
    await rig.advance(600)
    expect((await phones('GET', 'verification/check', `${number}&verification_code=${code}`)).json.error_code).to.equal(
      '60023',
    )
    expect((await phones('GET', 'verification/status', number)).json.status).to.equal('expired')
  })

  for (const [query, code, message] of [
    ['phone_number=2015550123', '60004', 'Invalid parameter: country_code - Parameter is required'],
    [
      'country_code=xxx&phone_number=2015550123',
      '60004',
      "Invalid parameter: country_code - 'xxx' is not a valid Integer",
    ],
    ['country_code=1', '60004', 'Invalid parameter: phone_number - Parameter is required'],
    ['country_code=1&phone_number=12', '60033', 'Phone number is invalid'],
    [`via=pigeon&${number}`, '60004', "Invalid parameter: via - Must be 'sms' or 'call'"],
    [`code_length=3&${number}`, '60004', 'Invalid parameter: code_length - Must be between 4 and 10'],
    [`custom_code=1234&${number}`, '60021', "Phone verification couldn't be created: custom codes are not allowed."],
    [`custom_message=Hi&${number}`, '60091', 'Custom messages are not allowed'],
  ] as const) {
    it(`E48 refuses ${query}`, async () => {
      const refused = await phones('POST', 'verification/start', query)
      expect([refused.status, refused.json.error_code, refused.json.message]).to.deep.equal([400, code, message])
    })
  }

  it('E48 tells about a phone number', async () => {
    const info = await phones('GET', 'info', number)
    expect(info.json).to.deep.equal({
      message: 'Phone number information as of 2030-01-02 03:04:05 UTC',
      type: 'cellphone',
      provider: 'AT&T',
      ported: false,
      success: true,
    })
    await rig.control('PATCH', `/_/users/${id}`, { landline: true })
    expect((await phones('GET', 'info', 'country_code=1&phone_number=3173389302')).json.type).to.equal('landline')
  })

  it('E49 shows the application', async () => {
    await settings({ sms_enabled: false })
    const answer = await rig.api('GET', '/protected/json/app/details')
    expect(answer.json.message).to.equal('Application information.')
    expect(answer.json.app).to.deep.equal({
      name: 'Passport Authy emulator',
      plan: 'emulator',
      sms_enabled: false,
      phone_calls_enabled: true,
      app_id: 46113,
      onetouch_enabled: true,
    })
  })

  it('E49 counts the month', async () => {
    await rig.api('GET', `/protected/json/sms/${id}?force=true`)
    await rig.api('GET', `/protected/json/call/${id}?force=true`)
    await rig.verify(id, await rig.lastCode())
    const { stats, ...rest } = (await rig.api('GET', '/protected/json/app/stats')).json
    expect(rest).to.deep.equal({
      message: 'Monthly statistics.',
      count: 1,
      total_users: 1,
      app_id: 46113,
      success: true,
    })
    expect(stats).to.deep.equal([
      {
        sms_count: 1,
        calls_count: 1,
        users_count: 1,
        auths_count: 1,
        month: 'January',
        api_calls_count: 4,
        year: 2030,
      },
    ])
  })

  it('E51 exports numbers and secrets only where that is allowed', async () => {
    await rig.api('POST', `/protected/json/users/${id}/secret`, {})
    const phone = () => rig.api('GET', `/protected/json/users/${id}/phone_number`)
    const secret = () => rig.api('GET', `/protected/json/users/${id}/secret/export`)
    expect([(await phone()).status, (await secret()).status]).to.deep.equal([403, 403])
    await settings({ export_enabled: true })
    expect((await phone()).json).to.deep.equal({
      phone_number: '3173389302',
      country_code: 1,
      e164: '+13173389302',
      success: true,
    })
    const { json } = await secret()
    expect(json.secret).to.match(/^[A-Z2-7]{32}$/)
    expect(json.otp).to.equal((await rig.control('GET', `/_/users/${id}/softtoken?kind=generic`)).json.code)
  })
})
