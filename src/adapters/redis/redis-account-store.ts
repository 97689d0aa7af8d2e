/**
 * Accounts in Redis, for hosts whose users live there. Nothing here runs out, so Redis has to be set up not to lose
 * data: persistence on, eviction off.
 */
import { digest, newId } from '../../ids.js'
import type { AccountRecord, AccountStore, VersionedAccount } from '../../ports/account-store.js'
import { HolderLists, holds, idTagsOf } from './holder-lists.js'
import { Keys } from './keys.js'
import type { RedisClient } from './redis-client.js'
import { oddReply } from './redis-failure.js'
import { RedisRunner } from './redis-runner.js'
import { asList, asNumber, asWord } from './reply.js'
import { ALL_LISTED, FIND_TAG, LIST_TAG, NEXT_TAGS, READ_ACCOUNT, WRITE_ACCOUNT } from './scripts/account.js'

export interface RedisAccountStoreOptions {
  /** Begins every key; without braces. Default `2fa:`. */
  readonly prefix?: string
  /** Longest wait for one command, in ms. Default 500. */
  readonly commandTimeoutMs?: number
}

const PAGE = 100

/** What WRITE_ACCOUNT answers. */
const WRITTEN = 1
const LIST_FIRST = 2

export class RedisAccountStore implements AccountStore {
  readonly #runner: RedisRunner
  readonly #keys: Keys
  readonly #lists: HolderLists
  #allListed: Promise<void> | undefined

  /** @param client an ioredis `Redis` or `Cluster`, of version 5 or 6; the host makes it and ends it */
  constructor(client: RedisClient, options: RedisAccountStoreOptions = {}) {
    this.#runner = new RedisRunner(client, options.commandTimeoutMs ?? 500)
    this.#keys = new Keys(options.prefix ?? '2fa:')
    this.#lists = new HolderLists(this.#runner, this.#keys)
  }

  read(userId: string): Promise<VersionedAccount | null> {
    return this.#readKey(this.#keys.of(userId).account)
  }

  async write(record: AccountRecord, expectedVersion: number): Promise<boolean> {
    const call = newId()
    const send = async (isListed: boolean): Promise<number> => {
      const args = [String(expectedVersion), call, JSON.stringify(record), isListed ? '1' : '0', ...idTagsOf(record)]
      return asNumber(await this.#runner.run(WRITE_ACCOUNT, [this.#keys.of(record.userId).account], args))
    }
    // Into the lists first: a tag without an account is passed over, an account without its tag would be lost.
    const isNew = expectedVersion === 0
    if (isNew) await Promise.all([this.#listTag(digest(record.userId)), this.#lists.add(record)])
    const outcome = await send(isNew)
    if (outcome !== LIST_FIRST) return outcome === WRITTEN
    await this.#lists.add(record)
    return (await send(true)) === WRITTEN
  }

  async *list(): AsyncIterable<AccountRecord> {
    for await (const page of this.#pages()) yield* page
  }

  /**
   * Reads all accounts at the first call if some may be from before the lists of holders; never again. Processes of
   * a version that knows no such lists must have ended by then.
   */
  async holders(providerId: string): Promise<readonly string[]> {
    await (this.#allListed ??= this.#listAll())
    const tags = await this.#lists.tagsOf(providerId)
    const userIds: string[] = []
    for (let at = 0; at < tags.length; at += PAGE) {
      const found = await Promise.all(tags.slice(at, at + PAGE).map((tag) => this.#holder(tag, providerId)))
      userIds.push(...found.flat())
    }
    return userIds
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  /** The user behind the tag, or nobody if the account does not hold the id (any more). */
  async #holder(tag: string, providerId: string): Promise<readonly string[]> {
    const account = await this.#readKey(this.#keys.accountOf(tag))
    if (account !== null && holds(account.record, providerId)) return [account.record.userId]
    await this.#lists.drop(providerId, tag)
    return []
  }

  async #listAll(): Promise<void> {
    try {
      if ((await this.#runner.run(FIND_TAG, [this.#keys.accounts], [ALL_LISTED])) !== null) return
      for await (const page of this.#pages()) await Promise.all(page.map((record) => this.#lists.add(record)))
      await this.#listTag(ALL_LISTED)
    } catch (error) {
      this.#allListed = undefined
      throw error
    }
  }

  async *#pages(): AsyncIterable<AccountRecord[]> {
    let tags: readonly string[] = ['']
    while (tags.length > 0) {
      tags = await this.#tagsAfter(tags[tags.length - 1] ?? '')
      const accounts = await Promise.all(tags.map((tag) => this.#readKey(this.#keys.accountOf(tag))))
      yield accounts.flatMap((account) => (account === null ? [] : [account.record]))
    }
  }

  async #listTag(tag: string): Promise<void> {
    await this.#runner.run(LIST_TAG, [this.#keys.accounts], [tag])
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
