import { expect } from 'chai'
import { malfunctionOf } from './malfunction.js'
import { KEY, ID, CODE, TEXT, VALID, SENT, APPROVAL, LIES, NOT_TRUE, useScriptedProvider } from './scripted-provider.js'
import { failure } from './scripted-server.js'

describe('AuthyProvider, codes', () => {
  const authy = useScriptedProvider()

  describe('verifyCode', () => {
    const verify = () => authy.provider.verifyCode(ID, CODE)

    it('takes exactly the words of a valid token', async () => {
      expect(await authy.answering(200, VALID, verify)).to.deep.equal({ kind: 'valid' })
      const other = { ...VALID, success: true, device: {} }
      expect(await authy.answering(200, other, verify)).to.deep.equal({ kind: 'valid' })
    })

    const lies = [
      ...LIES.flatMap((lie) => [{ ...VALID, token: lie }, { ...VALID, message: lie }]),
      ...NOT_TRUE.map((lie) => ({ ...VALID, success: lie })),
      { ...VALID, success: 'True' }, { ...VALID, success: 'false' }, { ...VALID, token: 'is invalid' },
      { ...VALID, token: 'is valid ' }, { ...VALID, message: 'Token is valid' }, { message: 'Token is valid.' },
      SENT, APPROVAL, [VALID], [], {}, null, true, 'is valid', '"Token is valid."', '', 'OK',
      `\ufeff${JSON.stringify(VALID)}`, JSON.stringify(VALID).slice(0, -1), `${JSON.stringify(VALID)}x`,
      `{"__proto__":${JSON.stringify(VALID)}}`,
    ]
    it(`is not fooled by any of ${lies.length} other replies of 200`, async () => {
      for (const lie of lies) {
        const { code } = await malfunctionOf(authy.answering(200, lie, verify))
        expect(code, JSON.stringify(lie)).to.equal('provider_unavailable')
      }
    })

    it('takes the valid words with no other status', async () => {
      for (const status of [201, 202, 203, 206, 300, 302, 304, 400, 403, 404, 409, 418, 500, 502, 503, 504]) {
        const { code } = await malfunctionOf(authy.answering(status, VALID, verify))
        expect(code, String(status)).to.equal('provider_unavailable')
      }
    })

    it('tells a wrong code from a refused key, both of which are 401', async () => {
      expect(await authy.answering(401, { ...failure('60020'), token: 'is invalid' }, verify))
        .to.deep.equal({ kind: 'wrong' })
      expect(await authy.answering(401, failure('60019'), verify)).to.deep.equal({ kind: 'used' })
      const others = [
        failure('60001', 'Invalid API key'), { error_code: 60020 }, VALID, {}, '', 'Requested URL was not found.',
      ]
      for (const body of others) {
        const { code, message, status } = await malfunctionOf(authy.answering(401, body, verify))
        expect([code, status]).to.deep.equal(['provider_key_refused', 503])
        expect(message).to.not.contain(KEY)
      }
    })

    it('knows people who are gone or suspended', async () => {
      for (const code of ['60016', '60026', '60127', '60128']) {
        expect(await authy.answering(404, failure(code), verify)).to.deep.equal({ kind: 'unknown_user' })
      }
      for (const code of ['60017', '60018', '60106', '60107']) {
        expect(await authy.answering(503, failure(code), verify)).to.deep.equal({ kind: 'suspended' })
      }
    })

    it('takes no error code from a reply below 400, and no other error code for an answer', async () => {
      for (const status of [200, 201, 302]) {
        for (const code of ['60020', '60016', '60017']) {
          await malfunctionOf(authy.answering(status, failure(code), verify))
        }
      }
      for (const code of ['60000', '60002', '60049', '60050', '60007', '60015', '99999', 'toString']) {
        expect((await malfunctionOf(authy.answering(400, failure(code), verify))).code).to.equal('provider_unavailable')
      }
    })

    it('names call, status and error code in a malfunction, and nothing else', async () => {
      const error = await malfunctionOf(authy.answering(503, failure('60054', `about ${CODE} of ${ID}`), verify))
      expect(error.message).to.equal(
        'Authy, GET /protected/json/verify/{token}/{id}?force=true: status 503, error code 60054',
      )
      expect(error.cause).to.equal(undefined)
    })
  })

  describe('sendCode', () => {
    const send = () => authy.provider.sendCode(TEXT)
    it('tells a text from a ping of the app', async () => {
      expect(await authy.answering(200, SENT, send)).to.deep.equal({ kind: 'sent' })
      for (const ignored of [true, 'true', null]) {
        expect(await authy.answering(200, { ...SENT, ignored, device: null }, send)).to.deep.equal({ kind: 'diverted' })
      }
    })
    it('takes nothing but success for sent', async () => {
      for (const success of NOT_TRUE) await malfunctionOf(authy.answering(200, { ...SENT, success }, send))
    })
    it('knows why a code could not be sent', async () => {
      const kinds = {
        '60006': 'channel_off', '60007': 'channel_off', '60013': 'undeliverable', '60014': 'undeliverable',
        '60015': 'undeliverable', '60082': 'undeliverable', '60083': 'undeliverable', '60115': 'undeliverable',
        '60017': 'suspended', '60026': 'unknown_user',
      }
      for (const [code, kind] of Object.entries(kinds)) {
        expect(await authy.answering(503, failure(code), send), code).to.deep.equal({ kind })
      }
    })
  })
})
