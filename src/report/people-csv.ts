/** The list as CSV. Times are ISO 8601 UTC; lists are separated by `|`; what is not known is an empty cell. */
import { csvLine } from './csv.js'
import type { PersonRow } from './person-row.js'

const COLUMNS = [
  'user', 'standing', 'lock_cause', 'rule', 'reason', 'remaining', 'deadline', 'groups', 'phone', 'methods', 'since', 'traits',
]

/** The header row. */
export const PEOPLE_CSV_HEAD = csvLine(COLUMNS)

export function personCsv(row: PersonRow): string {
  return csvLine([
    row.user,
    row.standing,
    row.lockCause,
    row.rule,
    row.reason,
    row.remaining,
    iso(row.deadline),
    row.groups?.join('|') ?? null,
    row.phoneHint,
    row.methods.join('|'),
    iso(row.since),
    row.traits.join('|'),
  ])
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
