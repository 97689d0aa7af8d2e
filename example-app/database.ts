/** The embedded database, shared by the shop's users and the library's account store. */
import DatabaseFile from 'libsql'
import { StartRefused } from './config.js'

export type Database = InstanceType<typeof DatabaseFile>

export function openDatabase(file: string): Database {
  try {
    const database = new DatabaseFile(file)
    // Several processes may share the file: writers wait for each other instead of failing.
    database.exec('PRAGMA busy_timeout = 3000')
    if (file !== ':memory:') database.exec('PRAGMA journal_mode = WAL')
    return database
  } catch {
    throw new StartRefused(`The database ${file} cannot be opened. Check DATABASE_FILE: its folder must exist and be writable.`)
  }
}
