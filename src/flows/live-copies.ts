/**
 * In-process copies of accounts and marks, so that a verified session costs no round trip. What is held about a
 * user is dropped the moment any process announces a change; while changes do not reach us, nothing is answered
 * from memory.
 */
import type { AccountStore, VersionedAccount } from '../ports/account-store.js'
import type { Clock } from '../ports/clock.js'
import type { Mark, StateStore } from '../ports/state-store.js'

/** Bounds how long a host that writes account records past this library may go unnoticed. */
const MAX_AGE_MS = 30_000
const MAX_USERS = 50_000

interface Held {
  account: { readonly value: VersionedAccount | null; readonly readAt: number } | null
  readonly marks: Map<string, { readonly value: Mark | null; readonly readAt: number }>
}

export interface CopyPorts {
  readonly accounts: AccountStore
  readonly store: StateStore
  readonly clock: Clock
}

export class LiveCopies {
  readonly #ports: CopyPorts
  readonly #users = new Map<string, Held>()
  readonly #end: () => void

  constructor(ports: CopyPorts) {
    this.#ports = ports
    this.#end = ports.store.subscribe(
      (change) => {
        if (change.kind !== 'challenge') this.forget(change.userId)
      },
      () => this.#users.clear(),
    )
  }

  async account(userId: string): Promise<VersionedAccount | null> {
    const now = this.#ports.clock.now()
    const held = this.#hold(userId)
    if (held.account !== null && isFresh(held.account, now)) return held.account.value
    const value = await this.#ports.accounts.read(userId)
    held.account = { value, readAt: now }
    return value
  }

  async mark(userId: string, id: string): Promise<Mark | null> {
    const now = this.#ports.clock.now()
    const held = this.#hold(userId)
    const copy = held.marks.get(id)
    if (copy !== undefined && isFresh(copy, now)) return copy.value
    const value = await this.#ports.store.readMark(userId, id, now)
    held.marks.set(id, { value, readAt: now })
    return value
  }

  /**
   * Drops what this process holds about the user. A read that is under way keeps its result in the dropped
   * entry, where nobody looks any more.
   */
  forget(userId: string): void {
    this.#users.delete(userId)
  }

  close(): void {
    this.#end()
  }

  #hold(userId: string): Held {
    const fresh: Held = { account: null, marks: new Map() }
    if (!this.#ports.store.isLive()) {
      this.#users.clear()
      return fresh
    }
    const held = this.#users.get(userId)
    if (held !== undefined) return held
    const oldest = this.#users.size >= MAX_USERS ? this.#users.keys().next() : undefined
    if (oldest?.done === false) this.#users.delete(oldest.value)
    this.#users.set(userId, fresh)
    return fresh
  }
}

function isFresh(copy: { readonly readAt: number }, now: number): boolean {
  return now >= copy.readAt && now - copy.readAt < MAX_AGE_MS
}
