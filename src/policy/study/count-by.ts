/** Counts how often each combination occurs. */

export interface CountBy<Key extends readonly (string | number | null)[]> {
  readonly add: (...key: Key) => void
  /** The most frequent first; the equally frequent in the order in which they came. */
  readonly entries: () => { readonly key: Key; readonly count: number }[]
}

export function countBy<Key extends readonly (string | number | null)[]>(): CountBy<Key> {
  const counts = new Map<string, { readonly key: Key; count: number }>()
  return {
    add: (...key) => {
      // No name in a policy holds a line break, so that no two keys become one text.
      const text = key.join('\n')
      const entry = counts.get(text)
      if (entry === undefined) counts.set(text, { key, count: 1 })
      else entry.count += 1
    },
    entries: () =>
      [...counts.values()].map(({ key, count }) => ({ key, count })).sort((one, other) => other.count - one.count),
  }
}
