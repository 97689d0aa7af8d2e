/** Which people of a report are meant. */
import type { GraceDays, GraceLogins } from './grace-left.js'
import type { PersonRow, Trait } from './person-row.js'
import type { LockCause, Standing } from './standing.js'

/** Every field that is given has to fit; a list fits with any of its values. */
export interface PeopleFilter {
  readonly standings?: readonly Standing[]
  /** Id of the rule that decided; the empty text stands for none. */
  readonly rule?: string
  /** People whose groups are not known are in none. */
  readonly group?: string
  readonly lockCause?: LockCause
  readonly graceLogins?: GraceLogins
  readonly graceDays?: GraceDays
  readonly trait?: Trait
}

export function fits(row: PersonRow, filter: PeopleFilter): boolean {
  const { standings, rule, group, lockCause, graceLogins, graceDays, trait } = filter
  const isOfStanding = standings === undefined || standings.includes(row.standing)
  const isUnderRule = rule === undefined || (row.rule ?? '') === rule
  const isInGroup = group === undefined || row.groups?.includes(group) === true
  const isLockedBy = lockCause === undefined || row.lockCause === lockCause
  const hasGrace = (graceLogins ?? row.graceLogins) === row.graceLogins && (graceDays ?? row.graceDays) === row.graceDays
  return isOfStanding && isUnderRule && isInGroup && isLockedBy && hasGrace && (trait === undefined || row.traits.includes(trait))
}
