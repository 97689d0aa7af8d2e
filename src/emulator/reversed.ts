/** Turns the keys of JSON round: nothing changes for who reads it by name. */

/** The same tree with the keys of each hash in the opposite order. */
export function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).reverse()
  return Object.fromEntries(entries.map(([name, entry]) => [name, reversed(entry)]))
}
