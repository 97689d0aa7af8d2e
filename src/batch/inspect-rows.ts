/** Looks at each row before anything is done with it, in their order: its form, and whether it repeats another. */
import { checkPerson } from './check-person.js'
import type { CheckedPerson } from './check-person.js'
import { createNumberTable } from './number-table.js'
import type { NumberTable } from './number-table.js'
import { faultIn, isUnreadable } from './person-row.js'
import type { Fault, PersonRow, UnreadableRow } from './person-row.js'

export type InspectedRow =
  | { readonly kind: 'person'; readonly row: PersonRow; readonly person: CheckedPerson; readonly warning: Fault | null }
  | { readonly kind: 'faulty'; readonly row: PersonRow | UnreadableRow; readonly fault: Fault }

export interface Inspection {
  readonly rows: AsyncGenerator<InspectedRow>
  /** Whether so many rows came that not all of them could be compared. */
  readonly isFull: () => boolean
}

/** 32 MiB; one and a half million people, with a number each. */
const PLACES = 2 ** 22

export function inspectRows(rows: AsyncIterable<PersonRow | UnreadableRow>): Inspection {
  const table = createNumberTable(PLACES)
  return { rows: inspected(rows, table), isFull: () => table.isFull() }
}

async function* inspected(
  rows: AsyncIterable<PersonRow | UnreadableRow>,
  table: NumberTable,
): AsyncGenerator<InspectedRow> {
  for await (const row of rows) yield inspect(row, table)
}

function inspect(row: PersonRow | UnreadableRow, table: NumberTable): InspectedRow {
  if (isUnreadable(row)) return { kind: 'faulty', row, fault: row }
  const person = checkPerson(row)
  if ('reason' in person) return { kind: 'faulty', row, fault: person }
  // Two numbers of one person would leave a registration that belongs to nobody, so the first one counts.
  const samePerson = table.keep(`user ${person.user}`, row.line)
  if (samePerson !== null) {
    return { kind: 'faulty', row, fault: faultIn('user', `is the same person as in line ${samePerson}`) }
  }
  const sameNumber = table.keep(`phone ${person.countryCode} ${person.phone}`, row.line)
  const warning = sameNumber === null ? null : faultIn('phone', `is the number of line ${sameNumber}, too`)
  return { kind: 'person', row, person, warning }
}
