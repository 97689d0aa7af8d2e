import { expect } from 'chai'
import { isSecondFactorError, type SecondFactorError } from '../../../src/errors.js'

/** The malfunction with which `call` ends; anything else fails the test. */
export async function malfunctionOf(call: Promise<unknown>): Promise<SecondFactorError> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  expect(outcome, 'should have failed').to.have.property('error')
  const { error } = outcome as { error: unknown } // asserted above
  expect(isSecondFactorError(error), String(error)).to.equal(true)
  return error as SecondFactorError // asserted above
}
