import { expect } from 'chai'
import { startRig, type Rig } from './rig.js'

const valid = { email: 'ann@shop.example', cellphone: '317-338-9302', country_code: '1' }

describe('Emulator: users', () => {
  let rig: Rig
  before(async () => {
    rig = await startRig()
  })
  beforeEach(() => rig.control('POST', '/_/reset'))
  after(() => rig.close())

  const create = (user: object, more: object = {}) => rig.api('POST', '/protected/json/users/new', { user, ...more })
  const status = (id: number | string) => rig.api('GET', `/protected/json/users/${id}/status`)
  const users = async () => (await rig.control('GET', '/_/users')).json

  it('E13 finds the user of a number, whatever the address, and keeps all addresses', async () => {
    const first = await create(valid)
    const second = await create({ ...valid, email: 'other@shop.example' })
    expect(first.text).to.match(/^\{"message":"User created successfully\.","user":\{"id":\d+\},"success":true\}$/)
    expect(second.json.user.id).to.equal(first.json.user.id)
    expect((await status(first.json.user.id)).json.status.email).to.equal('ann@shop.example')
    expect((await users())[0].emails).to.deep.equal(['ann@shop.example', 'other@shop.example'])
  })

  it('E13 gives another number, or country, another id', async () => {
    const ids = [
      await rig.register('3173389302'),
      await rig.register('3173389303'),
      await rig.register('3173389302', '44'),
    ]
    expect(new Set(ids).size).to.equal(3)
  })

  it('E13 gives the same number the same id after a restart', async () => {
    const before = await rig.register()
    await rig.control('POST', '/_/reset')
    expect(await rig.register()).to.equal(before)
  })

  for (const written of ['317.338.9302', '(317) 338-9302', '317 338 9302', '3173389302']) {
    it(`E14 reads ${written} as the same number`, async () => {
      const id = await rig.register('317-338-9302')
      expect((await create({ ...valid, cellphone: written })).json.user.id).to.equal(id)
    })
  }

  it('E15 names each wrong field, at both levels', async () => {
    const answer = await create({ email: '', cellphone: '', country_code: -100 })
    const fields = { email: 'is invalid', cellphone: 'is invalid', country_code: 'is not supported' }
    expect(answer.status).to.equal(400)
    expect(answer.json).to.deep.equal({
      ...fields,
      message: 'User was not valid',
      success: false,
      errors: { ...fields, message: 'User was not valid' },
      error_code: '60027',
    })
  })

  for (const [what, fields, wrong] of [
    ['letters in a number', { cellphone: '317-CALL-NOW' }, 'cellphone'],
    ['a number too short', { cellphone: '12345' }, 'cellphone'],
    ['a number too long', { cellphone: '1234567890123456' }, 'cellphone'],
    ['two addresses', { email: 'a@b.co,c@d.co' }, 'email'],
    ['an address without domain', { email: 'ann' }, 'email'],
    ['no country', { country_code: undefined }, 'country_code'],
    ['a country that is a word', { country_code: 'US' }, 'country_code'],
    ['an array for an address', { email: ['a@b.co'] }, 'email'],
  ] as const) {
    it(`E15 refuses ${what}`, async () => {
      const answer = await create({ ...valid, ...fields })
      expect(answer.status).to.equal(400)
      expect(Object.keys(answer.json.errors)).to.deep.equal([wrong, 'message'])
    })
  }

  for (const path of ['users/delete/ID', 'users/ID/delete', 'users/ID/remove']) {
    it(`E16 removes by POST ${path}`, async () => {
      await rig.control('PATCH', '/_/settings', { deletion_delay_seconds: 0 })
      const id = await rig.register()
      const answer = await rig.api('POST', `/protected/json/${path.replace('ID', String(id))}`)
      expect([answer.status, answer.text]).to.deep.equal([
        200,
        '{"message":"User removed from application","success":true}',
      ])
      expect((await status(id)).status).to.equal(404)
      expect((await rig.verify(id, '1234567')).json.error_code).to.equal('60016')
    })
  }

  it('E16 removes after a day of its own clock, and refuses codes and pushes meanwhile', async () => {
    const id = await rig.register()
    await rig.api('POST', `/protected/json/users/${id}/remove`)
    expect((await status(id)).status).to.equal(200)
    const sms = await rig.api('GET', `/protected/json/sms/${id}`)
    const push = await rig.api('POST', `/onetouch/json/users/${id}/approval_requests`, { message: 'Hi' })
    expect([
      sms.json.error_code,
      push.json.error_code,
      (await rig.verify(id, '1234567')).json.error_code,
    ]).to.deep.equal(['60127', '60127', '60127'])
    await rig.advance(24 * 60 * 60)
    expect((await status(id)).status).to.equal(404)
    expect(await users()).to.deep.equal([])
  })

  it('E16 gives the same id to a number that comes back, but not its confirmation', async () => {
    const id = await rig.register()
    await rig.control('PATCH', `/_/users/${id}`, { confirmed: true })
    await rig.api('POST', `/protected/json/users/${id}/remove`)
    await rig.advance(24 * 60 * 60)
    expect(await rig.register()).to.equal(id)
    expect((await status(id)).json.status.confirmed).to.equal(false)
  })

  it('E16 calls the removal off when the number registers again in time', async () => {
    const id = await rig.register()
    await rig.api('POST', `/protected/json/users/${id}/remove`)
    await rig.register()
    await rig.advance(24 * 60 * 60)
    expect((await status(id)).status).to.equal(200)
  })

  it('E16 does not remove who is not there', async () => {
    for (const path of ['users/delete/7', 'users/7/delete', 'users/x/remove']) {
      expect((await rig.api('POST', `/protected/json/${path}`)).json.error_code).to.equal('60026')
    }
  })

  it('E17 shows every field of the status', async () => {
    const id = await rig.register()
    const answer = await status(id)
    expect(Object.keys(answer.json)).to.deep.equal(['status', 'message', 'success'])
    expect(answer.json.message).to.equal('User status.')
    const { detailed_devices: devices, ...rest } = answer.json.status
    expect(rest).to.deep.equal({
      authy_id: id,
      confirmed: false,
      registered: true,
      country_code: 1,
      phone_number: `${'X'.repeat(3)}-${'X'.repeat(3)}-9302`,
      email: 'ann@shop.example',
      devices: ['android'],
      has_hard_token: false,
      account_disabled: false,
      deleted_devices: [],
    })
    expect(Object.keys(devices[0])).to.deep.equal([
      'device_type',
      'os_type',
      'registration_device_id',
      'registration_method',
      'device_id',
      'last_sync_date',
      'creation_date',
    ])
  })

  it('E17 masks nine digits in its own groups', async () => {
    const id = await rig.register('912344567', '351')
    expect((await status(id)).json.status.phone_number).to.equal(`XX-${'X'.repeat(3)}-4567`)
  })

  for (const id of ['tony', '999', '1e3', '-5', '0x10', '%20', '5%0a']) {
    it(`E17 knows no user ${id}`, async () => {
      const answer = await status(id)
      expect([answer.status, answer.text]).to.deep.equal([
        404,
        '{"message":"User not found.","success":false,"errors":{"message":"User not found."},"error_code":"60026"}',
      ])
    })
  }

  it('E18 is confirmed by the first right code, and registered while there is a phone with the app', async () => {
    const id = await rig.register()
    const { code } = (await rig.control('GET', `/_/users/${id}/softtoken`)).json
    await rig.verify(id, '0000000')
    expect((await status(id)).json.status.confirmed).to.equal(false)
    await rig.verify(id, code)
    expect((await status(id)).json.status.confirmed).to.equal(true)
    await rig.control('PATCH', `/_/users/${id}`, { has_app: false })
    const without = (await status(id)).json.status
    expect([without.registered, without.devices, without.detailed_devices]).to.deep.equal([false, [], []])
  })

  it('E19 texts a link to the app, unless told not to at the top level', async () => {
    const texts = async () => (await rig.control('GET', '/_/messages')).json
    await create(valid, { send_install_link_via_sms: false })
    await create(valid, { send_install_link_via_sms: 'False' })
    expect(await texts()).to.deep.equal([])
    await create({ ...valid, send_install_link_via_sms: false })
    const [link] = await texts()
    expect(link).to.include({ channel: 'sms', to: '+13173389302', code: null })
    await create(valid, { send_install_link_via_sms: 'true' })
    expect(await texts()).to.have.length(2)
  })

  it('E20 notes an activity of a known type', async () => {
    const id = await rig.register()
    const note = (type?: string) =>
      rig.api('POST', `/protected/json/users/${id}/register_activity`, { type, data: { a: 1 } })
    for (const type of ['password_reset', 'banned', 'unbanned', 'cookie_login']) {
      expect((await note(type)).text).to.equal('{"message":"Activity was created.","success":true}')
    }
    expect((await note('dancing')).json.error_code).to.equal('60029')
    expect((await note()).json.error_code).to.equal('60004')
  })

  it('E21 keeps the id when the owner changes the number', async () => {
    const id = await rig.register()
    const changed = await rig.control('PATCH', `/_/users/${id}`, { phone: '207-555-0123' })
    expect(changed.json).to.include({ authy_id: id, phone: '2075550123' })
    expect((await status(id)).json.status.phone_number).to.match(/-0123$/)
    expect(await rig.register('2075550123')).to.equal(id)
    expect(await rig.register('3173389302')).to.not.equal(id)
    const events = (await rig.control('GET', '/_/events')).json.map((event: { event: string }) => event.event)
    expect(events).to.include.members(['phone_change_requested', 'phone_change_pin_sent', 'user_phone_changed'])
  })

  it('E21 does not take the number of somebody else', async () => {
    const id = await rig.register()
    await rig.register('2075550123')
    expect((await rig.control('PATCH', `/_/users/${id}`, { phone: '2075550123' })).status).to.equal(409)
  })
})
