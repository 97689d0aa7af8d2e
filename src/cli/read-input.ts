/** Reads files and standard input for commands; what cannot be read ends the command with a sentence. */
import { closeSync, openSync, readSync } from 'node:fs'
import { CliExit } from './exit.js'

/** Larger than any policy or single account; a batch is streamed by other means. */
const MAX_BYTES = 12 * 1024 * 1024
const CHUNK_BYTES = 64 * 1024

/** @param file path, or `-` for standard input */
export function readInput(file: string): string {
  const name = file === '-' ? 'Standard input' : file
  const bytes = readBytes(file, name)
  if (bytes.length > MAX_BYTES) throw new CliExit(2, `${name} is too large.`)
  return bytes.toString('utf8')
}

/** Stops soon after the limit, since a device or a pipe need have no end. */
function readBytes(file: string, name: string): Buffer {
  const chunks: Buffer[] = []
  try {
    const source = file === '-' ? 0 : openSync(file, 'r')
    for (let total = 0; total <= MAX_BYTES; ) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
      const length = readSync(source, chunk)
      if (length === 0) break
      chunks.push(chunk.subarray(0, length))
      total += length
    }
    if (source !== 0) closeSync(source)
  } catch {
    throw new CliExit(2, `${name} cannot be read.`)
  }
  return Buffer.concat(chunks)
}

/** Only one of several inputs may be standard input. */
export function refuseTwoStandardInputs(...files: readonly (string | undefined)[]): void {
  if (files.filter((file) => file === '-').length > 1) throw new CliExit(2, 'Only one input can be - (standard input).')
}

/** @returns epoch ms of an ISO 8601 time with a zone */
export function readTime(text: string, flag: string): number {
  const at = /^\d{4}-\d\d-\d\d(T.+(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(at)) throw new CliExit(2, `${flag} must be an ISO 8601 time, such as 2026-09-01T09:00:00Z.`)
  return at
}
