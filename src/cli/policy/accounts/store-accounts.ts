/** Accounts from the application's own account store. Only read; the packages are loaded when they are asked for. */
import { existsSync } from 'node:fs'
import { RedisAccountStore } from '../../../adapters/redis/redis-account-store.js'
import { SqlAccountStore } from '../../../adapters/sql/sql-account-store.js'
import type { SqlDatabase } from '../../../adapters/sql/sql-database.js'
import type { AccountRow } from '../../../policy/study/sample.js'
import type { AccountRecord } from '../../../ports/account-store.js'
import { CliExit } from '../../exit.js'
import { holdsAccounts, loadPackage, splitRedisAddress } from '../../store-address.js'

const BATCH = 500

/** @param file an SQLite file with the table of `SqlAccountStore` */
export async function* readSqlAccounts(file: string): AsyncGenerator<readonly AccountRow[]> {
  if (!existsSync(file)) throw new CliExit(2, `${file} cannot be read.`)
  const { default: Database } = await loadPackage('libsql', () => import('libsql'))
  const database = new Database(file, { readonly: true })
  try {
    if (!isAccountStore(database))
      throw new CliExit(2, `${file} holds no account store: the table second_factor_accounts is missing.`)
    yield* inBatches(new SqlAccountStore(database).list())
  } finally {
    database.close()
  }
}

/** A file that is no database holds no accounts either. */
function isAccountStore(database: SqlDatabase): boolean {
  try {
    return holdsAccounts(database)
  } catch {
    return false
  }
}

/** @param url as ioredis takes it; `?prefix=` names the prefix of the keys when it is not `2fa:` */
export async function* readRedisAccounts(url: string): AsyncGenerator<readonly AccountRow[]> {
  const { Redis } = await loadPackage('ioredis', () => import('ioredis'))
  const { address, prefix } = splitRedisAddress(url)
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
