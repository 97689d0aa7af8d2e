/** The rows to look at: all of them go into the file, the first of them to the terminal. */
import type { RowNote } from '../../batch/index.js'
import { printable } from '../output.js'
import { createFaults, faultLines } from '../policy/accounts/faults.js'
import { createFaultyFile } from './faulty-file.js'

export interface RowNotes {
  readonly fault: (note: RowNote) => void
  readonly warning: (note: RowNote) => void
  /** Path of the file; `null` when there was nothing to write. */
  readonly written: () => string | null
  /** For the terminal; none when there was no fault. */
  readonly lines: (input: string) => readonly string[]
  readonly close: () => void
}

/** @param path where the file goes; `null` for no file */
export function openRowNotes(path: string | null, header: readonly string[]): RowNotes {
  const faults = createFaults()
  const file = path === null ? null : createFaultyFile(path, header)
  return {
    fault: (note) => {
      faults.add({ ...note, reason: printable(note.reason) })
      file?.add(note, 'fault')
    },
    warning: (note) => file?.add(note, 'warning'),
    written: () => (file?.isWritten() === true ? path : null),
    lines: (input) => (faults.count() === 0 ? [] : faultLines(faults, input === '-' ? 'standard input' : input)),
    close: () => file?.close(),
  }
}
