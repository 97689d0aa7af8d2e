import { expect } from 'chai'
import { retryAfterSeconds } from '../../../src/adapters/authy/retry-after.js'

describe('retryAfterSeconds', () => {
  const date = 'Wed, 21 Oct 2015 07:28:00 GMT'
  const cases: readonly (readonly [string | string[] | undefined, number | null])[] = [
    [undefined, null], ['', null], ['soon', null], ['-5', null],
    ['1.5', null], [['5', '6'], null], ['10000000000', null],
    ['0', 1], ['5', 5], ['999999999', 86_400],
    ['Wed, 21 Oct 2015 07:28:30 GMT', 30], ['Wed, 21 Oct 2015 07:00:00 GMT', 1],
    ['Wed, 21 Oct 2099 07:28:30 GMT', 86_400],
    ['Wed, nonsense', null],
  ]
  for (const [value, expected] of cases) {
    it(`reads ${JSON.stringify(value)} as ${String(expected)}`, () => {
      expect(retryAfterSeconds({ date, 'retry-after': value })).to.equal(expected)
    })
  }
  it('needs the date of the reply to read a date', () => {
    expect(retryAfterSeconds({ 'retry-after': 'Wed, 21 Oct 2015 07:28:30 GMT' })).to.equal(null)
  })
})
