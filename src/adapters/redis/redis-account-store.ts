/**
 * Accounts in Redis, for hosts whose users live there. Nothing here runs out, so Redis has to be set up not to lose
 * data: persistence on, eviction off.
 */
import { digest, newId } from '../../ids.js'
import type { AccountRecord, AccountStore, VersionedAccount } from '../../ports/account-store.js'
import { Keys } from './keys.js'
import type { RedisClient } from './redis-client.js'
import { oddReply } from './redis-failure.js'
import { RedisRunner } from './redis-runner.js'
import { asList, asNumber, asWord } from './reply.js'
import { LIST_TAG, NEXT_TAGS, READ_ACCOUNT, WRITE_ACCOUNT } from './scripts/account.js'

export interface RedisAccountStoreOptions {
  /** Begins every key; without braces. Default `2fa:`. */
  readonly prefix?: string
  /** Longest wait for one command, in ms. Default 500. */
  readonly commandTimeoutMs?: number
}

const PAGE = 100

export class RedisAccountStore implements AccountStore {
  readonly #runner: RedisRunner
  readonly #keys: Keys

  /** @param client an ioredis `Redis` or `Cluster`, of version 5 or 6; the host makes it and ends it */
  constructor(client: RedisClient, options: RedisAccountStoreOptions = {}) {
    this.#runner = new RedisRunner(client, options.commandTimeoutMs ?? 500)
    this.#keys = new Keys(options.prefix ?? '2fa:')
  }

  read(userId: string): Promise<VersionedAccount | null> {
    return this.#readKey(this.#keys.of(userId).account)
  }

  async write(record: AccountRecord, expectedVersion: number): Promise<boolean> {
    const { userId } = record
    // Into the list first: a tag without an account is passed over, an account without its tag would be lost.
    if (expectedVersion === 0) await this.#runner.run(LIST_TAG, [this.#keys.accounts], [digest(userId)])
    const args = [String(expectedVersion), newId(), JSON.stringify(record)]
    return asNumber(await this.#runner.run(WRITE_ACCOUNT, [this.#keys.of(userId).account], args)) === 1
  }

  async *list(): AsyncIterable<AccountRecord> {
    let tags: readonly string[] = ['']
    while (tags.length > 0) {
      tags = await this.#tagsAfter(tags[tags.length - 1] ?? '')
      const accounts = await Promise.all(tags.map((tag) => this.#readKey(this.#keys.accountOf(tag))))
      for (const account of accounts) if (account !== null) yield account.record
    }
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  async #tagsAfter(tag: string): Promise<string[]> {
    const tags = await this.#runner.run(NEXT_TAGS, [this.#keys.accounts], [tag, String(PAGE)])
    return asList(tags).map(asWord)
  }

  async #readKey(key: string): Promise<VersionedAccount | null> {
    const value = await this.#runner.run(READ_ACCOUNT, [key], [])
    if (value === null) return null
    const [, version, json] = /^(\d+) \S+ (.*)$/s.exec(asWord(value)) ?? []
    if (version === undefined || json === undefined) throw oddReply()
    return { record: parseRecord(json), version: Number(version) }
  }
}

function parseRecord(json: string): AccountRecord {
  try {
    // Written by this class and nobody else; the shape is the one that `write` was given.
    return JSON.parse(json) as AccountRecord
  } catch {
    throw oddReply()
  }
}
