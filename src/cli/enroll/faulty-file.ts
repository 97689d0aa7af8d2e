/** The file of rows to look at: as they came, and why. It can be put right and enrolled like any other. */
import { closeSync, openSync, writeSync } from 'node:fs'
import type { RowNote } from '../../batch/index.js'
import { CliExit } from '../exit.js'

export interface FaultyFile {
  /** The reason of a row that was done begins with `warning:`. */
  readonly add: (note: RowNote, kind: 'fault' | 'warning') => void
  /** Whether there was anything to write. */
  readonly isWritten: () => boolean
  readonly close: () => void
}

/** It holds phone numbers, so it is for its owner only. */
const MODE = 0o600

/** Made with the first row that goes into it; replaces an older one. Each row is on disk when `add` returns. */
export function createFaultyFile(file: string, header: readonly string[]): FaultyFile {
  let handle: number | null = null
  const write = (cells: readonly string[]): void => {
    try {
      if (handle === null) {
        handle = openSync(file, 'w', MODE)
        writeSync(handle, csvLine([...header, 'line', 'column', 'reason']))
      }
      writeSync(handle, csvLine(cells))
    } catch {
      throw new CliExit(1, `${file} cannot be written.`)
    }
  }
  return {
    add: ({ line, column, reason, cells = [] }, kind) => {
      const fields = header.map((_, at) => cells[at] ?? '')
      write([...fields, String(line), column ?? '', kind === 'warning' ? `warning: ${reason}` : reason])
    },
    isWritten: () => handle !== null,
    close: () => {
      if (handle !== null) closeSync(handle)
    },
  }
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`
}

/** `people.csv` to `people.faulty.csv`, in the same folder. */
export function faultyName(file: string): string {
  return file === '-' ? 'people.faulty.csv' : `${file.replace(/\.csv$/i, '')}.faulty.csv`
}
