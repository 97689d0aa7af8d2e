import { expect } from 'chai'
import Database from 'libsql'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { SqlAccountStore } from '../../../src/adapters/sql/sql-account-store.js'
import { isSecondFactorError } from '../../../src/errors.js'
import { blankAccount } from '../../../src/ports/account-store.js'
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

describe('SqlAccountStore on a table that an older version made', () => {
  const factor = { providerId: '7', phoneHint: '•••67', methods: ['push'], registeredAt: 0, registeredBy: 'batch' } as const
  let database: Database.Database

  beforeEach(() => {
    database = new Database(':memory:')
    database.exec('CREATE TABLE second_factor_accounts (user_id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, record TEXT NOT NULL)')
    const insert = database.prepare('INSERT INTO second_factor_accounts VALUES (?, 1, ?)')
    insert.run('digest:odd', JSON.stringify({ ...blankAccount('\0odd'), factor }))
    insert.run('u', JSON.stringify({ ...blankAccount('u'), replacement: factor }))
    insert.run('w', JSON.stringify(blankAccount('w')))
    insert.run('spoiled', 'not json')
  })
  afterEach(() => database.close())

  it('knows all holders of an id, by their own user ids', async () => {
    const store = new SqlAccountStore(database)
    expect(await store.holders('7')).to.have.members(['\0odd', 'u'])
    await store.write({ ...blankAccount('w'), factor }, 1)
    expect(await new SqlAccountStore(database).holders('7')).to.have.members(['\0odd', 'u', 'w'])
  })

  it('looks them up in indexes, whatever the number of accounts', () => {
    const prepared: string[] = []
    new SqlAccountStore({
      exec: (sql) => database.exec(sql),
      prepare: (sql) => {
        prepared.push(sql)
        return database.prepare(sql)
      },
    })
    const query = prepared.find((sql) => sql.includes(' OR ')) ?? ''
    const plan = JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${query}`).all('', ''))
    expect(plan).to.include('USING INDEX second_factor_factor_ids').and.include('USING INDEX second_factor_replacement_ids')
    expect(plan).not.to.include('SCAN')
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
