/** Reads files and standard input for commands; what cannot be read ends the command with a sentence. */
import { readFileSync } from 'node:fs'
import { CliExit } from './exit.js'

/** Larger than any policy or single account; a batch is streamed by other means. */
const MAX_BYTES = 12 * 1024 * 1024

/** @param file path, or `-` for standard input */
export function readInput(file: string): string {
  try {
    const text = readFileSync(file === '-' ? 0 : file, 'utf8')
    if (text.length <= MAX_BYTES) return text
  } catch {
    throw new CliExit(2, `${file === '-' ? 'Standard input' : file} cannot be read.`)
  }
  throw new CliExit(2, `${file} is too large.`)
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
