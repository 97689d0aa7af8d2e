/** Sessions in Redis, over the same client as everything else: one GETEX reads and prolongs in one trip. */
import session from 'express-session'
import type { SessionData } from 'express-session'
import type { RedisClient } from './redis.js'

const LIFE_SECONDS = 24 * 60 * 60

type Done<T = void> = (error: unknown, value?: T) => void

/** An error that the shop's error page answers with 503. */
class SessionsUnavailable extends Error {
  override readonly name = 'SessionsUnavailable'
  readonly status = 503
  readonly code = 'store_unavailable'
}

export class RedisSessionStore extends session.Store {
  readonly #client: RedisClient
  readonly #prefix: string

  constructor(client: RedisClient, prefix = 'shop:session:') {
    super()
    this.#client = client
    this.#prefix = prefix
  }

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    this.#run(this.#client.getex(this.#prefix + id, 'EX', LIFE_SECONDS), done, (text) =>
      text === null ? null : (JSON.parse(text) as SessionData),
    )
  }

  override set(id: string, data: SessionData, done: Done = () => undefined): void {
    this.#run(this.#client.set(this.#prefix + id, JSON.stringify(data), 'EX', LIFE_SECONDS), done, () => undefined)
  }

  override destroy(id: string, done: Done = () => undefined): void {
    this.#run(this.#client.del(this.#prefix + id), done, () => undefined)
  }

  /** Reading has prolonged it already. */
  override touch(_id: string, _data: SessionData, done: () => void = () => undefined): void {
    done()
  }

  #run<A, B>(answer: Promise<A>, done: (error: unknown, value?: B) => void, turn: (value: A) => B): void {
    answer.then(turn).then(
      (value) => done(null, value),
      () => done(new SessionsUnavailable('Sessions are not available right now.')),
    )
  }
}
