/** State in Redis, shared by all processes: one script, one round trip and one hash slot for each verb. */
import type { Challenge } from '../../challenge/challenge.js'
import { newId } from '../../ids.js'
import type {
  ChargeRequest,
  ChargeResult,
  CompleteRequest,
  CompleteResult,
  Mark,
  PauseRequest,
  PushOrigin,
  ReplaceResult,
  StateChange,
  StateStore,
  TakeRequest,
  TakeResult,
} from '../../ports/state-store.js'
import { packChange } from './change-message.js'
import { ChangeFeed } from './change-feed.js'
import { EPOCH_LIFE_MS, Keys, ttl } from './keys.js'
import { packChallenge, unpackChallenge } from './pack-challenge.js'
import { packMark, unpackMark } from './pack-mark.js'
import { packOrigin, unpackOrigin } from './pack-origin.js'
import { pingRedis } from './ping-redis.js'
import type { RedisClient, RedisSubscriber } from './redis-client.js'
import { oddReply } from './redis-failure.js'
import { RedisRunner } from './redis-runner.js'
import { asNumber, asWord, asWords } from './reply.js'
import { CHARGE, CLEAR_FAILURES, LOCKED_UNTIL, PAUSE, REFUND, TAKE } from './scripts/counters.js'
import { COMPLETE, END, OPEN, PUT, READ, REPLACE } from './scripts/records.js'
import { ANNOUNCE, CONSUME_ONCE, FIND_PUSH, LINK_PUSH, REVOKE } from './scripts/user.js'

export interface RedisStoreOptions {
  /** Begins every key and the channel; without braces. Default `2fa:`. */
  readonly prefix?: string
  /** Longest wait for one command, in ms. Default 500. */
  readonly commandTimeoutMs?: number
  /**
   * Connection to one server, used for nothing else, on which changes are heard; the host ends it. By default the
   * store makes one with `duplicate()` at the first `subscribe` and ends it in `close`.
   */
  readonly subscriber?: RedisSubscriber
}

/** A completion repeated within this time gets the mark that was made the first time. */
const REPEAT_MS = 60_000

export class RedisStore implements StateStore {
  readonly #runner: RedisRunner
  readonly #keys: Keys
  readonly #feed: ChangeFeed

  /** @param client an ioredis `Redis` or `Cluster`, of version 5 or 6; the host makes it and ends it */
  constructor(client: RedisClient, options: RedisStoreOptions = {}) {
    this.#runner = new RedisRunner(client, options.commandTimeoutMs ?? 500)
    this.#keys = new Keys(options.prefix ?? '2fa:')
    this.#feed = new ChangeFeed(client, this.#keys.channel, options.subscriber)
  }

