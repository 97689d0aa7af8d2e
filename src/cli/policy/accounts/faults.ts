/** Rows that cannot be read: all are counted, the first ten are kept to be named. */

export interface Fault {
  /** Counts from 1. */
  readonly line: number
  /** Column or field; `null` for the whole row. */
  readonly column: string | null
  readonly reason: string
}

export interface Faults {
  readonly add: (fault: Fault) => void
  readonly count: () => number
  readonly first: () => readonly Fault[]
}

const NAMED = 10

export function createFaults(): Faults {
  const first: Fault[] = []
  let count = 0
  return {
    add: (fault) => {
      count += 1
      if (first.length < NAMED) first.push(fault)
    },
    count: () => count,
    first: () => first,
  }
}

/** `accounts.csv:17 grace_used: must be a whole number, 0 or more`, and how many more there are. */
export function faultLines(faults: Faults, file: string): string[] {
  const named = faults
    .first()
    .map(({ line, column, reason }) => `${file}:${line} ${column === null ? '' : `${column}: `}${reason}`)
  const more = faults.count() - named.length
  const counted = `${faults.count().toLocaleString('en-US')} faulty row${faults.count() === 1 ? '' : 's'}`
  return [...named, more > 0 ? `${counted}, the first ${named.length} are named.` : `${counted}.`]
}
