/// <reference types="mocha" />
/** The contract of the state store port as a Mocha suite. */
import assert from 'node:assert/strict'
import type { StateStore } from '../ports/state-store.js'
import { describeBudgets } from './state-store/describe-budgets.js'
import { describeChallenges } from './state-store/describe-challenges.js'
import { describeCompletion } from './state-store/describe-completion.js'
import { describeEvents } from './state-store/describe-events.js'
import { describeFailures } from './state-store/describe-failures.js'
import { describeMarks } from './state-store/describe-marks.js'
import type { Stores } from './state-store/fixtures.js'

export interface StateStoreUnderTest {
  readonly store: StateStore
  /** The same state through a second connection, as another process would see it. */
  readonly another?: StateStore
  /** Ends what the suite does not know of; it closes the stores itself. */
  close(): Promise<void>
}

/**
 * @param make makes an empty store; called once
 */
export function describeStateStore(name: string, make: () => Promise<StateStoreUnderTest>): void {
  describe(`${name} as a state store`, () => {
    let subject: StateStoreUnderTest | undefined
    const stores: Stores = () => {
      assert.ok(subject, 'the store could not be made')
      const { store, another = store } = subject
      return { store, another }
    }
    before(async () => {
      subject = await make()
    })
    after(async () => {
      await subject?.store.close()
      await subject?.another?.close()
      await subject?.close()
    })

    describeChallenges(stores)
    describeCompletion(stores)
    describeMarks(stores)
    describeFailures(stores)
    describeBudgets(stores)
    describeEvents(stores)

    it('measures the way to itself', async () => {
      const { roundTripMs } = await stores().store.ping(Date.now())
      assert.ok(roundTripMs >= 0 && roundTripMs < 10_000)
    })
  })
}
