/** Where a result goes: standard output or a file, written piece by piece without piling up. */
import { realpathSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { CliExit } from '../exit.js'

export interface OpenOutput {
  /** Resolves when there is room for more. */
  readonly write: (text: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** Names of people are nobody else's business. */
const OWNER_ONLY = 0o600

/**
 * @param file `undefined` for standard output
 * @param inputs files that are read meanwhile, which must not be written over
 * @throws CliExit 2 when the file cannot be written
 */
export async function openOutput(
  file: string | undefined,
  standard: (text: string) => Promise<void>,
  inputs: readonly (string | undefined)[],
): Promise<OpenOutput> {
  if (file === undefined) return { write: standard, close: () => Promise.resolve() }
  if (inputs.some((input) => input !== undefined && isSame(input.replace(/^sql:/, ''), file))) {
    throw new CliExit(2, '--output must not be a file that is read.')
  }
  try {
    const handle = await open(file, 'w', OWNER_ONLY)
    return { write: (text) => handle.writeFile(text), close: () => handle.close() }
  } catch {
    throw new CliExit(2, `${file} cannot be written.`)
  }
}

function isSame(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return false
  }
}

/** @throws CliExit 1 when nobody reads any more */
export function writeToStandardOutput(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (): void => reject(new CliExit(1))
    process.stdout.once('error', onError)
    process.stdout.write(text, (error) => {
      if (error) return
      process.stdout.off('error', onError)
      resolve()
    })
  })
}
