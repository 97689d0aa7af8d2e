/// <reference types="mocha" />
/** Provider contract: approval requests and the callbacks that announce their answers. */
import assert from 'node:assert/strict'
import { push, pushTo, register, type Subject } from './people.js'

/** Tests for an enclosing `describe`. */
export function describePushes(subject: Subject): void {
  it('wait for an answer, which is final', async () => {
    const { provider, phone } = subject()
    for (const [answer, status] of [['approve', 'approved'], ['deny', 'denied']] as const) {
      const { id, ref } = await push(subject)
      assert.equal(await provider.pushStatus(ref, id), 'pending')
      await phone.answer(ref, answer)
      assert.equal(await provider.pushStatus(ref, id), status)
      await phone.advance(600)
      assert.equal(await provider.pushStatus(ref, id), status)
    }
  })
  it('run out', async () => {
    const { provider, phone } = subject()
    const { id, ref } = await push(subject)
    await phone.advance(121)
    assert.equal(await provider.pushStatus(ref, id), 'expired')
  })
  it('are told apart', async () => {
    const { provider, phone } = subject()
    const first = await push(subject)
    const second = await push(subject)
    await phone.answer(first.ref, 'approve')
    assert.equal(await provider.pushStatus(second.ref, second.id), 'pending')
  })
  it('say nothing about another person, and nothing when unknown', async () => {
    const { provider, phone } = subject()
    const { id, ref } = await push(subject)
    await phone.answer(ref, 'approve')
    await assert.rejects(provider.pushStatus(ref, await register(subject)), { code: 'provider_unavailable' })
    assert.equal(await provider.pushStatus(phone.strangerRef, id), 'not_found')
  })
  it('need an app', async () => {
    const { provider, phone } = subject()
    const id = await register(subject)
    await phone.setApp(id, false)
    assert.deepEqual(await provider.sendPush(pushTo(id)), { kind: 'no_app' })
    assert.deepEqual(await provider.sendPush(pushTo(phone.strangerId)), { kind: 'unknown_user' })
  })
}

/** Tests for an enclosing `describe`. */
export function describeCallbacks(subject: Subject): void {
  it('say which request was answered, by whom and how', async () => {
    const { provider, phone } = subject()
    for (const [answer, status] of [['approve', 'approved'], ['deny', 'denied']] as const) {
      const { id, ref } = await push(subject)
      const result = provider.readCallback(await phone.answer(ref, answer))
      assert.ok(result.kind === 'verified')
      assert.deepEqual([result.ref, result.providerId, result.status], [ref, id, status])
    }
  })
  it('have one delivery id, however often they come', async () => {
    const { provider, phone } = subject()
    const [one, other] = [await push(subject), await push(subject)]
    const callback = await phone.answer(one.ref, 'approve')
    const callbacks = [callback, callback, await phone.answer(other.ref, 'approve')]
    const results = callbacks.map((each) => provider.readCallback(each))
    const [first, again, another] = results.map((result) => (result.kind === 'verified' ? result.deliveryId : null))
    assert.ok(typeof first === 'string')
    assert.equal(again, first)
    assert.notEqual(another, first)
  })
  it('are refused when forged, aimed elsewhere, unsigned or old', async () => {
    const { provider, phone } = subject()
    const { ref } = await push(subject)
    const callback = await phone.answer(ref, 'deny')
    const flip = (text: string) => text.replaceAll('denied', 'approved')
    for (const forged of [
      { ...callback, body: flip(callback.body), query: flip(callback.query) },
      { ...callback, url: `${callback.url}/elsewhere` },
      { ...callback, headers: {} },
      { ...callback, now: callback.now + 24 * 60 * 60_000 },
    ]) assert.deepEqual(provider.readCallback(forged), { kind: 'bad_signature' })
  })
}
