/// <reference types="mocha" />
/** Provider contract: codes that are sent, shown and checked. */
import assert from 'node:assert/strict'
import { register, type Subject } from './people.js'

/** Tests for an enclosing `describe`. */
export function describeSentCodes(subject: Subject): void {
  for (const channel of ['sms', 'voice'] as const) {
    it(`prove the phone once (${channel})`, async () => {
      const { provider, phone } = subject()
      const id = await register(subject)
      await phone.setApp(id, false)
      const request = { providerId: id, channel, force: false, locale: 'en' }
      assert.deepEqual(await provider.sendCode(request), { kind: 'sent' })
      const code = await phone.newestCode(id, channel)
      assert.deepEqual(await provider.verifyCode(id, code), { kind: 'valid' })
      assert.deepEqual(await provider.verifyCode(id, code), { kind: 'used' })
    })
    it(`are sent to people with an app only by force (${channel})`, async () => {
      const { provider, phone } = subject()
      const id = await register(subject)
      await phone.setApp(id, true)
      const request = { providerId: id, channel, locale: null }
      assert.deepEqual(await provider.sendCode({ ...request, force: false }), { kind: 'diverted' })
      assert.equal(await phone.sentCount(id), 0)
      assert.deepEqual(await provider.sendCode({ ...request, force: true }), { kind: 'sent' })
      assert.equal(await phone.sentCount(id), 1)
    })
    it(`are not sent to strangers (${channel})`, async () => {
      const { provider, phone } = subject()
      const request = { providerId: phone.strangerId, channel, force: true, locale: null }
      assert.deepEqual(await provider.sendCode(request), { kind: 'unknown_user' })
    })
  }
}

/** Tests for an enclosing `describe`. */
export function describeChecks(subject: Subject): void {
  it("take the app's code once", async () => {
    const { provider, phone } = subject()
    const id = await register(subject)
    await phone.setApp(id, true)
    const code = await phone.appCode(id)
    assert.deepEqual(await provider.verifyCode(id, code), { kind: 'valid' })
    assert.deepEqual(await provider.verifyCode(id, code), { kind: 'used' })
  })
  it('refuse a wrong code, even of somebody who never confirmed one', async () => {
    const { provider, phone } = subject()
    const id = await register(subject)
    await phone.setApp(id, true)
    assert.deepEqual(await provider.verifyCode(id, anotherCode(await phone.appCode(id))), { kind: 'wrong' })
    assert.deepEqual(await provider.lookUp(id), { kind: 'known', confirmed: false, hasApp: true })
  })
  it("refuse another person's code", async () => {
    const { provider, phone } = subject()
    const [one, other] = [await register(subject), await register(subject)]
    await phone.setApp(other, true)
    assert.deepEqual(await provider.verifyCode(one, await phone.appCode(other)), { kind: 'wrong' })
  })
  it('refuse what is no code', async () => {
    const id = await register(subject)
    const texts = ['', '12345', 'abcdefg', '../sms/1', '1234567?force=false', '１２３４５６７', '1234567\n', ' 1234567']
    for (const text of texts) {
      assert.deepEqual(await subject().provider.verifyCode(id, text), { kind: 'wrong' })
    }
  })
  it('know no strangers', async () => {
    const { provider, phone } = subject()
    assert.deepEqual(await provider.verifyCode(phone.strangerId, '1234567'), { kind: 'unknown_user' })
  })
}

/** Differs in every digit, so that it is no neighbor in time either. */
function anotherCode(code: string): string {
  return code.replace(/[0-9]/g, (digit) => String(9 - Number(digit)))
}
