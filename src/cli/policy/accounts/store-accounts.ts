/** Accounts from the application's own account store. Only read; the packages are loaded when they are asked for. */
import { existsSync } from 'node:fs'
import { RedisAccountStore } from '../../../adapters/redis/redis-account-store.js'
import { SqlAccountStore } from '../../../adapters/sql/sql-account-store.js'
import type { SqlDatabase } from '../../../adapters/sql/sql-database.js'
import type { AccountRow } from '../../../policy/study/sample.js'
import type { AccountRecord } from '../../../ports/account-store.js'
import { CliExit } from '../../exit.js'

const BATCH = 500

/** @param file an SQLite file with the table of `SqlAccountStore` */
export async function* readSqlAccounts(file: string): AsyncGenerator<readonly AccountRow[]> {
  if (!existsSync(file)) throw new CliExit(2, `${file} cannot be read.`)
  const { default: Database } = await load('libsql', () => import('libsql'))
  const database = new Database(file, { readonly: true })
  try {
    if (!holdsAccounts(database))
      throw new CliExit(2, `${file} holds no account store: the table second_factor_accounts is missing.`)
    yield* inBatches(new SqlAccountStore(database).list())
  } finally {
    database.close()
  }
}

/** Asked first, since the store makes its table where it is missing, and nothing is written here. */
function holdsAccounts(database: SqlDatabase): boolean {
  try {
    return (
      database.prepare("SELECT 1 AS found FROM sqlite_master WHERE name = 'second_factor_accounts'").all().length > 0
    )
  } catch {
    return false
  }
}

/** @param url as ioredis takes it; `?prefix=` names the prefix of the keys when it is not `2fa:` */
export async function* readRedisAccounts(url: string): AsyncGenerator<readonly AccountRow[]> {
  const { Redis } = await load('ioredis', () => import('ioredis'))
  const { address, prefix } = splitAddress(url)
  const client = new Redis(address, { lazyConnect: true, maxRetriesPerRequest: 1, retryStrategy: () => null })
  // Each command says so itself.
  client.on('error', () => undefined)
  try {
    await client.connect().catch(() => {
      throw new CliExit(1, 'Redis does not answer at the address given with --accounts.')
    })
    yield* inBatches(new RedisAccountStore(client, prefix === null ? {} : { prefix }).list())
  } finally {
    client.disconnect()
  }
}

/** No part of the address is repeated in a message: it may hold a password. */
function splitAddress(url: string): { address: string; prefix: string | null } {
  if (!URL.canParse(url)) throw new CliExit(2, 'The address given with --accounts is no address of a Redis server.')
  const address = new URL(url)
  const prefix = address.searchParams.get('prefix')
  address.searchParams.delete('prefix')
  return { address: address.href, prefix }
}

async function load<T>(name: string, from: () => Promise<T>): Promise<T> {
  try {
    return await from()
  } catch {
    throw new CliExit(1, `This needs the package ${name}. Type: npm install ${name}`)
  }
}

async function* inBatches(records: AsyncIterable<AccountRecord>): AsyncGenerator<readonly AccountRow[]> {
  let batch: AccountRow[] = []
  for await (const record of records) {
    if (batch.push(rowOf(record)) < BATCH) continue
    yield batch
    batch = []
  }
  yield batch
}

/** Groups, roles, attributes and the account's age are the host's business: here they are not known. */
function rowOf(record: AccountRecord): AccountRow {
  const account = {
    user: record.userId,
    state: record.state,
    methods: record.factor?.methods ?? [],
    graceUsed: record.graceUsed,
    graceStarted: record.graceStartedAt,
    groups: null,
    roles: null,
    attributes: null,
    created: null,
    optedOutAt: record.optedOutAt,
    nudges: record.nudges,
    locks: record.adminLocked ? [{ kind: 'admin' } as const] : [],
  }
  return { account, failuresInARow: record.failuresInARow }
}
