/** Text as it comes in, from a file or from standard input, and its first glance. */
import { createReadStream } from 'node:fs'
import { CliExit } from '../../exit.js'

export interface OpenText {
  /** The first character that is no blank; empty for an empty text. */
  readonly firstLetter: string
  readonly chunks: AsyncGenerator<string>
}

/**
 * @param file path, or `-` for standard input
 * @throws CliExit 2 when it cannot be read
 */
export async function openText(file: string): Promise<OpenText> {
  const stream = file === '-' ? process.stdin : createReadStream(file)
  stream.setEncoding('utf8')
  // A stream with an encoding gives texts.
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<string>
  let first: string
  try {
    first = await nextChunk(chunks)
  } catch {
    throw new CliExit(2, `${file === '-' ? 'Standard input' : file} cannot be read.`)
  }
  return {
    firstLetter: first
      .replace(/^\uFEFF/, '')
      .trimStart()
      .charAt(0),
    chunks: withFirst(first, chunks),
  }
}

async function nextChunk(chunks: AsyncIterator<string>): Promise<string> {
  const next = await chunks.next()
  return next.done === true ? '' : next.value
}

async function* withFirst(first: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    for (let chunk = first; chunk !== ''; chunk = await nextChunk(rest)) yield chunk
  } finally {
    await rest.return?.()
  }
}
