import { expect } from 'chai'
import Database from 'libsql'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { SqlAccountStore } from '../../../src/adapters/sql/sql-account-store.js'
import { isSecondFactorError } from '../../../src/errors.js'
import { describeAccountStore } from '../../../src/testing/describe-account-store.js'

describeAccountStore('SqlAccountStore in memory', () => {
  const database = new Database(':memory:')
  return Promise.resolve({
    store: new SqlAccountStore(database),
    close: () => {
      database.close()
      return Promise.resolve()
    },
  })
})

describeAccountStore('SqlAccountStore on a file that two connections share', () => {
  const folder = mkdtempSync(join(tmpdir(), 'accounts-'))
  const databases = [1, 2].map(() => {
    const database = new Database(join(folder, 'accounts.db'))
    database.exec('PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 2000')
    return database
  })
  const [store, another] = databases.map((database) => new SqlAccountStore(database))
  if (store === undefined || another === undefined) throw new Error('two stores are needed')
  return Promise.resolve({
    store,
    another,
    close: () => {
      for (const database of databases) database.close()
      rmSync(folder, { recursive: true })
      return Promise.resolve()
    },
  })
})

describe('SqlAccountStore on a database that fails', () => {
  async function errorOf(work: () => Promise<unknown>): Promise<unknown> {
    try {
      await work()
      return null
    } catch (error) {
      return error
    }
  }

  it('refuses to start', () => {
    const database = new Database(':memory:')
    database.exec('CREATE TABLE second_factor_accounts (other TEXT)')
    expect(() => new SqlAccountStore(database)).to.throw(/account database failed/).with.property('code', 'store_unavailable')
    database.close()
  })

  it('answers store_unavailable without what was read or written', async () => {
    const database = new Database(':memory:')
    const store = new SqlAccountStore(database)
    database.exec('DROP TABLE second_factor_accounts')
    const error = await errorOf(() => store.read('secret-user'))
    expect(isSecondFactorError(error) && error.code).to.equal('store_unavailable')
    expect(inspect(error)).not.to.include('secret-user')
    database.close()
  })

  it('answers store_unavailable for a row that is not an account', async () => {
    const database = new Database(':memory:')
    const store = new SqlAccountStore(database)
    database.exec("INSERT INTO second_factor_accounts VALUES ('u', 1, 'not json')")
    const error = await errorOf(() => store.read('u'))
    expect(isSecondFactorError(error) && error.code).to.equal('store_unavailable')
    database.close()
  })
})
