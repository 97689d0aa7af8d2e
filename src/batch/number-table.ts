/** Texts and a number for each, in a fixed memory: eight bytes a place, whatever the length of the text. */
import { digest } from '../ids.js'

export interface NumberTable {
  /** The number kept for the text; else keeps this one, if there is room, and answers `null`. */
  readonly keep: (text: string, value: number) => number | null
  readonly find: (text: string) => number | null
  /** Whether something found no room. */
  readonly isFull: () => boolean
}

/** Beyond this share the search gets long. */
const MOST_FILLED = 0.75

/**
 * A text is known by 32 bits of its digest and by where it stands, which other bits of it say: in five hundred tables
 * of a million texts two are taken for one. Memory that was never used costs nothing.
 *
 * @param size places, a power of two; three quarters of them are used
 */
export function createNumberTable(size: number): NumberTable {
  const tags = new Uint32Array(size)
  /** 0 for a free place. */
  const values = new Uint32Array(size)
  let count = 0
  let isFull = false

  /** Where the text stands, or the free place where it would. */
  const placeOf = ({ start, tag }: Bits): number => {
    let at = start & (size - 1)
    while (values[at] !== 0 && tags[at] !== tag) at = (at + 1) & (size - 1)
    return at
  }
  const keep = (text: string, value: number): number | null => {
    const bits = bitsOf(text)
    const at = placeOf(bits)
    const found = values[at] ?? 0
    if (found !== 0) return found - 1
    isFull = count >= size * MOST_FILLED
    if (isFull) return null
    tags[at] = bits.tag
    values[at] = value + 1
    count += 1
    return null
  }
  const find = (text: string): number | null => {
    const found = values[placeOf(bitsOf(text))] ?? 0
    return found === 0 ? null : found - 1
  }
  return { keep, find, isFull: () => isFull }
}

interface Bits {
  readonly start: number
  readonly tag: number
}

/** Of a digest, so that nobody can choose two texts that are taken for one. */
function bitsOf(text: string): Bits {
  const bytes = Buffer.from(digest(text), 'base64url')
  return { start: bytes.readUInt32LE(0), tag: bytes.readUInt32LE(4) }
}
