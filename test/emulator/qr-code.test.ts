import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { qrCode } from '../../src/emulator/qr/qr-code.js'

/** SHA-256 over the rows as 0 and 1, joined by line feeds. */
function digest(text: string): string {
  const rows = qrCode(text)?.map((row) => row.map((dark) => (dark ? '1' : '0')).join('')) ?? []
  return createHash('sha256').update(rows.join('\n')).digest('hex')
}

const text = (length: number) => `${'a'.repeat(length - 1)}Z`

describe('Emulator: QR codes', () => {
  // Digests of what another encoder makes of the same text with the same mask: Python's qrcode 8.
  for (const [length, size, sha256] of [
    [17, 21, '4a81c4d84411bebedd135323e4a76a20e0b9da35cf025d2d84efcac44412f4c4'],
    [107, 41, '7e76e27f743ea83376cb06ea1e3177fef0c9214172edae598d726dd786ee37d4'],
    [155, 49, '79e165624bebb79045ead694db1d124cd518a5809ad239f173bf6864721adcc1'],
    [300, 61, 'da99fbeda794188140db80364f854874620be79130cb16ec9d642a1d7faf25e6'],
    [858, 97, 'b462177ff986d6063eb21375f57821fe17f87958531cfab45d17c4be8e3781d2'],
  ] as const) {
    it(`draws ${length} bytes in ${size} modules`, () => {
      expect(qrCode(text(length))).to.have.length(size)
      expect(digest(text(length))).to.equal(sha256)
    })
  }

  it('has no room for more than 858 bytes', () => {
    expect(qrCode(text(859))).to.equal(null)
  })
})
