/** One row of a register, as programs hand it over and as a CSV file holds it. */

interface Row {
  /** Where the row stands in its source, counted from 1. Named in faults and warnings. */
  readonly line: number
  /** The fields as they came, to be handed back with a fault. */
  readonly cells?: readonly string[]
}

/** Somebody to register. `null` for groups, roles, attributes and created means *not known*, which never loosens. */
export interface PersonRow extends Row {
  /** The host's id of the user. */
  readonly user: string
  readonly email: string
  /** Calling code: `1`, `351`; a plus sign before it is dropped. */
  readonly countryCode: string
  /** National number; the calling code with a plus sign before it is dropped. */
  readonly phone: string
  readonly groups: readonly string[] | null
  readonly roles: readonly string[] | null
  readonly attributes: Readonly<Record<string, unknown>> | null
  /** When the account was made, in epoch milliseconds. */
  readonly created: number | null
}

/** A row that its reader could not make a person of. */
export interface UnreadableRow extends Row, Fault {}

/** What is wrong with a row, or worth knowing about it. */
export interface Fault {
  /** Name of the column, as in the CSV file; `null` when it is the row as a whole. */
  readonly column: string | null
  /** A sentence without a beginning: `must be a time`. */
  readonly reason: string
}

export function faultIn(column: string | null, reason: string): Fault {
  return { column, reason }
}

export function isUnreadable(row: PersonRow | UnreadableRow): row is UnreadableRow {
  return 'reason' in row
}
