/** Accounts in this process: for tests and for trying things out. Gone at the next start. */
import type { AccountRecord, AccountStore, VersionedAccount } from '../../ports/account-store.js'

export class MemoryAccountStore implements AccountStore {
  readonly #accounts = new Map<string, VersionedAccount>()
  readonly #holders = new Map<string, Set<string>>()

  read(userId: string): Promise<VersionedAccount | null> {
    return Promise.resolve(structuredClone(this.#accounts.get(userId) ?? null))
  }

  write(record: AccountRecord, expectedVersion: number): Promise<boolean> {
    const stored = this.#accounts.get(record.userId)
    const version = stored?.version ?? 0
    if (version !== expectedVersion) return Promise.resolve(false)
    if (stored !== undefined) this.#removeHolder(stored.record)
    this.#accounts.set(record.userId, structuredClone({ record, version: version + 1 }))
    this.#addHolder(record)
    return Promise.resolve(true)
  }

  // An async generator, because that is the port; nothing here has to be waited for.
  // eslint-disable-next-line @typescript-eslint/require-await
  async *list(): AsyncIterable<AccountRecord> {
    for (const { record } of this.#accounts.values()) yield structuredClone(record)
  }

  holders(providerId: string): Promise<readonly string[]> {
    return Promise.resolve([...(this.#holders.get(providerId) ?? [])])
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  #addHolder(record: AccountRecord): void {
    for (const id of providerIdsOf(record)) {
      const holders = this.#holders.get(id) ?? new Set()
      this.#holders.set(id, holders.add(record.userId))
    }
  }

  #removeHolder(record: AccountRecord): void {
    for (const id of providerIdsOf(record)) {
      const holders = this.#holders.get(id)
      holders?.delete(record.userId)
      if (holders?.size === 0) this.#holders.delete(id)
    }
  }
}

function providerIdsOf({ factor, replacement }: AccountRecord): string[] {
  return [factor, replacement].flatMap((one) => (one === null ? [] : [one.providerId]))
}
