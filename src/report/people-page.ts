/**
 * One page of a list that comes in no order: the first people by user id behind a cursor, found in one pass, holding
 * no more than the page.
 */
import type { PersonRow } from './person-row.js'

export interface PeoplePage {
  readonly people: readonly PersonRow[]
  /** Where the next page begins (exclusive); `null` on the last one. */
  readonly next: string | null
}

export interface PageOfPeople {
  /** Whether somebody of this id could still be on the page: asked before anything else is found out about them. */
  readonly hasRoomFor: (user: string) => boolean
  readonly add: (row: PersonRow) => void
  readonly result: () => PeoplePage
}

/**
 * @param after user id; `null` for the first page
 * @param size people on a page
 */
export function startPage(after: string | null, size: number): PageOfPeople {
  // One more than the page holds tells whether there is another.
  const kept: PersonRow[] = []
  const hasRoomFor = (user: string): boolean => {
    if (after !== null && user <= after) return false
    const last = kept[size]
    return last === undefined || user < last.user
  }
  const add = (row: PersonRow): void => {
    if (!hasRoomFor(row.user)) return
    kept.splice(placeOf(kept, row.user), 0, row)
    if (kept.length > size + 1) kept.pop()
  }
  const result = (): PeoplePage => {
    const people = kept.slice(0, size)
    return { people, next: kept.length > size ? (people.at(-1)?.user ?? null) : null }
  }
  return { hasRoomFor, add, result }
}

/** Binary search for the first that does not come before. */
function placeOf(rows: readonly PersonRow[], user: string): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rows[middle]?.user ?? '') < user) low = middle + 1
    else high = middle
  }
  return low
}
