/** Accounts in an embedded SQL database, in a table of their own beside the host's users. */
import { SecondFactorError } from '../../errors.js'
import { digest } from '../../ids.js'
import type { AccountRecord, AccountStore, VersionedAccount } from '../../ports/account-store.js'
import type { SqlDatabase, SqlStatement } from './sql-database.js'

const CREATE = `CREATE TABLE IF NOT EXISTS second_factor_accounts (
  user_id TEXT PRIMARY KEY NOT NULL,
  version INTEGER NOT NULL,
  record TEXT NOT NULL
)`
const READ = 'SELECT version, record FROM second_factor_accounts WHERE user_id = ?'
const INSERT = 'INSERT INTO second_factor_accounts (user_id, version, record) VALUES (?, 1, ?) ON CONFLICT DO NOTHING'
const UPDATE = 'UPDATE second_factor_accounts SET version = version + 1, record = ? WHERE user_id = ? AND version = ?'
/**
 * The text that JSON.stringify made of a provider id. Its equals are found byte by byte, where SQL would cut the id
 * itself off (NUL) or blur it (lone surrogates). A row that somebody spoiled holds no id and does not stop the index.
 */
const ID_IN_FACTOR = idWithin('factor')
const ID_IN_REPLACEMENT = idWithin('replacement')
/** The database keeps them with each write, whoever writes, and fills them from what an older version left. */
const INDEX = `
CREATE INDEX IF NOT EXISTS second_factor_factor_ids ON second_factor_accounts (${ID_IN_FACTOR});
CREATE INDEX IF NOT EXISTS second_factor_replacement_ids ON second_factor_accounts (${ID_IN_REPLACEMENT})`
const HOLDERS = `SELECT record FROM second_factor_accounts WHERE ${ID_IN_FACTOR} = ? OR ${ID_IN_REPLACEMENT} = ?`
const NEXT_PAGE = 'SELECT user_id, record FROM second_factor_accounts WHERE user_id > ? ORDER BY user_id LIMIT 200'

export class SqlAccountStore implements AccountStore {
  readonly #read: SqlStatement
  readonly #insert: SqlStatement
  readonly #update: SqlStatement
  readonly #nextPage: SqlStatement
  readonly #holders: SqlStatement

  /**
   * Makes the table and its indexes if they are missing; a table that an older version filled takes about two seconds
   * for a million accounts, once. The host opens and closes the database; where several processes share a file,
   * it sets a busy timeout.
   * @throws SecondFactorError `store_unavailable` when the database cannot be used
   */
  constructor(database: SqlDatabase) {
    guarded(() => {
      database.exec(CREATE)
      database.exec(INDEX)
    })
    const prepare = (sql: string): SqlStatement => guarded(() => database.prepare(sql))
    this.#read = prepare(READ)
    this.#insert = prepare(INSERT)
    this.#update = prepare(UPDATE)
    this.#nextPage = prepare(NEXT_PAGE)
    this.#holders = prepare(HOLDERS)
  }

  // Methods are async so that a failing database rejects instead of throwing; the database itself does not wait.
  /* eslint-disable @typescript-eslint/require-await */

  async read(userId: string): Promise<VersionedAccount | null> {
    return guarded(() => {
      const row = this.#read.get(nameOf(userId))
      return row === undefined || row === null ? null : { record: recordOf(row), version: versionOf(row) }
    })
  }

  async write(record: AccountRecord, expectedVersion: number): Promise<boolean> {
    const json = JSON.stringify(record)
    const name = nameOf(record.userId)
    const insert = (): SqlResult => this.#insert.run(name, json)
    const update = (): SqlResult => this.#update.run(json, name, expectedVersion)
    return Number(guarded(expectedVersion === 0 ? insert : update).changes) === 1
  }

  /** Page by page, so that no statement stays open between two accounts. */
  async *list(): AsyncIterable<AccountRecord> {
    let after = ''
    for (;;) {
      const rows = guarded(() => this.#nextPage.all(after))
      if (rows.length === 0) return
      for (const row of rows) yield guarded(() => recordOf(row))
      after = guarded(() => textOf(rows[rows.length - 1], 'user_id'))
    }
  }

  async holders(providerId: string): Promise<readonly string[]> {
    const id = JSON.stringify(providerId)
    // From the record, since the row of an odd user id goes by a digest.
    return guarded(() => this.#holders.all(id, id).map((row) => recordOf(row).userId))
  }

  async close(): Promise<void> {
    return undefined
  }

  /* eslint-enable @typescript-eslint/require-await */
}

type SqlResult = ReturnType<SqlStatement['run']>

/** @param part where in the record */
function idWithin(part: 'factor' | 'replacement'): string {
  return `CASE WHEN json_valid(record) THEN record -> '$.${part}.providerId' END`
}

const RENAMED = 'digest:'

/**
 * The user id itself, for joins with the host's own tables. A text that SQL would cut off (NUL) or blur (lone
 * surrogates) goes by its digest.
 */
function nameOf(userId: string): string {
  const isPlain = userId !== '' && !userId.includes('\0') && !/\p{Surrogate}/u.test(userId) && !userId.startsWith(RENAMED)
  return isPlain ? userId : `${RENAMED}${digest(userId)}`
}

function recordOf(row: unknown): AccountRecord {
  // Written by this class and nobody else; the shape is the one that `write` was given.
  return JSON.parse(textOf(row, 'record')) as AccountRecord
}

function textOf(row: unknown, column: string): string {
  const value = columnOf(row, column)
  if (typeof value !== 'string') throw new TypeError(`${column} is not a text`)
  return value
}

function versionOf(row: unknown): number {
  const version = Number(columnOf(row, 'version'))
  if (!Number.isSafeInteger(version)) throw new TypeError('version is not a number')
  return version
}

function columnOf(row: unknown, column: string): unknown {
  return typeof row === 'object' && row !== null ? Reflect.get(row, column) : undefined
}

/** A database's error may quote what was written, so only its code is kept. */
function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const code = columnOf(error, 'code')
    const why = typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code) ? ` (${code})` : ''
    throw new SecondFactorError('store_unavailable', `The account database failed${why}.`, { retryAfterSeconds: 2 })
  }
}
