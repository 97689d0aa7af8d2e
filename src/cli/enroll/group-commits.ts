/** Many writes to an embedded database in one transaction: what comes at the same moment is committed together. */
import type { SqlDatabase } from '../../adapters/sql/sql-database.js'
import { SecondFactorError } from '../../errors.js'
import type { AccountStore } from '../../ports/account-store.js'

/** A write is answered when it is committed. A transaction lasts no longer than one turn of the event loop. */
export function groupCommits(accounts: AccountStore, database: SqlDatabase): AccountStore {
  let group: Promise<void> | null = null

  const begin = async (): Promise<void> => {
    database.exec('BEGIN IMMEDIATE')
    await new Promise(setImmediate)
    group = null
    try {
      database.exec('COMMIT')
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  }
  const write: AccountStore['write'] = async (record, expectedVersion) => {
    group ??= begin()
    const mine = group
    try {
      const [written] = await Promise.all([accounts.write(record, expectedVersion), mine])
      return written
    } catch {
      if (group === mine) group = null
      const message = 'The account database could not be written.'
      throw new SecondFactorError('store_unavailable', message, { retryAfterSeconds: 2 })
    }
  }
  return {
    read: (userId) => accounts.read(userId),
    write,
    list: () => accounts.list(),
    close: () => accounts.close(),
  }
}
