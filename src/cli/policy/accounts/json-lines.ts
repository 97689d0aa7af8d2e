/** JSON lines: one value a line; what is no JSON, or too long, is a fault. */
import type { Faults } from './faults.js'
import { readLines } from './read-lines.js'
import type { Line } from './read-lines.js'

export interface JsonLine {
  readonly line: number
  readonly value: unknown
}

/** @param read turns a value into what is wanted; `null` leaves it out */
export async function* readJsonLines<T>(
  chunks: AsyncIterable<string>,
  faults: Faults,
  read: (line: JsonLine) => T | null,
): AsyncGenerator<readonly T[]> {
  for await (const lines of readLines(chunks)) {
    yield lines
      .map((line) => {
        const parsed = parseLine(line, faults)
        return parsed === null ? null : read(parsed)
      })
      .filter((found) => found !== null)
  }
}

function parseLine({ number: line, text }: Line, faults: Faults): JsonLine | null {
  if (text === null) {
    faults.add({ line, column: null, reason: 'is too long' })
    return null
  }
  try {
    return { line, value: JSON.parse(text) as unknown }
  } catch {
    faults.add({ line, column: null, reason: 'is no JSON' })
    return null
  }
}
