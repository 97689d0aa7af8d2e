/** The people behind the figures, one after the other. */
import type { CompiledPolicy } from '../policy/compile.js'
import { fits } from './people-filter.js'
import type { PeopleFilter } from './people-filter.js'
import { judgePerson } from './person-row.js'
import type { PersonRow } from './person-row.js'
import type { ReportPerson } from './report-person.js'

/**
 * In the order in which they come, in constant memory.
 * @param now epoch ms as of which everything is decided
 */
export async function* listPeople(
  policy: CompiledPolicy,
  people: AsyncIterable<ReportPerson>,
  now: number,
  filter: PeopleFilter = {},
): AsyncGenerator<PersonRow> {
  for await (const person of people) {
    const { row } = judgePerson(policy, person, now)
    if (fits(row, filter)) yield row
  }
}
