/** Lines of a text of any length; one that never ends does not fill the memory. */

export interface Line {
  /** Counts from 1. */
  readonly number: number
  /** Without its end; `null` when it is longer than `LONGEST_LINE`. */
  readonly text: string | null
  /** Bytes of the text up to its end, about. */
  readonly endsAt: number
}

/** Characters. Far more than any person needs. */
export const LONGEST_LINE = 64 * 1024

/** One batch for each chunk. Ends of lines are LF or CRLF; a byte order mark is dropped. */
export async function* readLines(chunks: AsyncIterable<string>): AsyncGenerator<readonly Line[]> {
  let number = 0
  let bytes = 0
  let open = ''
  let isTooLong = false
  const close = (rest: string): Line => {
    const text = open + rest
    const isLong = isTooLong || text.length > LONGEST_LINE
    number += 1
    bytes += Buffer.byteLength(text) + 1
    open = ''
    isTooLong = false
    return { number, text: isLong ? null : text.replace(/\r$/, ''), endsAt: bytes }
  }
  let isFirst = true
  for await (const chunk of chunks) {
    const parts = (isFirst ? chunk.replace(/^\uFEFF/, '') : chunk).split('\n')
    isFirst = false
    const last = parts.pop() ?? ''
    yield parts.map(close)
    open += last
    if (open.length <= LONGEST_LINE) continue
    bytes += Buffer.byteLength(open)
    open = ''
    isTooLong = true
  }
  if (open !== '' || isTooLong) yield [close('')]
}
