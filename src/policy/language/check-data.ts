/** A look at plain data before the schema sees it: depth, size, and names that reach into prototypes. */
import type { Finding, Path } from './problem.js'

const DEEPEST = 32
const MOST_VALUES = 2_000_000
const REFUSED_NAMES = new Set(['__proto__', 'constructor', 'prototype'])

/** Empty when the data may go on to the schema. Cycles end at the depth limit. */
export function checkData(root: unknown): Finding[] {
  if (root === undefined || root === null || root === '') return [finding([], 'E100', 'the policy is empty')]
  const waiting: { value: unknown; path: Path }[] = [{ value: root, path: [] }]
  for (let seen = 0; seen < MOST_VALUES; seen++) {
    const next = waiting.pop()
    if (next === undefined) return []
    if (!isPlain(next.value)) return [finding(next.path, 'E104', 'must be plain data')]
    const refused = Object.keys(objectOf(next.value)).find((name) => REFUSED_NAMES.has(name))
    if (refused !== undefined) return [finding([...next.path, refused], 'E104', `"${refused}" is no name of a field`)]
    if (next.path.length > DEEPEST) return [finding(next.path.slice(0, 4), 'E104', 'nested too deeply')]
    for (const [name, value] of Object.entries(objectOf(next.value))) {
      if (typeof value !== 'object' || value === null) continue
      waiting.push({ value, path: [...next.path, keyOf(next.value, name)] })
    }
  }
  return [finding([], 'E104', 'the policy is too large')]
}

/** A `Map` or a `Date` has no fields to see, and would pass for an empty mapping. */
function isPlain(value: unknown): boolean {
  const kind = Object.prototype.toString.call(value)
  return typeof value !== 'object' || kind === '[object Object]' || kind === '[object Array]'
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}

function keyOf(parent: unknown, name: string): string | number {
  return Array.isArray(parent) ? Number(name) : name
}

function finding(path: Path, code: 'E100' | 'E104', message: string): Finding {
  return { code, path, message, atKey: true }
}
