import { expect } from 'chai'
import { startRig, type Rig } from './rig.js'

const mask = (countryCode: string, end: string) => `+${countryCode}-${'X'.repeat(3)}-${'X'.repeat(3)}-XX${end}`

describe('Emulator: texts and calls', () => {
  let rig: Rig
  let id: number
  before(async () => {
    rig = await startRig()
  })
  beforeEach(async () => {
    await rig.control('POST', '/_/reset')
    id = await rig.register()
  })
  after(() => rig.close())

  const sms = (query = '') => rig.api('GET', `/protected/json/sms/${id}${query}`)
  const call = (query = '') => rig.api('GET', `/protected/json/call/${id}${query}`)
  const outbox = async () => (await rig.control('GET', '/_/messages')).json
  const patch = (changes: object) => rig.control('PATCH', `/_/users/${id}`, changes)

  it('E22 sends no text to who has the app, but pings the app', async () => {
    const answer = await sms()
    expect(answer.json).to.deep.equal({
      message: 'Ignored: SMS is not needed for smartphones. Pass force=true if you want to actually send it anyway.',
      cellphone: mask('1', '02'),
      device: 'android',
      ignored: true,
      success: true,
    })
    expect(await outbox()).to.deep.equal([])
    expect((await rig.control('GET', '/_/events')).json.at(-1)).to.include({ event: 'token_push', authy_id: id })
  })

  it('E22 does not call who has the app', async () => {
    expect((await call()).json).to.include({
      ignored: true,
      message:
        'Call ignored. User is using  App Tokens and this call is not necessary. ' +
        'Pass force=true if you still want to call users that are using the App.',
    })
  })

  it('E22 leaves the two keys out when it sends', async () => {
    await patch({ has_app: false })
    expect((await sms()).text).to.equal(
      `{"success":true,"message":"SMS token was sent","cellphone":"${mask('1', '02')}"}`,
    )
    expect((await call()).json).to.have.all.keys('success', 'message', 'cellphone')
    expect((await call()).json.message).to.equal('Call started...')
  })

  for (const [spelling, ignored] of [
    ['true', false],
    ['True', false],
    ['1', false],
    ['false', true],
    ['0', true],
    ['', true],
  ] as const) {
    it(`E23 reads force=${spelling} as ${ignored ? 'no' : 'yes'}`, async () => {
      expect((await sms(`?force=${spelling}`)).json.ignored === true).to.equal(ignored)
    })
  }

  it('E24 shows the last two digits after fixed groups', async () => {
    id = await rig.register('912344567', '351')
    expect((await sms('?force=true')).json.cellphone).to.equal(mask('351', '67'))
  })

  it('E25 binds a code to its action', async () => {
    await sms('?force=true&action=payment')
    const code = await rig.lastCode()
    expect((await rig.verify(id, code)).json.error_code).to.equal('60020')
    expect((await rig.verify(id, code, '?force=true&action=other')).json.error_code).to.equal('60020')
    expect((await rig.verify(id, code, '?force=true&action=payment')).status).to.equal(200)
  })

  it('E26 stops at the limit of the hour, then goes on', async () => {
    await rig.control('PATCH', '/_/settings', { sends_per_hour: 2 })
    await sms('?force=true')
    await rig.advance(60)
    await call('?force=true')
    const refused = await sms('?force=true')
    expect([refused.status, refused.text]).to.deep.equal([
      429,
      '{"error_code":"60003","message":"DoS protection: User has requested too many tokens in the last hour.",' +
        '"errors":{"message":"DoS protection: User has requested too many tokens in the last hour."},"success":false}',
    ])
    expect(refused.headers.get('retry-after')).to.match(/^(3539|3540)$/)
    await rig.advance(3540)
    expect((await sms('?force=true')).status).to.equal(200)
    expect((await sms('?force=true')).status).to.equal(429)
  })

  it('E26 limits each user alone, and lets thirty through by default', async () => {
    for (let sent = 0; sent < 30; sent += 1) expect((await sms('?force=true')).status).to.equal(200)
    expect((await sms('?force=true')).status).to.equal(429)
    id = await rig.register('3173389303')
    expect((await sms('?force=true')).status).to.equal(200)
  })

  it('E27 refuses what is switched off, and suspended users', async () => {
    await rig.control('PATCH', '/_/settings', { sms_enabled: false, voice_enabled: false })
    expect((await sms('?force=true')).json).to.include({ error_code: '60007', message: 'SMS is not enabled' })
    expect((await call('?force=true')).json).to.include({
      error_code: '60006',
      message: 'Phone calls are not enabled on this account',
    })
    await rig.control('PATCH', '/_/settings', { sms_enabled: true })
    await patch({ suspended: true })
    const suspended = await sms('?force=true')
    expect([suspended.status, suspended.json.error_code, suspended.json.message]).to.deep.equal([
      503,
      '60017',
      'User has been suspended.',
    ])
  })

  for (const name of ['action', 'action_message']) {
    it(`E28 takes 1 to 255 characters of ${name}`, async () => {
      expect((await sms(`?force=true&${name}=${'x'.repeat(255)}`)).status).to.equal(200)
      for (const value of ['', 'x'.repeat(256)]) {
        const answer = await sms(`?force=true&${name}=${value}`)
        expect([answer.status, answer.json.error_code]).to.deep.equal([400, '60004'])
      }
    })
  }

  for (const [locale, words] of [
    ['de', 'Ihr Code lautet'],
    ['de-AT', 'Ihr Code lautet'],
    ['pt-BR', 'Seu código é'],
    ['xx', 'Your code is'],
  ] as const) {
    it(`E29 words a text for ${locale}`, async () => {
      await sms(`?force=true&locale=${locale}`)
      expect((await outbox()).at(-1).text).to.equal(`${words} ${await rig.lastCode()}`)
    })
  }

  it('E29 takes the language of the country when none is asked for, and says what the code is for', async () => {
    id = await rig.register('1512345678', '49')
    await sms('?force=true&action_message=Zahlung')
    expect((await outbox()).at(-1).text).to.match(/^Zahlung\. Ihr Code lautet \d{7}$/)
  })

  it('sends the same code within its ten minutes, and a new one after its use or its end', async () => {
    await sms('?force=true')
    const first = await rig.lastCode()
    await call('?force=true')
    expect(await rig.lastCode()).to.equal(first)
    await rig.verify(id, first)
    await sms('?force=true')
    const second = await rig.lastCode()
    expect(second).to.not.equal(first)
    await rig.advance(600)
    expect((await rig.verify(id, second)).json.error_code).to.equal('60020')
    await sms('?force=true')
    expect(await rig.lastCode()).to.not.equal(second)
  })

  it('refuses landlines, blocked countries and phones that are not reached', async () => {
    await patch({ has_app: false, landline: true })
    expect((await sms()).json.error_code).to.equal('60082')
    expect((await call()).status).to.equal(200)
    await patch({ landline: false, deliverable: false })
    expect([(await sms()).json.error_code, (await call()).json.error_code]).to.deep.equal(['60015', '60014'])
    await patch({ deliverable: true, country_blocked: true })
    expect((await sms()).json.error_code).to.equal('60013')
    expect(await outbox()).to.have.length(1)
  })

  it('knows no unknown user', async () => {
    expect((await rig.api('GET', '/protected/json/sms/7')).json.error_code).to.equal('60026')
    expect((await rig.api('GET', '/protected/json/call/x')).json.error_code).to.equal('60026')
  })
})
