/** Turns text into the codewords of a QR code: byte mode, error correction level L (ISO/IEC 18004). */
import { correction } from './reed-solomon.js'

export interface Codewords {
  /** 1 to 20; the side has 17 + 4 × version modules. */
  readonly version: number
  readonly bytes: readonly number[]
}

/** Correction codewords in each block, and number of blocks, by version. */
const correctionLengths = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28]
const blockCounts = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8]

/** Codewords of the smallest version that holds `text`; null when it is too long (about 850 bytes). */
export function codewordsOf(text: string): Codewords | null {
  const data = Buffer.from(text, 'utf8')
  const version = correctionLengths.findIndex((_, index) => fits(data.length, index + 1)) + 1
  return version === 0 ? null : { version, bytes: interleave(padded(data, version), version) }
}

/** All codewords of a version, data and correction together. */
function capacity(version: number): number {
  const patterns = version === 1 ? 0 : Math.floor(version / 7) + 2
  const alignment = version === 1 ? 0 : (25 * patterns - 10) * patterns - 55
  const modules = (16 * version + 128) * version + 64 - alignment - (version >= 7 ? 36 : 0)
  return Math.floor(modules / 8)
}

const lookUp = (table: readonly number[], version: number): number => table[version - 1] ?? 0

const dataCapacity = (version: number): number =>
  capacity(version) - lookUp(correctionLengths, version) * lookUp(blockCounts, version)

const countBits = (version: number): number => (version < 10 ? 8 : 16)

const fits = (length: number, version: number): boolean =>
  4 + countBits(version) + length * 8 <= dataCapacity(version) * 8

/** Mode, count, data, terminator, then the two filling bytes by turns. */
function padded(data: Buffer, version: number): readonly number[] {
  const room = dataCapacity(version)
  const count = data.length.toString(2).padStart(countBits(version), '0')
  const bits = `0100${count}${[...data].map((byte) => byte.toString(2).padStart(8, '0')).join('')}`
  const closed = bits.padEnd(Math.min(bits.length + 4, room * 8), '0')
  const bytes = (closed.match(/.{1,8}/g) ?? []).map((group) => parseInt(group.padEnd(8, '0'), 2))
  return [...bytes, ...Array.from({ length: room - bytes.length }, (_, index) => (index % 2 === 0 ? 0xec : 0x11))]
}

function interleave(data: readonly number[], version: number): readonly number[] {
  const count = lookUp(blockCounts, version)
  const shortLength = Math.floor(data.length / count)
  const shortBlocks = count - (data.length % count)
  const blocks = Array.from({ length: count }, (_, index) => {
    const start = index * shortLength + Math.max(index - shortBlocks, 0)
    return data.slice(start, start + shortLength + (index < shortBlocks ? 0 : 1))
  })
  const corrections = blocks.map((block) => correction(block, lookUp(correctionLengths, version)))
  return [...columns(blocks), ...columns(corrections)]
}

/** First elements of all rows, then second ones, and so on; shorter rows drop out. */
function columns(rows: readonly (readonly number[])[]): readonly number[] {
  const longest = Math.max(...rows.map((row) => row.length))
  return Array.from({ length: longest }, (_, index) => rows.flatMap((row) => row[index] ?? [])).flat()
}
