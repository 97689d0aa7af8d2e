/** A map whose entries run out, and that refuses new ones when full: counters must never be evicted. */
import { SecondFactorError } from '../../errors.js'

const SWEEP_EVERY_MS = 30_000
const SWEEP_WHEN_FULL_EVERY_MS = 1000

interface Entry<T> {
  readonly value: T
  readonly until: number
}

export class ExpiringMap<T> {
  readonly #entries = new Map<string, Entry<T>>()
  readonly #maxRecords: number
  #sweptAt = 0

  /** @param maxRecords entries after which a new key is refused */
  constructor(maxRecords: number) {
    this.#maxRecords = maxRecords
  }

  get(key: string, now: number): T | undefined {
    const entry = this.#entries.get(key)
    return entry !== undefined && entry.until > now ? entry.value : undefined
  }

  /** For the rare verb that is not told the time. */
  peek(key: string): T | undefined {
    return this.#entries.get(key)?.value
  }

  /**
   * Makes sure that `set` will not fail, for a verb that writes several records together or not at all.
   * @throws SecondFactorError `store_unavailable` when full
   */
  reserve(key: string, now: number): void {
    this.#sweep(now)
    if (this.#entries.has(key) || this.#entries.size < this.#maxRecords) return
    throw new SecondFactorError('store_unavailable', 'The memory store is full.', { retryAfterSeconds: 30 })
  }

  /** @param until epoch ms at which the entry runs out */
  set(key: string, value: T, until: number, now: number): void {
    this.reserve(key, now)
    this.#entries.set(key, { value, until })
  }

  /** Like `set`, but never shortens the entry's life. */
  extend(key: string, value: T, until: number, now: number): void {
    this.set(key, value, Math.max(until, this.#entries.get(key)?.until ?? until), now)
  }

  /** Changes the value of a key that is there, and not its life. */
  update(key: string, value: T): void {
    const entry = this.#entries.get(key)
    if (entry !== undefined) this.#entries.set(key, { value, until: entry.until })
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  #sweep(now: number): void {
    const every = this.#entries.size >= this.#maxRecords ? SWEEP_WHEN_FULL_EVERY_MS : SWEEP_EVERY_MS
    if (Math.abs(now - this.#sweptAt) < every) return
    this.#sweptAt = now
    for (const [key, entry] of this.#entries) {
      if (entry.until <= now) this.#entries.delete(key)
    }
  }
}
