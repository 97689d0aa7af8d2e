/**
 * Hears what other processes changed, over one connection of its own. In a Cluster that is a connection to one of
 * the servers, since each of them passes on every message. Without a connection that is known to work nobody may
 * trust what is in memory, so a heartbeat tells a silent connection from a quiet one.
 */
import type { StateChange } from '../../ports/state-store.js'
import { unpackChange } from './change-message.js'
import type { RedisClient, RedisSubscriber } from './redis-client.js'

const HEARTBEAT_MS = 1000
/** Silence after which the connection counts as broken: one heartbeat and the wait for its answer. */
const SILENCE_MS = 2 * HEARTBEAT_MS
/** Silence after which the connection is given up for a new one. */
const GIVE_UP_MS = 5 * HEARTBEAT_MS

interface Listener {
  readonly changed: (change: StateChange) => void
  readonly missed: () => void
}

export class ChangeFeed {
  readonly #client: RedisClient
  readonly #channel: string
  /** Given by the host, who then also ends it. */
  readonly #given: RedisSubscriber | undefined
  readonly #listeners = new Set<Listener>()
  #connection: RedisSubscriber | null = null
  #timer: NodeJS.Timeout | undefined
  #subscribed = false
  #startedAt = 0
  #heardAt = 0
  #closed = false

  constructor(client: RedisClient, channel: string, given?: RedisSubscriber) {
    this.#client = client
    this.#channel = channel
    this.#given = given
  }

  /** @param missed called whenever changes may have passed unheard: at the start and after every interruption */
  subscribe(changed: (change: StateChange) => void, missed: () => void): () => void {
    const listener = { changed, missed }
    this.#listeners.add(listener)
    this.#start()
    return () => this.#listeners.delete(listener)
  }

  isLive(): boolean {
    return this.#subscribed && performance.now() - this.#heardAt < SILENCE_MS
  }

  close(): void {
    this.#closed = true
    this.#listeners.clear()
    clearInterval(this.#timer)
    this.#drop()
  }

  #start(): void {
    if (this.#timer !== undefined || this.#closed) return
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT_MS)
    this.#timer.unref()
    this.#connect()
  }

  #connect(): void {
    const connection = this.#given ?? this.#source()?.duplicate()
    if (connection === undefined) return
    this.#connection = connection
    this.#startedAt = performance.now()
    connection.on('ready', this.#onReady)
    connection.on('close', this.#onClose)
    connection.on('end', this.#onClose)
    connection.on('error', ignore)
    connection.on('message', this.#onMessage)
    if (connection.status === 'ready') this.#onReady()
    if (connection.status === 'wait') connection.connect().catch(ignore)
  }

  /** Any server will do. `undefined` while a Cluster client does not know one yet. */
  #source(): { duplicate: () => RedisSubscriber } | undefined {
    const nodes = this.#client.nodes?.('master')
    if (nodes === undefined) return this.#client
    return nodes[Math.floor(Math.random() * nodes.length)]
  }

  readonly #onReady = (): void => {
    const connection = this.#connection
    connection?.subscribe(this.#channel).then(() => {
      if (connection !== this.#connection) return
      this.#subscribed = true
      this.#heardAt = performance.now()
      for (const listener of [...this.#listeners]) listener.missed()
    }, ignore)
  }

  readonly #onClose = (): void => {
    this.#subscribed = false
  }

  readonly #onMessage = (channel: string, message: string): void => {
    if (channel !== this.#channel) return
    this.#heardAt = performance.now()
    const change = unpackChange(message)
    if (change === null) return
    for (const listener of [...this.#listeners]) listener.changed(change)
  }

  #beat(): void {
    const connection = this.#connection
    const silentMs = performance.now() - Math.max(this.#heardAt, this.#startedAt)
    if (connection === null || connection.status === 'end' || silentMs >= GIVE_UP_MS) this.#renew()
    else if (this.#subscribed) this.#ping(connection)
  }

  #ping(connection: RedisSubscriber): void {
    connection.ping().then(() => {
      if (connection === this.#connection) this.#heardAt = performance.now()
    }, ignore)
  }

  /** The host looks after a connection that it gave. */
  #renew(): void {
    if (this.#given !== undefined) return
    this.#drop()
    this.#connect()
  }

  #drop(): void {
    const connection = this.#connection
    this.#connection = null
    this.#subscribed = false
    if (connection === null) return
    connection.off('ready', this.#onReady)
    connection.off('close', this.#onClose)
    connection.off('end', this.#onClose)
    connection.off('message', this.#onMessage)
    if (this.#given === undefined) connection.disconnect()
    else connection.unsubscribe(this.#channel).catch(ignore)
  }
}

/** Whatever goes wrong here shows as `isLive() === false`; the connection repairs itself. */
function ignore(): void {
  return undefined
}
