/** The application's account store, opened for writing. The packages are loaded when they are asked for. */
import { existsSync } from 'node:fs'
import { RedisAccountStore } from '../../adapters/redis/redis-account-store.js'
import { SqlAccountStore } from '../../adapters/sql/sql-account-store.js'
import type { SqlDatabase } from '../../adapters/sql/sql-database.js'
import type { AccountStore } from '../../ports/account-store.js'
import { CliExit } from '../exit.js'
import { holdsAccounts, loadPackage, splitRedisAddress } from '../store-address.js'
import { groupCommits } from './group-commits.js'

export interface OpenStore {
  readonly accounts: AccountStore
  readonly close: () => void
}

/** Ours is a long run that can wait; the application's own limit is shorter. */
const COMMAND_TIMEOUT_MS = 5000

/**
 * @param source `sql:FILE`, or an address as ioredis takes it; `?prefix=` names the prefix of the keys
 * @throws CliExit 2 when it is neither, 1 when it cannot be opened
 */
export async function openStore(source: string, readonly: boolean): Promise<OpenStore> {
  if (source.startsWith('sql:')) return openSql(source.slice(4), readonly)
  if (/^rediss?:\/\//.test(source)) return openRedis(source)
  throw new CliExit(2, '--accounts must be sql:FILE or redis://…, the account store of the application.')
}

async function openSql(file: string, readonly: boolean): Promise<OpenStore> {
  // A name that was mistyped would else become a new, empty database.
  if (!existsSync(file)) {
    throw new CliExit(2, `${file} is not there. Start the application once, so that it makes its database.`)
  }
  const { default: Database } = await loadPackage('libsql', () => import('libsql'))
  let database: InstanceType<typeof Database> | null = null
  try {
    database = new Database(file, { readonly })
    const accounts = accountsOf(database, readonly)
    return { accounts, close: () => void database?.close() }
  } catch {
    database?.close()
    throw new CliExit(1, `${file} cannot be used as a database.`)
  }
}

function accountsOf(database: SqlDatabase, readonly: boolean): AccountStore {
  database.exec('PRAGMA busy_timeout = 5000')
  if (readonly) return holdsAccounts(database) ? new SqlAccountStore(database) : emptyStore
  // After a loss of power the last rows may be missing; they are registered again, under the same ids.
  database.exec('PRAGMA synchronous = NORMAL')
  return groupCommits(new SqlAccountStore(database), database)
}

/** What a database holds before its first account. */
const emptyStore: AccountStore = {
  read: () => Promise.resolve(null),
  write: () => Promise.resolve(false),
  // eslint-disable-next-line @typescript-eslint/require-await -- nothing to wait for
  list: async function* () {
    yield* []
  },
  close: () => Promise.resolve(),
}

async function openRedis(url: string): Promise<OpenStore> {
  const { address, prefix } = splitRedisAddress(url)
  const { Redis } = await loadPackage('ioredis', () => import('ioredis'))
  const client = new Redis(address, { lazyConnect: true, maxRetriesPerRequest: 1 })
  // Each command says so itself.
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch {
    client.disconnect()
    throw new CliExit(1, 'Redis does not answer at the address given with --accounts.')
  }
  const options = { commandTimeoutMs: COMMAND_TIMEOUT_MS, ...(prefix !== null && { prefix }) }
  return { accounts: new RedisAccountStore(client, options), close: () => client.disconnect() }
}
