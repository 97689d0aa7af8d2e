/** Error correction of QR codes: Reed-Solomon over GF(256) with the polynomial 0x11d (ISO/IEC 18004). */

/** Error correction codewords for `data`. */
export function correction(data: readonly number[], length: number): readonly number[] {
  const divisor = generator(length)
  const remainder = new Array<number>(length).fill(0)
  for (const byte of data) {
    const factor = byte ^ (remainder.shift() ?? 0)
    remainder.push(0)
    for (const [index, coefficient] of divisor.entries()) {
      remainder[index] = (remainder[index] ?? 0) ^ multiply(coefficient, factor)
    }
  }
  return remainder
}

/** Product of (x - 2^i) for i below `degree`, highest power left out. */
function generator(degree: number): readonly number[] {
  let result = new Array<number>(degree).fill(0).with(-1, 1)
  let root = 1
  for (let power = 0; power < degree; power += 1) {
    result = result.map((value, index) => multiply(value, root) ^ (result[index + 1] ?? 0))
    root = multiply(root, 2)
  }
  return result
}

function multiply(a: number, b: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d)
    product ^= ((b >>> bit) & 1) * a
  }
  return product
}
