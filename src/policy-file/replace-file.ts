/** Puts a new text in the place of a file, whole or not at all. */
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs'

/** Follows a link to the file it names, and keeps the permissions. */
export function replaceFile(file: string, text: string): void {
  const target = realpathSync(file)
  const next = `${target}.${process.pid}.tmp`
  const handle = openSync(next, 'w', statSync(target).mode)
  try {
    writeFileSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(next, target)
}
