/** The text that Authy signs in place of a JSON body: Ruby on Rails' `Hash#to_query`. */

const MAX_DEPTH = 32
const MAX_LENGTH = 256 * 1024

/**
 * Rails' `to_query` of a parsed JSON object: percent-encoded `path=value` pairs, sorted by bytes at each level,
 * arrays in their order, empty hashes and arrays left out.
 *
 * It is not injective: `null` and `""`, `1` and `"1"`, a missing key and an empty hash give the same text. So a
 * reader of the signed object has to compare its fields as text.
 *
 * @throws RangeError when the object is nested deeper than 32 levels or the text would exceed 256 kB
 * @throws URIError when a string holds half a surrogate pair
 */
export function canonicalParams(hash: object): string {
  return hashText(hash, null, { depth: MAX_DEPTH, room: { left: MAX_LENGTH } })
}

/** A long key above a long array would make a small body a huge text, so the length is counted while it grows. */
interface Bounds {
  readonly depth: number
  readonly room: { left: number }
}

function hashText(hash: object, path: string | null, bounds: Bounds): string {
  const entries: [string, unknown][] = Object.entries(hash)
  const texts = entries
    .filter(([, value]) => !isEmpty(value))
    .map(([key, value]) => valueText(value, path === null ? encode(key) : `${path}%5B${encode(key)}%5D`, bounds))
  // Encoded text is ASCII, where the order of code units is the order of bytes.
  return texts.sort((a, b) => (a < b ? -1 : Number(a > b))).join('&')
}

function valueText(value: unknown, path: string, bounds: Bounds): string {
  if (typeof value !== 'object' || value === null) return pairText(value, path, bounds)
  if (bounds.depth === 0) throw new RangeError('nested too deeply')
  const inner = { ...bounds, depth: bounds.depth - 1 }
  if (!Array.isArray(value)) return hashText(value, path, inner)
  const items: unknown[] = value
  return items.length === 0
    ? pairText(null, `${path}%5B%5D`, inner)
    : items.map((item) => valueText(item, `${path}%5B%5D`, inner)).join('&')
}

function pairText(value: unknown, path: string, bounds: Bounds): string {
  const text = `${path}=${encode(scalarText(value) ?? '')}`
  bounds.room.left -= text.length
  if (bounds.room.left < 0) throw new RangeError('too long')
  return text
}

/** A JSON scalar as it is signed: `null` is empty. `null` for a hash, an array or a missing value. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return value === null ? '' : null
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** Ruby's CGI.escape: a blank is `+`, unreserved are letters, digits and `_ . - ~`. */
function encode(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text // most keys and values; saves half the time of a callback
  const percent = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(text).replace(/[!'()*]/g, percent).replaceAll('%20', '+')
}
