/** Which ids of the provider the accounts hold already, so that a number with two owners is noticed. */
import type { AccountStore } from '../ports/account-store.js'
import { createNumberTable } from './number-table.js'

export interface Holders {
  /** Whether an account that was there before this run holds the id. */
  readonly holds: (providerId: string) => boolean
  /** Whether there were so many accounts that not all could be kept. */
  readonly isFull: () => boolean
}

/** 16 MiB; one and a half million accounts. */
const PLACES = 2 ** 21

/** Reads all accounts once. */
export async function readHolders(accounts: AccountStore, signal: AbortSignal): Promise<Holders> {
  const table = createNumberTable(PLACES)
  for await (const { factor } of accounts.list()) {
    if (factor !== null) table.keep(factor.providerId, 0)
    if (table.isFull() || signal.aborted) break
  }
  return { holds: (providerId) => table.find(providerId) !== null, isFull: () => table.isFull() }
}

/** For a run that registers nobody. */
export const noHolders: Holders = { holds: () => false, isFull: () => false }
