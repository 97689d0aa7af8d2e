/** What every command needs that reads or writes the application's account store by its address. */
import type { SqlDatabase } from '../adapters/sql/sql-database.js'
import { CliExit } from './exit.js'

/** `?prefix=` names the prefix of the keys. No part of the address is repeated in a message: it may hold a password. */
export function splitRedisAddress(url: string): { readonly address: string; readonly prefix: string | null } {
  if (!URL.canParse(url)) throw new CliExit(2, 'The address given with --accounts is no address of a Redis server.')
  const address = new URL(url)
  const prefix = address.searchParams.get('prefix')
  address.searchParams.delete('prefix')
  return { address: address.href, prefix }
}

/** Loads a package that an application may or may not have. */
export async function loadPackage<T>(name: string, from: () => Promise<T>): Promise<T> {
  try {
    return await from()
  } catch {
    throw new CliExit(1, `This needs the package ${name}. Type: npm install ${name}`)
  }
}

/** Asked before reading, since the store makes its table where it is missing. */
export function holdsAccounts(database: SqlDatabase): boolean {
  return database.prepare("SELECT 1 AS found FROM sqlite_master WHERE name = 'second_factor_accounts'").all().length > 0
}
