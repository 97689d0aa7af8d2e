/** People of the provider contract: new ones for each test, so that no test sees another's. */
import assert from 'node:assert/strict'
import type { PushRequest, Registration } from '../ports/provider.js'
import type { ProviderUnderTest } from './provider-under-test.js'

/** The provider under test, from the moment it has been made. */
export type Subject = () => ProviderUnderTest

let people = 0

/** Has a number that no earlier call gave. */
export function newPerson(): Registration {
  people += 1
  const phone = `20255${String(people).padStart(5, '0')}`
  return { email: `person${people}@shop.example`, countryCode: '1', phone, installLink: false }
}

/** @returns the provider's id */
export async function register(subject: Subject, person: Registration = newPerson()): Promise<string> {
  const result = await subject().provider.register(person)
  assert.ok(result.kind === 'registered', `register answered ${result.kind}`)
  return result.providerId
}

/** Runs out after two minutes. */
export function pushTo(providerId: string): PushRequest {
  const details = { Place: 'Lisbon' }
  return { providerId, message: 'Sign in to the shop', details, hiddenDetails: {}, expiresInSeconds: 120 }
}

/** A request that waits for the answer of a new person with an app. */
export async function push(subject: Subject): Promise<{ readonly id: string; readonly ref: string }> {
  const { provider, phone } = subject()
  const id = await register(subject)
  await phone.setApp(id, true)
  const result = await provider.sendPush(pushTo(id))
  assert.ok(result.kind === 'sent', `sendPush answered ${result.kind}`)
  return { id, ref: result.ref }
}