  async openChallenge(challenge: Challenge, now: number): Promise<Challenge> {
    const { userId, id, expiresAt } = challenge
    const args = [packChallenge(challenge, newId()), String(now), ttl(expiresAt, now), ...this.#news(challenge)]
    return unpackChallenge(userId, id, await this.#runner.run(OPEN, this.#challengeKeys(userId, id), args))
  }

  async readChallenge(userId: string, id: string, now: number): Promise<Challenge | null> {
    const text = await this.#runner.run(READ, this.#challengeKeys(userId, id), [String(now)])
    return text === null ? null : unpackChallenge(userId, id, text)
  }

  async replaceChallenge(next: Challenge, now: number): Promise<ReplaceResult> {
    const { userId, id, expiresAt, version } = next
    const args = [packChallenge(next, newId()), String(now), ttl(expiresAt, now), ...this.#news(next), String(version - 1)]
    const [kind, text] = asWords(await this.#runner.run(REPLACE, this.#challengeKeys(userId, id), args))
    if (kind === 'missing') return { kind }
    if (kind !== 'replaced' && kind !== 'stale') throw oddReply()
    return { kind, challenge: unpackChallenge(userId, id, text) }
  }

  async completeChallenge(request: CompleteRequest): Promise<CompleteResult> {
    const { challenge, mark, now } = request
    const { userId, id } = challenge
    const [kind, text] = asWords(await this.#runner.run(COMPLETE, this.#completeKeys(request), this.#completeArgs(request)))
    switch (kind) {
      case 'completed':
        return { kind, mark: { ...mark } }
      case 'repeated':
        return this.#repeated(userId, asWord(text), now)
      case 'stale':
        return { kind, challenge: unpackChallenge(userId, id, text) }
      case 'code_used':
      case 'missing':
        return { kind }
      default:
        throw oddReply()
    }
  }

  async endChallenge(userId: string, id: string): Promise<void> {
    await this.#end(this.#keys.of(userId).challenge(id), { kind: 'challenge', userId, id })
  }

  async linkPush(ref: string, origin: PushOrigin, until: number, now: number): Promise<void> {
    await this.#runner.run(LINK_PUSH, [this.#keys.push(ref)], [packOrigin(origin, until), ttl(until, now)])
  }

  async findPush(ref: string, now: number): Promise<PushOrigin | null> {
    return unpackOrigin(await this.#runner.run(FIND_PUSH, [this.#keys.push(ref)], []), now)
  }

  async putMark(mark: Mark, now: number): Promise<void> {
    const { userId, id, expiresAt } = mark
    const args = [packMark(mark), ttl(expiresAt, now), ...this.#tell({ kind: 'mark', userId, id })]
    await this.#runner.run(PUT, [this.#keys.of(userId).mark(id)], args)
  }

  async readMark(userId: string, id: string, now: number): Promise<Mark | null> {
    const keys = this.#keys.of(userId)
    const text = await this.#runner.run(READ, [keys.mark(id), keys.user], [String(now)])
    return text === null ? null : unpackMark(userId, id, text)
  }

  async endMark(userId: string, id: string): Promise<void> {
    await this.#end(this.#keys.of(userId).mark(id), { kind: 'mark', userId, id })
  }

  async revokeUser(userId: string, now: number): Promise<void> {
    const args = [String(now), String(EPOCH_LIFE_MS), ...this.#tell({ kind: 'user', userId })]
    await this.#runner.run(REVOKE, [this.#keys.of(userId).user], args)
  }

  async announceUser(userId: string): Promise<void> {
    await this.#runner.run(ANNOUNCE, [this.#keys.of(userId).user], this.#tell({ kind: 'user', userId }))
  }

  async charge({ userId, op, now, limits }: ChargeRequest): Promise<ChargeResult> {
    const { failures, perMs, forMs, maxMs } = limits
    const args = [op, ...[now, failures, perMs, forMs, maxMs].map(String)]
    const [kind, value] = asWords(await this.#runner.run(CHARGE, [this.#keys.of(userId).user], args))
    if (kind === 'charged') return { kind, left: asNumber(value) }
    if (kind === 'locked') return { kind, until: asNumber(value) }
    throw oddReply()
  }

  async refund(userId: string, op: string): Promise<void> {
    await this.#runner.run(REFUND, [this.#keys.of(userId).user], [op])
  }

  async clearFailures(userId: string): Promise<void> {
    await this.#runner.run(CLEAR_FAILURES, [this.#keys.of(userId).user], [])
  }

  async lockedUntil(userId: string, now: number): Promise<number | null> {
    const until = await this.#runner.run(LOCKED_UNTIL, [this.#keys.of(userId).user], [String(now)])
    return until === null ? null : asNumber(until)
  }

  async take({ userId, budget, op, now, windows, unlessLocked = false }: TakeRequest): Promise<TakeResult> {
    const limits = windows.flatMap(({ max, perMs }) => [String(max), String(perMs)])
    const args = [`t:${budget}`, op, String(now), unlessLocked ? '1' : '0', ...limits]
    const [kind, value] = asWords(await this.#runner.run(TAKE, [this.#keys.of(userId).user], args))
    if (kind === 'taken') return { kind }
    if (kind === 'limited') return { kind, retryAt: asNumber(value) }
    throw oddReply()
  }

  async pause({ userId, budget, op, now, ladderMs, forgetAfterMs }: PauseRequest): Promise<number> {
    const args = [`t:${budget}`, op, String(now), String(forgetAfterMs), ...ladderMs.map(String)]
    return asNumber(await this.#runner.run(PAUSE, [this.#keys.of(userId).user], args))
  }

  async consumeOnce(userId: string, what: string, op: string, until: number, now: number): Promise<'first' | 'used'> {
    const args = [op, String(until), String(now), ttl(until, now)]
    const answer = await this.#runner.run(CONSUME_ONCE, [this.#keys.of(userId).once(what)], args)
    if (answer !== 'first' && answer !== 'used') throw oddReply()
    return answer
  }

  subscribe(listener: (change: StateChange) => void, missed: () => void = nothingHeld): () => void {
    return this.#feed.subscribe(listener, missed)
  }

  /** False until the first `subscribe` has reached Redis, and within two seconds of losing touch. */
  isLive(): boolean {
    return this.#feed.isLive()
  }

  ping(now: number): Promise<{ readonly roundTripMs: number; readonly skewMs: number }> {
    return pingRedis(this.#runner, now)
  }

  /** Ends the connection that the store made itself, and not the host's client. */
  close(): Promise<void> {
    this.#feed.close()
    return Promise.resolve()
  }

  #challengeKeys(userId: string, id: string): string[] {
    const keys = this.#keys.of(userId)
    return [keys.challenge(id), keys.user]
  }

  #completeKeys({ challenge, mark, codeDigest }: CompleteRequest): string[] {
    const keys = this.#keys.of(challenge.userId)
    const always = [keys.challenge(challenge.id), keys.user, keys.mark(mark.id)]
    return codeDigest === null ? always : [...always, keys.code(codeDigest)]
  }

  #completeArgs({ challenge, mark, codeUntil, now }: CompleteRequest): string[] {
    const { expiresAt, version } = challenge
    const { userId, id } = mark
    const consumed = [packChallenge(challenge, newId()), String(now), ttl(expiresAt, now), ...this.#news(challenge)]
    const earned = [packMark(mark), ttl(mark.expiresAt, now), packChange({ kind: 'mark', userId, id })]
    return [...consumed, String(version - 1), ...earned, String(REPEAT_MS), String(codeUntil), ttl(codeUntil, now)]
  }

  async #repeated(userId: string, markId: string, now: number): Promise<CompleteResult> {
    const mark = await this.readMark(userId, markId, now)
    return mark === null ? { kind: 'missing' } : { kind: 'completed', mark }
  }

  async #end(key: string, change: StateChange): Promise<void> {
    await this.#runner.run(END, [key], this.#tell(change))
  }

  #news({ userId, id }: Challenge): [string, string] {
    return this.#tell({ kind: 'challenge', userId, id })
  }

  /** Channel and message, as the scripts take them. */
  #tell(change: StateChange): [string, string] {
    return [this.#keys.channel, packChange(change)]
  }
}

function nothingHeld(): void {
  return undefined
}
