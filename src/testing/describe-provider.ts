/// <reference types="mocha" />
/**
 * The contract of the provider port as a Mocha suite: run it against an adapter together with something that plays
 * the phone, such as the emulator.
 */
import assert from 'node:assert/strict'
import { isSecondFactorError } from '../errors.js'
import { describeChecks, describeSentCodes } from './describe-codes.js'
import { describeCallbacks, describePushes } from './describe-pushes.js'
import { newPerson, push, pushTo, register, type Subject } from './people.js'
import type { ProviderUnderTest } from './provider-under-test.js'

export type { PhoneDriver, ProviderUnderTest } from './provider-under-test.js'

/**
 * Defines the suite. It registers made-up numbers (+1 202 55…), so never point it at a service that texts.
 *
 * @param make called once, before the first test
 */
export function describeProvider(name: string, make: () => Promise<ProviderUnderTest>): void {
  describe(`${name} as a provider`, () => {
    let made: ProviderUnderTest | undefined
    before(async () => {
      made = await make()
    })
    after(async () => {
      await made?.provider.close()
      await made?.close()
    })
    const subject = () => made ?? assert.fail('make() did not finish')
    describe('people', () => describePeople(subject))
    describe('approval requests', () => describePushes(subject))
    describe('callbacks', () => describeCallbacks(subject))
    describe('codes sent', () => describeSentCodes(subject))
    describe('codes checked', () => describeChecks(subject))
    describe('an outage', () => describeOutage(subject))
  })
}

function describePeople(subject: Subject): void {
  it('have one id for one number, whatever the address', async () => {
    const person = newPerson()
    const id = await register(subject, person)
    assert.equal(await register(subject, { ...person, email: 'other@shop.example' }), id)
    assert.notEqual(await register(subject), id)
  })
  it('are refused with an impossible number', async () => {
    const result = await subject().provider.register({ ...newPerson(), phone: '1' })
    assert.equal(result.kind, 'invalid')
    assert.ok(result.fields.includes('phone'))
  })
  it('are confirmed by their first right code', async () => {
    const { provider, phone } = subject()
    const id = await register(subject)
    await phone.setApp(id, false)
    assert.deepEqual(await provider.lookUp(id), { kind: 'known', confirmed: false, hasApp: false })
    await phone.setApp(id, true)
    await provider.verifyCode(id, await phone.appCode(id))
    assert.deepEqual(await provider.lookUp(id), { kind: 'known', confirmed: true, hasApp: true })
  })
  it('may be unknown', async () => {
    const { provider, phone } = subject()
    assert.deepEqual(await provider.lookUp(phone.strangerId), { kind: 'unknown_user' })
  })
  it('can be removed, known or not, once or twice', async () => {
    const { provider, phone } = subject()
    const id = await register(subject)
    for (const gone of [id, id, phone.strangerId]) await provider.remove(gone)
  })
}

function describeOutage(subject: Subject): void {
  it('is a malfunction without secrets, and over when it is over', async () => {
    const { provider, phone } = subject()
    const { id, ref } = await push(subject)
    await phone.setDown(true)
    for (const call of [
      () => provider.sendPush(pushTo(id)),
      () => provider.pushStatus(ref, id),
      () => provider.sendCode({ providerId: id, channel: 'sms', force: true, locale: null }),
      () => provider.verifyCode(id, '7654321'),
    ]) await assert.rejects(call, (error) => isUnavailable(error) && !mentions(error, [id, ref, '7654321']))
    await phone.setDown(false)
    assert.equal(await provider.pushStatus(ref, id), 'pending')
  })
}

function isUnavailable(error: unknown): boolean {
  return isSecondFactorError(error) && error.code === 'provider_unavailable'
}

function mentions(error: unknown, secrets: readonly string[]): boolean {
  const text = error instanceof Error ? `${error.message} ${JSON.stringify(error)} ${String(error.cause)}` : ''
  return secrets.some((secret) => text.includes(secret))
}
