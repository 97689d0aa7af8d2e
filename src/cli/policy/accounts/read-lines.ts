/** Lines of a text of any length, in batches; a line that never ends does not fill the memory. */

export interface Line {
  /** Counts from 1. */
  readonly number: number
  /** `null` when the line is longer than `LONGEST_LINE`. */
  readonly text: string | null
}

/** Far more than any account or decision needs. */
export const LONGEST_LINE = 1024 * 1024

/** Blank lines are left out. */
export async function* readLines(chunks: AsyncIterable<string>): AsyncGenerator<readonly Line[]> {
  let number = 0
  let open = ''
  let isTooLong = false
  const close = (rest: string): Line => {
    number += 1
    const text = open + rest
    const line = { number, text: isTooLong || text.length > LONGEST_LINE ? null : text }
    open = ''
    isTooLong = false
    return line
  }
  for await (const chunk of chunks) {
    const parts = (number === 0 && open === '' ? chunk.replace(/^\uFEFF/, '') : chunk).split('\n')
    const last = parts.pop() ?? ''
    yield parts.map(close).filter(isFilled)
    open += last
    if (open.length > LONGEST_LINE) [open, isTooLong] = ['', true]
  }
  if (open !== '' || isTooLong) yield [close('')].filter(isFilled)
}

function isFilled({ text }: Line): boolean {
  return text === null || text.trim() !== ''
}
