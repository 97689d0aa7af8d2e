import { expect } from 'chai'
import { base32, codeAt, genericFamily, nativeFamily, secondsLeft, stepAt } from '../../src/emulator/totp.js'

const secret = Buffer.from('12345678901234567890', 'ascii')
const eight = { stepSeconds: 30, digits: 8 }

describe('Emulator: time-based codes', () => {
  // RFC 6238, appendix B, SHA1 rows.
  for (const [seconds, code] of [
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ] as const) {
    it(`E33 gives the code of RFC 6238 at ${seconds}`, () => {
      expect(codeAt(secret, eight, stepAt(eight, seconds * 1000))).to.equal(code)
    })
  }

  it('E33 knows both families', () => {
    expect([genericFamily, nativeFamily(7)]).to.deep.equal([
      { stepSeconds: 30, digits: 6 },
      { stepSeconds: 10, digits: 7 },
    ])
  })

  it('counts down to the next step', () => {
    expect([
      secondsLeft(genericFamily, 0),
      secondsLeft(genericFamily, 29_999),
      secondsLeft(nativeFamily(7), 15_000),
    ]).to.deep.equal([30, 1, 5])
  })

  // RFC 4648, section 10.
  for (const [text, encoded] of [
    ['', ''],
    ['f', 'MY'],
    ['foobar', 'MZXW6YTBOI'],
  ] as const) {
    it(`writes "${text}" in base32`, () => {
      expect(base32(Buffer.from(text))).to.equal(encoded)
    })
  }
})
