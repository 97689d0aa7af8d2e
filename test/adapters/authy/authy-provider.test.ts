import { expect } from 'chai'
import { malfunctionOf } from './malfunction.js'
import {
  ANN, APPROVAL, CODE, ID, KEY, PUSH, PUSHED, REF, SENT, TEXT, USER, VALID, useScriptedProvider,
} from './scripted-provider.js'
import { failure, reply } from './scripted-server.js'

describe('AuthyProvider', () => {
  const authy = useScriptedProvider()

  describe('what is asked', () => {
    it('sends each call as Authy wants it, with force on every verify', async () => {
      await authy.answering(200, { user: { id: 1635 }, success: true }, () => authy.provider.register(ANN))
      await authy.answering(200, PUSHED, () => authy.provider.sendPush(PUSH))
      await authy.answering(200, APPROVAL, () => authy.provider.pushStatus(REF, ID))
      await authy.answering(200, SENT, () => authy.provider.sendCode(TEXT))
      const call = { ...TEXT, channel: 'voice', force: true, locale: 'de-AT' } as const
      await authy.answering(200, SENT, () => authy.provider.sendCode(call))
      await authy.answering(200, VALID, () => authy.provider.verifyCode(ID, CODE))
      await authy.answering(200, USER, () => authy.provider.lookUp(ID))
      await authy.answering(200, { success: true }, () => authy.provider.remove(ID))
      expect(authy.lines()).to.deep.equal([
        'POST /protected/json/users/new',
        'POST /onetouch/json/users/1635/approval_requests',
        `GET /onetouch/json/approval_requests/${REF}`,
        'GET /protected/json/sms/1635?force=false',
        'GET /protected/json/call/1635?force=true&locale=de',
        'GET /protected/json/verify/1234567/1635?force=true',
        'GET /protected/json/users/1635/status',
        'POST /protected/json/users/1635/remove',
      ])
      expect(JSON.parse(authy.server.asked[0]?.body ?? '')).to.deep.equal({
        user: { email: 'ann@shop.example', cellphone: '912-345.678', country_code: '351' },
        send_install_link_via_sms: false,
      })
      expect(JSON.parse(authy.server.asked[1]?.body ?? '')).to.deep.equal({
        message: 'Sign in to the shop', details: { Place: 'Lisbon' }, hidden_details: { ref: 'x' },
        seconds_to_expire: 120,
      })
    })

    it('has the key in the header only, and nothing but a header in a GET', async () => {
      await authy.answering(200, SENT, () => authy.provider.sendCode(TEXT))
      await authy.answering(200, PUSHED, () => authy.provider.sendPush(PUSH))
      for (const { line, headers, body } of authy.server.asked) {
        expect(headers['x-authy-api-key']).to.equal(KEY)
        expect(`${line}${body}`).to.not.contain(KEY)
      }
      const [get] = authy.server.asked
      expect(get?.body).to.equal('')
      expect(get?.headers).to.not.have.any.keys('content-length', 'transfer-encoding', 'content-type')
    })
  })

  describe('what never leaves', () => {
    const values = [
      '../sms', '1#', '1?force=false', '1%2f', '1/2', '', ' 1', '1\n', '1\r\nx: y', '-1', '1.5', '1e3', '٣',
      '1'.repeat(21), null, undefined, 1635, ['1635'], { toString: () => '1635' },
    ]

    it('an id that is not digits', async () => {
      for (const value of values) {
        const id = value as string // what JavaScript callers may pass
        for (const call of [
          authy.provider.sendPush({ ...PUSH, providerId: id }), authy.provider.sendCode({ ...TEXT, providerId: id }),
          authy.provider.verifyCode(id, CODE), authy.provider.lookUp(id), authy.provider.remove(id),
        ]) expect((await malfunctionOf(call)).code).to.equal('provider_not_asked')
      }
      expect(authy.lines()).to.deep.equal([])
    })

    it('a code that is not 6 to 12 digits; it is simply wrong', async () => {
      for (const value of [...values, '12345', '1234567890123', '123456\n', '12 345 67', 1234567, ['1234567']]) {
        expect(await authy.provider.verifyCode(ID, value as string)).to.deep.equal({ kind: 'wrong' })
      }
      expect(authy.lines()).to.deep.equal([])
    })

    it('a reference that is no UUID', async () => {
      const list = [REF] as unknown as string // what JavaScript callers may pass
      for (const ref of ['', 'short', `${REF}/../x`, `${REF}?`, 'a'.repeat(65), `${REF}\n`, list]) {
        expect((await malfunctionOf(authy.provider.pushStatus(ref, ID))).message).to.contain('not a valid uuid')
      }
      expect(authy.lines()).to.deep.equal([])
    })

    it('a push without end or with too long a text', async () => {
      for (const expiresInSeconds of [0, -1, 1.5, NaN, Infinity, 86_401, null as unknown as number]) {
        await malfunctionOf(authy.provider.sendPush({ ...PUSH, expiresInSeconds }))
      }
      await malfunctionOf(authy.provider.sendPush({ ...PUSH, message: 'x'.repeat(201) }))
      expect(authy.lines()).to.deep.equal([])
    })

    it('a number that cannot be one', async () => {
      for (const countryCode of ['', '+1', 'US', '12345', '1;', ['1'] as unknown as string]) {
        expect(await authy.provider.register({ ...ANN, countryCode }))
          .to.deep.equal({ kind: 'invalid', fields: ['country_code'] })
      }
      for (const phone of ['', 'x', '5'.repeat(33), '555\n', ['5'] as unknown as string]) {
        expect(await authy.provider.register({ ...ANN, phone })).to.deep.equal({ kind: 'invalid', fields: ['phone'] })
      }
      expect(authy.lines()).to.deep.equal([])
    })
  })

  describe('limits', () => {
    const limitedAfter = (retryAfterSeconds: number) => ({ kind: 'limited', retryAfterSeconds })

    it('says when to come back', async () => {
      authy.server.answer = reply(429, failure('60003'), { 'retry-after': '17' })
      expect(await authy.provider.verifyCode(ID, CODE)).to.deep.equal(limitedAfter(17))
      expect(await authy.provider.sendCode(TEXT)).to.deep.equal(limitedAfter(17))
      expect(await authy.provider.sendPush(PUSH)).to.deep.equal(limitedAfter(17))
      expect(await authy.provider.register(ANN)).to.deep.equal(limitedAfter(17))
    })
    it('says a minute when Authy does not', async () => {
      const minute = limitedAfter(60)
      expect(await authy.answering(429, 'slow down', () => authy.provider.verifyCode(ID, CODE))).to.deep.equal(minute)
      expect(await authy.answering(503, failure('60003'), () => authy.provider.sendCode(TEXT))).to.deep.equal(minute)
    })
    it('is a malfunction with a time where the call has no such answer', async () => {
      authy.server.answer = reply(429, failure('60003'), { 'retry-after': '9' })
      for (const call of [authy.provider.pushStatus(REF, ID), authy.provider.lookUp(ID), authy.provider.remove(ID)]) {
        expect(await malfunctionOf(call)).to.include({ code: 'provider_unavailable', retryAfterSeconds: 9 })
      }
    })
  })

  describe('register', () => {
    const register = () => authy.provider.register(ANN)
    it('gives the id as text', async () => {
      const created = { message: 'User created successfully.', user: { id: 1635 }, success: true }
      expect(await authy.answering(200, created, register))
        .to.deep.equal({ kind: 'registered', providerId: '1635' })
    })
    it('believes no other id', async () => {
      for (const id of [undefined, null, '1635', 1.5, -1, 1e300, [1635], true]) {
        await malfunctionOf(authy.answering(200, { user: { id }, success: true }, register))
      }
      await malfunctionOf(authy.answering(200, { user: { id: 1635 }, success: 'true' }, register))
    })
    it('names the fields that were refused', async () => {
      const invalid = (...fields: string[]) => ({ kind: 'invalid', fields })
      expect(await authy.answering(400, failure('60027', 'User was not valid', { cellphone: 'is invalid' }), register))
        .to.deep.equal(invalid('phone'))
      const all = { cellphone: 'is invalid', email: 'is invalid', country_code: 'is not supported' }
      expect(await authy.answering(400, failure('60027', 'User was not valid', all), register))
        .to.deep.equal(invalid('email', 'phone', 'country_code'))
      expect(await authy.answering(400, failure('60033'), register)).to.deep.equal(invalid('phone'))
      expect(await authy.answering(400, failure('60038'), register)).to.deep.equal(invalid('email'))
      expect(await authy.answering(400, failure('60013'), register)).to.deep.equal(invalid('country_code'))
      expect(await authy.answering(400, failure('60082'), register)).to.deep.equal(invalid('phone'))
    })
  })

  describe('lookUp and remove', () => {
    it('reads the facts about the person asked for', async () => {
      expect(await authy.answering(200, USER, () => authy.provider.lookUp(ID)))
        .to.deep.equal({ kind: 'known', confirmed: true, hasApp: false })
      for (const fields of [{ authy_id: 1636 }, { confirmed: 'true' }, { registered: undefined }]) {
        const lie = { ...USER, status: { ...USER.status, ...fields } }
        await malfunctionOf(authy.answering(200, lie, () => authy.provider.lookUp(ID)))
      }
      const stranger = await authy.answering(404, failure('60026'), () => authy.provider.lookUp(ID))
      expect(stranger).to.deep.equal({ kind: 'unknown_user' })
    })
    it('counts people who are gone as removed', async () => {
      await authy.answering(404, failure('60026'), () => authy.provider.remove(ID))
      await authy.answering(400, failure('60127'), () => authy.provider.remove(ID))
      await malfunctionOf(authy.answering(200, { success: false }, () => authy.provider.remove(ID)))
    })
  })
})
