/**
 * For each id of the provider a list of the accounts that hold it. The lists lie in other hash slots than the
 * accounts, so no script can change both: an account enters a list before it is written, and the list may name
 * accounts that do not hold the id, but never lacks one that does.
 */
import { digest } from '../../ids.js'
import type { AccountRecord } from '../../ports/account-store.js'
import type { Keys } from './keys.js'
import type { RedisRunner } from './redis-runner.js'
import { asList, asWord } from './reply.js'
import { ADD_HOLDER, DROP_HOLDER, READ_HOLDERS } from './scripts/account.js'

export class HolderLists {
  readonly #runner: RedisRunner
  readonly #keys: Keys

  constructor(runner: RedisRunner, keys: Keys) {
    this.#runner = runner
    this.#keys = keys
  }

  /** Enters the account in the lists of all its ids. */
  async add(record: AccountRecord): Promise<void> {
    const tag = digest(record.userId)
    await Promise.all(idTagsOf(record).map((idTag) => this.#runner.run(ADD_HOLDER, [this.#keys.holders(idTag)], [tag])))
  }

  /** Tags of the accounts that may hold the id. */
  async tagsOf(providerId: string): Promise<string[]> {
    return asList(await this.#runner.run(READ_HOLDERS, [this.#key(providerId)], [])).map(asWord)
  }

  /** Takes out an account that was seen not to hold the id, unless it was entered within the last day. */
  async drop(providerId: string, tag: string): Promise<void> {
    await this.#runner.run(DROP_HOLDER, [this.#key(providerId)], [tag])
  }

  #key(providerId: string): string {
    return this.#keys.holders(digest(providerId))
  }
}

/** Digests of the provider ids in a record, each once. */
export function idTagsOf(record: AccountRecord): string[] {
  return [...new Set(providerIdsOf(record).map(digest))]
}

export function holds(record: AccountRecord, providerId: string): boolean {
  return providerIdsOf(record).includes(providerId)
}

function providerIdsOf({ factor, replacement }: AccountRecord): string[] {
  return [factor, replacement].flatMap((one) => (one === null ? [] : [one.providerId]))
}
