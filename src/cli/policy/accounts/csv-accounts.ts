/** Accounts as CSV with a header row, read in constant memory. */
import { Readable, pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { ACCOUNT_COLUMNS, readCells } from '../../../policy/study/account-cells.js'
import type { AccountColumn } from '../../../policy/study/account-cells.js'
import { nearestName } from '../../../policy/language/nearest-name.js'
import type { AccountRow } from '../../../policy/study/sample.js'
import { CliExit } from '../../exit.js'
import type { Faults } from './faults.js'
import { LONGEST_LINE } from './read-lines.js'

export interface CsvAccounts {
  readonly columns: readonly AccountColumn[]
  readonly rows: AsyncGenerator<readonly AccountRow[]>
}

const BATCH = 500

/** @throws CliExit 2 for a header that names an unknown column, names one twice, or does not name `user` */
export async function openCsvAccounts(
  chunks: AsyncIterable<string>,
  file: string,
  faults: Faults,
): Promise<CsvAccounts> {
  const rows = readRows(chunks)
  const header = await rows.next()
  if (header.done === true || isUnreadable(header.value)) throw new CliExit(2, `${file} has no header row.`)
  const columns = readHeader(header.value.cells, file)
  return { columns, rows: readAccounts(rows, columns, faults) }
}

interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

/** The rest cannot be told apart into rows. */
interface Unreadable {
  readonly line: number
  readonly reason: string
}

function isUnreadable(row: Row | Unreadable): row is Unreadable {
  return 'reason' in row
}

/** Counts lines itself: the parser is ahead of the rows that it hands out, and its own counting halves the speed. */
async function* readRows(chunks: AsyncIterable<string>): AsyncGenerator<Row | Unreadable> {
  const options = { bom: true, relax_column_count: true, relax_quotes: true, max_record_size: LONGEST_LINE }
  const parser = pipeline(Readable.from(chunks), parse(options), () => undefined)
  let line = 1
  try {
    // Without the option `columns` a row is a list of texts.
    for await (const cells of parser as AsyncIterable<string[]>) {
      yield { line, cells }
      line += 1
      for (const cell of cells) if (cell.includes('\n')) line += cell.split('\n').length - 1
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const isOpen = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE'
    yield {
      line,
      reason: isOpen ? 'has a quote that is never closed; the rest was not read' : 'is no CSV; the rest was not read',
    }
  }
}

function readHeader(cells: readonly string[], file: string): AccountColumn[] {
  const columns = cells.map((cell) => columnOf(cell.trim(), file))
  const twice = columns.find((column, index) => columns.indexOf(column) !== index)
  if (twice !== undefined) throw new CliExit(2, `${file}: the column ${twice} is there twice.`)
  if (!columns.includes('user')) throw new CliExit(2, `${file}: the column user is missing.`)
  return columns
}

function columnOf(name: string, file: string): AccountColumn {
  const column = ACCOUNT_COLUMNS.find((known) => known === name)
  if (column !== undefined) return column
  const nearest = nearestName(name, ACCOUNT_COLUMNS)
  const hint = nearest === undefined ? `columns are ${ACCOUNT_COLUMNS.join(', ')}` : `did you mean ${nearest}?`
  throw new CliExit(2, `${file}: unknown column ${JSON.stringify(name.slice(0, 100))}; ${hint}`)
}

async function* readAccounts(
  rows: AsyncGenerator<Row | Unreadable>,
  columns: readonly AccountColumn[],
  faults: Faults,
): AsyncGenerator<readonly AccountRow[]> {
  let batch: AccountRow[] = []
  for await (const row of rows) {
    const account = readRow(row, columns, faults)
    if (account !== null) batch.push(account)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  yield batch
}

function readRow(row: Row | Unreadable, columns: readonly AccountColumn[], faults: Faults): AccountRow | null {
  const { line } = row
  if (isUnreadable(row)) {
    faults.add({ line, column: null, reason: row.reason })
    return null
  }
  const { cells } = row
  if (cells.length === 1 && cells[0] === '') return null
  if (cells.length !== columns.length) {
    faults.add({ line, column: null, reason: `has ${cells.length} fields, and the header ${columns.length}` })
    return null
  }
  const result = readCells(columns, cells)
  if (result.ok) return { account: result.account, failuresInARow: 0 }
  faults.add({ line, column: result.column, reason: result.reason })
  return null
}
