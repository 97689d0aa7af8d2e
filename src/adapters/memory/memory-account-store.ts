/** Accounts in this process: for tests and for trying things out. Gone at the next start. */
import type { AccountRecord, AccountStore, VersionedAccount } from '../../ports/account-store.js'

export class MemoryAccountStore implements AccountStore {
  readonly #accounts = new Map<string, VersionedAccount>()

  read(userId: string): Promise<VersionedAccount | null> {
    return Promise.resolve(structuredClone(this.#accounts.get(userId) ?? null))
  }

  write(record: AccountRecord, expectedVersion: number): Promise<boolean> {
    const version = this.#accounts.get(record.userId)?.version ?? 0
    if (version !== expectedVersion) return Promise.resolve(false)
    this.#accounts.set(record.userId, structuredClone({ record, version: version + 1 }))
    return Promise.resolve(true)
  }

  // An async generator, because that is the port; nothing here has to be waited for.
  // eslint-disable-next-line @typescript-eslint/require-await
  async *list(): AsyncIterable<AccountRecord> {
    for (const { record } of this.#accounts.values()) yield structuredClone(record)
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}
