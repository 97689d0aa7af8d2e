import { expect } from 'chai'
import { clean } from '../../src/flows/push-content.js'

describe('What the phone shows', () => {
  it('loses characters that hide or turn text', () => {
    expect(clean('Pay\u202e10\u0000\r\n to \u200bann', 80)).to.equal('Pay 10 to ann')
  })

  it('is cut by characters, and says so', () => {
    expect(clean('😀'.repeat(10), 4)).to.equal('😀😀😀…')
    expect(clean('short', 80)).to.equal('short')
  })
})
