/** People from a CSV file with a header row, read in constant memory. */
import { readCells } from '../policy/study/account-cells.js'
import type { AccountColumn } from '../policy/study/account-cells.js'
import { nearestName } from '../policy/language/nearest-name.js'
import type { PersonRow, UnreadableRow } from './person-row.js'
import { readRecords } from './read-records.js'
import type { CsvRecord } from './read-records.js'

/** In any order. Lists are separated by `|` or `;`; attributes are JSON or `name=value|name=value`. */
const COLUMNS = ['user', 'email', 'country_code', 'phone', 'groups', 'roles', 'attributes', 'created'] as const
type PersonColumn = (typeof COLUMNS)[number]

const REQUIRED: readonly PersonColumn[] = ['user', 'email', 'country_code', 'phone']
const FACTS: readonly AccountColumn[] = ['user', 'groups', 'roles', 'attributes', 'created']
/** What a file of faulty rows has besides, so that it can be put right and read again. */
const NOTE_COLUMNS: readonly string[] = ['line', 'column', 'reason']

export interface People {
  readonly kind: 'people'
  /** The columns of the file, without those of a file of faulty rows. */
  readonly header: readonly string[]
  readonly rows: AsyncGenerator<PersonRow | UnreadableRow>
  /** Bytes of the file up to the end of the row that was handed out last, about. */
  readonly position: () => number
}

export type PeopleResult = People | { readonly kind: 'unusable'; readonly reason: string }

/** @param chunks the text of the file, in pieces of any size */
export async function readPeople(chunks: AsyncIterable<string>): Promise<PeopleResult> {
  const records = inSequence(readRecords(chunks))
  const first = await records.next()
  if (first.done === true || first.value.problem !== null) return { kind: 'unusable', reason: 'there is no header row' }
  const names = first.value.cells.map((cell) => cell.trim())
  const reason = problemWith(names)
  if (reason !== null) return { kind: 'unusable', reason }
  const layout = { names, kept: names.flatMap((name, at) => (NOTE_COLUMNS.includes(name) ? [] : [at])) }
  let position = 0
  const rows = toPeople(records, layout, (endsAt) => (position = endsAt))
  return { kind: 'people', header: layout.kept.map((at) => names[at] ?? ''), rows, position: () => position }
}

async function* inSequence(batches: AsyncGenerator<readonly CsvRecord[]>): AsyncGenerator<CsvRecord> {
  for await (const batch of batches) yield* batch
}

function problemWith(names: readonly string[]): string | null {
  const unknown = names.find((name) => !isKnown(name))
  if (unknown !== undefined) return unknownText(unknown)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) return `the column ${twice} is there twice`
  const missing = REQUIRED.find((name) => !names.includes(name))
  return missing === undefined ? null : `the column ${missing} is missing`
}

function isKnown(name: string): boolean {
  return COLUMNS.some((known) => known === name) || NOTE_COLUMNS.includes(name)
}

function unknownText(name: string): string {
  const nearest = nearestName(name, COLUMNS)
  const hint = nearest === undefined ? `columns are ${COLUMNS.join(', ')}` : `did you mean ${nearest}?`
  return `unknown column ${JSON.stringify(name.slice(0, 100))}; ${hint}`
}

/** Names of the columns in the order of the file, and where those stand that are handed back. */
interface Layout {
  readonly names: readonly string[]
  readonly kept: readonly number[]
}

async function* toPeople(
  records: AsyncGenerator<CsvRecord>,
  layout: Layout,
  onRow: (endsAt: number) => void,
): AsyncGenerator<PersonRow | UnreadableRow> {
  for await (const record of records) {
    onRow(record.endsAt)
    yield toPerson(record, layout)
  }
}

function toPerson(record: CsvRecord, { names, kept }: Layout): PersonRow | UnreadableRow {
  const { line, problem } = record
  if (problem !== null) return { line, cells: record.cells, column: null, reason: problem }
  const cell = (name: PersonColumn): string => record.cells[names.indexOf(name)] ?? ''
  const cells = kept.map((at) => record.cells[at] ?? '')
  const facts = readCells(FACTS, FACTS.map((name) => record.cells[names.indexOf(name)] ?? ''))
  if (!facts.ok) return { line, cells, column: facts.column, reason: facts.reason }
  const { user, groups, roles, attributes, created } = facts.account
  return {
    line,
    cells,
    user,
    email: cell('email'),
    countryCode: cell('country_code'),
    phone: cell('phone'),
    // An empty field says that there is none; without the column nothing is said.
    groups: names.includes('groups') ? groups : null,
    roles: names.includes('roles') ? roles : null,
    attributes: names.includes('attributes') ? attributes : null,
    created,
  }
}
