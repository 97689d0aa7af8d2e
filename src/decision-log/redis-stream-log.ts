/** Events into a Redis stream, where every process finds them; old ones go with time. */
import type { EventSink, SecondFactorEvent } from '../ports/events.js'
import { eventLine } from './event-line.js'

/** The part of ioredis that is used; versions 5 and 6, single node and Cluster, have it. */
export interface StreamClient {
  xadd(key: string, ...args: string[]): Promise<unknown>
}

export interface RedisStreamLogOptions {
  /** Default `2fa:decisions`. */
  readonly key?: string
  /** How long events are kept, in seconds; policy's `retention.decisions`. Default 90 days. */
  readonly retentionSeconds?: number
}

const DEFAULT_KEY = '2fa:decisions'
const NINETY_DAYS = 90 * 24 * 60 * 60
/** Commands under way while Redis is slow; beyond that events are counted as lost. */
const MAX_WAITING = 1000

export class RedisStreamLog implements EventSink {
  readonly #client: StreamClient
  readonly #key: string
  readonly #retentionMs: number
  readonly #waiting = new Set<Promise<unknown>>()
  #lost = 0

  constructor(client: StreamClient, { key = DEFAULT_KEY, retentionSeconds = NINETY_DAYS }: RedisStreamLogOptions = {}) {
    this.#client = client
    this.#key = key
    this.#retentionMs = retentionSeconds * 1000
  }

  /** Events that could not be written. */
  get lost(): number {
    return this.#lost
  }

  emit(event: SecondFactorEvent): void {
    if (this.#waiting.size >= MAX_WAITING) {
      this.#lost += 1
      return
    }
    const oldest = String(Math.max(0, event.at - this.#retentionMs))
    const id = `${event.at}-*`
    const sent = this.#client.xadd(this.#key, 'MINID', '~', oldest, id, 'event', eventLine(event)).catch(() => this.#again(event, oldest))
    this.#waiting.add(sent)
    void sent.finally(() => this.#waiting.delete(sent))
  }

  /** Resolves when everything that was emitted has been written or lost. */
  async close(): Promise<void> {
    await Promise.all(this.#waiting)
  }

  /** A stream takes no entry older than its newest; after a clock went back, Redis names the entry itself. */
  async #again(event: SecondFactorEvent, oldest: string): Promise<void> {
    try {
      await this.#client.xadd(this.#key, 'MINID', '~', oldest, '*', 'event', eventLine(event))
    } catch {
      this.#lost += 1
    }
  }
}
