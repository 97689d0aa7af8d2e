/** What the organisation knows about people: a register as CSV or JSON lines, held in memory by user. */
import { readRecords } from '../../batch/read-records.js'
import type { CsvRecord } from '../../batch/read-records.js'
import { nearestName } from '../../policy/language/nearest-name.js'
import { readCells } from '../../policy/study/account-cells.js'
import type { AccountColumn } from '../../policy/study/account-cells.js'
import type { PersonFacts } from '../../report/report-person.js'
import { CliExit } from '../exit.js'
import type { Faults } from '../policy/accounts/faults.js'
import { openText } from '../policy/accounts/read-text.js'
import { readPeopleLines } from './people-lines.js'

/** A register for `enroll` may be used as it is: the numbers are not looked at. */
const COLUMNS = ['user', 'groups', 'roles', 'attributes', 'created', 'email', 'locale', 'country_code', 'phone'] as const
const FACTS: readonly AccountColumn[] = ['user', 'groups', 'roles', 'attributes', 'created']

export interface NamedFacts {
  readonly user: string
  readonly line: number
  readonly facts: PersonFacts
}

/** @throws CliExit 2 when there is no usable header row */
export async function readPeopleFile(file: string, faults: Faults): Promise<ReadonlyMap<string, PersonFacts>> {
  const { firstLetter, chunks } = await openText(file)
  const people = new Map<string, PersonFacts>()
  const all = firstLetter === '{' ? readPeopleLines(chunks, faults) : readCsv(chunks, file, faults)
  for await (const batch of all) {
    for (const { user, line, facts } of batch) {
      if (people.has(user)) faults.add({ line, column: 'user', reason: 'is there twice; the first one counts' })
      else people.set(user, facts)
    }
  }
  return people
}

async function* readCsv(chunks: AsyncIterable<string>, file: string, faults: Faults): AsyncGenerator<readonly NamedFacts[]> {
  let header: readonly string[] | null = null
  for await (const batch of readRecords(chunks)) {
    const [first] = batch
    const isHead = header === null && first !== undefined
    if (isHead) header = headerOf(first, file)
    const names = header ?? []
    yield (isHead ? batch.slice(1) : batch).flatMap((record) => factsOf(record, names, faults))
  }
  if (header === null) throw new CliExit(2, `${file} has no header row.`)
}

function headerOf({ cells, problem }: CsvRecord, file: string): readonly string[] {
  if (problem !== null) throw new CliExit(2, `${file} has no header row.`)
  const names = cells.map((cell) => cell.trim())
  const unknown = names.find((name) => !COLUMNS.some((column) => column === name))
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, COLUMNS)
    const hint = nearest === undefined ? `columns are ${COLUMNS.join(', ')}` : `did you mean ${nearest}?`
    throw new CliExit(2, `${file}: unknown column ${JSON.stringify(unknown.slice(0, 100))}; ${hint}`)
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new CliExit(2, `${file}: the column ${twice} is there twice.`)
  if (!names.includes('user')) throw new CliExit(2, `${file}: the column user is missing.`)
  return names
}

function factsOf({ line, cells, problem }: CsvRecord, names: readonly string[], faults: Faults): NamedFacts[] {
  if (problem !== null) {
    faults.add({ line, column: null, reason: problem })
    return []
  }
  const cell = (name: string): string => (cells[names.indexOf(name)] ?? '').trim()
  const result = readCells(FACTS, FACTS.map(cell))
  if (!result.ok) {
    faults.add({ line, column: result.column, reason: result.reason })
    return []
  }
  const { user, groups, roles, attributes, created } = result.account
  // An empty field says that there is none; without the column nothing is said.
  const known = <T>(name: string, value: T): T | null => (names.includes(name) ? value : null)
  const facts = { groups: known('groups', groups), roles: known('roles', roles), attributes: known('attributes', attributes), created }
  return [{ user, line, facts: { ...facts, email: cell('email') || null, locale: cell('locale') || null } }]
}
