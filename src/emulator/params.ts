/**
 * Request parameters in every encoding that Authy clients use: JSON, bracketed forms with indexed (`logos[0][res]`) or
 * unindexed (`logos[][res]`) arrays, and query strings, also on a POST.
 */

/** A parameter as it came: scalars, lists and hashes of them. */
export type Param = string | number | boolean | null | readonly Param[] | Params
export interface Params {
  readonly [name: string]: Param
}

type Draft = string | Draft[] | Hash
interface Hash {
  [name: string]: Draft
}

/** More brackets than any client sends; the rest of such a key is not looked at. */
const deepestKey = 6

/** Whether the value is a hash. */
export const isHash = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Parameters of a query string or form body, nested as Rack nests them. */
export function parseForm(text: string): Params {
  const root: Hash = {}
  for (const [key, value] of new URLSearchParams(text)) put(root, keyPath(key), value)
  return root
}

/**
 * Parameters of a JSON body. Lone surrogates become U+FFFD, as they have no UTF-8 form to sign.
 * Null when the text is not a JSON object, or nests too deep to walk.
 */
export function parseJson(text: string): Params | null {
  try {
    const value: unknown = JSON.parse(text, reviveText)
    return isHash(value) ? value : null
  } catch {
    return null
  }
}

const reviveText = (_name: string, entry: unknown): unknown => (typeof entry === 'string' ? wellFormed(entry) : entry)

/** The text with everything replaced that UTF-8 cannot carry. */
export const wellFormed = (text: string): string => Buffer.from(text, 'utf8').toString('utf8')

/** A scalar as text; null when absent, null or not a scalar. */
export function textOf(value: Param | undefined): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

/** Length in characters as people count them, not in UTF-16 units. */
export const lengthOf = (text: string): number => Array.from(text).length

/** Truth as Authy reads it: `true`, `True` and `1` in any encoding; all else is false. */
export const flagOf = (value: Param | undefined): boolean => ['true', 'True', '1'].includes(textOf(value) ?? '')

/** A list, also when it came as a hash with the indices as names; null when it is neither. */
export function listOf(value: Param | undefined): readonly Param[] | null {
  if (Array.isArray(value)) return value as readonly Param[] // Array.isArray does not narrow readonly arrays
  if (!isHash(value)) return null
  const names = Object.keys(value)
  return names.every((name) => /^\d+$/.test(name)) ? Object.values(value) : null
}

function keyPath(key: string): readonly string[] {
  const match = /^([^[]+)((?:\[[^\]]*\])*)$/.exec(key)
  if (match?.[1] === undefined) return [key]
  const inner = [...(match[2] ?? '').matchAll(/\[([^\]]*)\]/g)].map((part) => part[1] ?? '')
  return [match[1], ...inner].slice(0, deepestKey)
}

function put(hash: Hash, path: readonly string[], value: string): void {
  const [name, next] = path
  if (name === undefined || name === '__proto__') return
  if (next === undefined) {
    hash[name] = value
  } else if (next === '') {
    const list = hash[name]
    putInList(Array.isArray(list) ? list : newAt(hash, name, []), path.slice(2), value)
  } else {
    const inner = Object.hasOwn(hash, name) ? hash[name] : undefined
    put(isDraftHash(inner) ? inner : newAt(hash, name, {}), path.slice(1), value)
  }
}

/** A repeated name begins the next element of a list of hashes, as Rack has it. */
function putInList(list: Draft[], path: readonly string[], value: string): void {
  const name = path[0]
  if (name === undefined) {
    list.push(value)
    return
  }
  const last = list.at(-1)
  if (isDraftHash(last) && !Object.hasOwn(last, name)) put(last, path, value)
  else {
    const element: Hash = {}
    list.push(element)
    put(element, path, value)
  }
}

function newAt<T extends Draft>(hash: Hash, name: string, value: T): T {
  hash[name] = value
  return value
}

const isDraftHash = (value: Draft | undefined): value is Hash => typeof value === 'object' && !Array.isArray(value)
