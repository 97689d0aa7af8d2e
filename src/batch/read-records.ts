/**
 * Records of a CSV file, each bad one by itself. Parsers take a quote that is never closed for the beginning of a
 * field that holds the rest of the file; here it costs its own line, and the people below it are still read.
 */
import { LONGEST_LINE, readLines } from './read-lines.js'
import type { Line } from './read-lines.js'
import { splitCells } from './split-cells.js'

export interface CsvRecord {
  /** Of its first line, counted from 1. */
  readonly line: number
  /** Bytes of the file up to its end, about. */
  readonly endsAt: number
  /** What came, as far as it can be told apart. */
  readonly cells: readonly string[]
  /** `null` for a good one. */
  readonly problem: string | null
}

/** Lines that one field may go over. */
const MOST_LINES = 20

/** The first record says how many fields there are. Blank lines are left out. */
export async function* readRecords(chunks: AsyncIterable<string>): AsyncGenerator<readonly CsvRecord[]> {
  let lines: readonly Line[] = []
  let width: number | null = null
  for await (const batch of readLines(chunks)) {
    lines = lines.length === 0 ? batch : [...lines, ...batch]
    const { records, used } = takeRecords(lines, width, false)
    width ??= records[0]?.cells.length ?? null
    lines = lines.slice(used)
    yield records
  }
  yield takeRecords(lines, width, true).records
}

interface Batch {
  readonly records: readonly CsvRecord[]
  /** Lines. */
  readonly used: number
}

/** As many as can be told: an open field may be closed by a line that is still to come. */
function takeRecords(lines: readonly Line[], fields: number | null, isEnd: boolean): Batch {
  const records: CsvRecord[] = []
  let width = fields
  let used = 0
  for (let line = lines[used]; line !== undefined; line = lines[used]) {
    const taken = takeRecord(lines, used, width)
    if (taken.record === null && taken.lines === 0) {
      if (!isEnd) break
      records.push(faulty(line, [line.text ?? ''], NOT_CLOSED))
      used += 1
      continue
    }
    if (taken.record !== null) records.push(taken.record)
    width ??= taken.record?.cells.length ?? null
    used += taken.lines
  }
  return { records, used }
}

const TOO_LONG = `is longer than ${LONGEST_LINE.toLocaleString('en-US')} characters`
const NOT_CLOSED = 'has a quote that is never closed'

interface Taken {
  /** `null` for a blank line; with no line, when more of them are needed to tell. */
  readonly record: CsvRecord | null
  readonly lines: number
}

function takeRecord(lines: readonly Line[], at: number, width: number | null): Taken {
  const first = lines[at]
  if (first === undefined) return { record: null, lines: 0 }
  if (first.text === null) return { record: faulty(first, [], TOO_LONG), lines: 1 }
  if (first.text.trim() === '') return { record: null, lines: 1 }
  const cells = splitCells(first.text)
  if (cells === 'open') return takeOpen(lines, at, first, first.text, width)
  if (cells === 'wrong') return { record: faulty(first, [first.text], 'has a quote inside a quoted field'), lines: 1 }
  return { record: checked(first, first.endsAt, cells, width), lines: 1 }
}

/** Goes on until the field is closed. When what comes of that is no record either, the quote was a slip. */
function takeOpen(lines: readonly Line[], at: number, first: Line, begun: string, width: number | null): Taken {
  let text = begun
  for (let count = 1; count < MOST_LINES; count += 1) {
    const next = lines[at + count]
    if (next === undefined) return { record: null, lines: 0 }
    text += `\n${next.text ?? ''}`
    if (next.text === null || text.length > LONGEST_LINE) break
    const cells = next.text.includes('"') ? splitCells(text) : 'open'
    if (cells === 'open') continue
    if (cells === 'wrong' || (width !== null && cells.length !== width)) break
    return { record: { line: first.number, endsAt: next.endsAt, cells, problem: null }, lines: count + 1 }
  }
  return { record: faulty(first, [begun], NOT_CLOSED), lines: 1 }
}

function checked(line: Line, endsAt: number, cells: readonly string[], width: number | null): CsvRecord {
  const isWrong = width !== null && cells.length !== width
  const problem = isWrong ? `has ${cells.length} fields, and the header ${width}` : null
  return { line: line.number, endsAt, cells, problem }
}

function faulty(line: Line, cells: readonly string[], problem: string): CsvRecord {
  return { line: line.number, endsAt: line.endsAt, cells, problem }
}
