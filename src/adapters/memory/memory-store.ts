/**
 * State in this process. Every verb runs to its end without a pause, so each is atomic by itself. Not shared with
 * other processes and gone at the next start, so it is for one process only.
 */
import type { Challenge } from '../../challenge/challenge.js'
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
import { FULL_ALLOWANCE, pause, take, widest } from './allowance.js'
import type { Allowance } from './allowance.js'
import { ExpiringMap } from './expiring-map.js'
import { charge, NO_FAILURES, quietMs, refund } from './failures.js'
import type { Failures } from './failures.js'

export interface MemoryStoreOptions {
  /** Records of each kind (challenges, marks, counters, ...) after which new ones are refused; 200,000 by default. */
  readonly maxRecords?: number
}

/** A completion repeated within this time gets the mark that was made the first time. */
const REPEAT_MS = 60_000
/** Longer than any challenge or mark lives. */
const EPOCH_LIFE_MS = 32 * 24 * 60 * 60_000

export class MemoryStore implements StateStore {
  readonly #challenges: ExpiringMap<Challenge>
  readonly #marks: ExpiringMap<Mark>
  readonly #pushes: ExpiringMap<PushOrigin>
  readonly #epochs: ExpiringMap<number>
  readonly #failures: ExpiringMap<Failures>
  readonly #allowances: ExpiringMap<Allowance>
  readonly #consumed: ExpiringMap<string>
  readonly #listeners = new Set<(change: StateChange) => void>()

  constructor({ maxRecords = 200_000 }: MemoryStoreOptions = {}) {
    this.#challenges = new ExpiringMap(maxRecords)
    this.#marks = new ExpiringMap(maxRecords)
    this.#pushes = new ExpiringMap(maxRecords)
    this.#epochs = new ExpiringMap(maxRecords)
    this.#failures = new ExpiringMap(maxRecords)
    this.#allowances = new ExpiringMap(maxRecords)
    this.#consumed = new ExpiringMap(maxRecords)
  }

  // Methods are async so that a full store rejects instead of throwing; none of them waits for anything.
  /* eslint-disable @typescript-eslint/require-await */

  async openChallenge(challenge: Challenge, now: number): Promise<Challenge> {
    const { userId, id } = challenge
    const stored = this.#liveChallenge(userId, id, now)
    if (stored !== null && stored.consumed === null && isSame(stored, challenge)) return structuredClone(stored)
    this.#keepChallenge(challenge, now)
    return structuredClone(challenge)
  }

  async readChallenge(userId: string, id: string, now: number): Promise<Challenge | null> {
    return structuredClone(this.#liveChallenge(userId, id, now))
  }

  async replaceChallenge(next: Challenge, now: number): Promise<ReplaceResult> {
    const stored = this.#liveChallenge(next.userId, next.id, now)
    if (stored === null) return { kind: 'missing' }
    if (stored.version !== next.version - 1) return { kind: 'stale', challenge: structuredClone(stored) }
    this.#keepChallenge(next, now)
    return { kind: 'replaced', challenge: structuredClone(next) }
  }

  async completeChallenge(request: CompleteRequest): Promise<CompleteResult> {
    const { challenge, mark, codeDigest, codeUntil, now } = request
    const { userId } = challenge
    const stored = this.#liveChallenge(userId, challenge.id, now)
    if (stored === null) return { kind: 'missing' }
    if (stored.consumed !== null) return this.#repeated(userId, stored.consumed, now)
    if (stored.version !== challenge.version - 1) return { kind: 'stale', challenge: structuredClone(stored) }
    const codeKey = codeDigest === null ? null : nameOf(userId, `code ${codeDigest}`)
    if (codeKey !== null && this.#consumed.get(codeKey, now) !== undefined) return { kind: 'code_used' }
    // Together or not at all: room for the mark comes before the first write.
    this.#marks.reserve(nameOf(userId, mark.id), now)
    if (codeKey !== null) this.#consumed.set(codeKey, '', codeUntil, now)
    this.#keepMark(mark, now)
    this.#keepChallenge(challenge, now)
    this.#failures.delete(userId)
    return { kind: 'completed', mark: structuredClone(mark) }
  }

  async endChallenge(userId: string, id: string): Promise<void> {
    this.#challenges.delete(nameOf(userId, id))
    this.#tell({ kind: 'challenge', userId, id })
  }

  async linkPush(ref: string, origin: PushOrigin, until: number, now: number): Promise<void> {
    this.#pushes.set(ref, structuredClone(origin), until, now)
  }

  async findPush(ref: string, now: number): Promise<PushOrigin | null> {
    return structuredClone(this.#pushes.get(ref, now) ?? null)
  }

  async putMark(mark: Mark, now: number): Promise<void> {
    this.#keepMark(mark, now)
  }

  async readMark(userId: string, id: string, now: number): Promise<Mark | null> {
    return structuredClone(this.#liveMark(userId, id, now))
  }

  async endMark(userId: string, id: string): Promise<void> {
    this.#marks.delete(nameOf(userId, id))
    this.#tell({ kind: 'mark', userId, id })
  }

  async revokeUser(userId: string, now: number): Promise<void> {
    const epoch = Math.max(now, this.#epochs.get(userId, now) ?? now)
    this.#epochs.set(userId, epoch, now + EPOCH_LIFE_MS, now)
    this.#tell({ kind: 'user', userId })
  }

  async announceUser(userId: string): Promise<void> {
    this.#tell({ kind: 'user', userId })
  }

  async charge(request: ChargeRequest): Promise<ChargeResult> {
    const { userId, now, limits } = request
    const [failures, result] = charge(this.#failures.get(userId, now) ?? NO_FAILURES, request)
    this.#failures.extend(userId, failures, Math.max(now, failures.lockedUntil) + quietMs(limits), now)
    return result
  }

  async refund(userId: string, op: string): Promise<void> {
    const failures = this.#failures.peek(userId)
    if (failures !== undefined) this.#failures.update(userId, refund(failures, op))
  }

  async clearFailures(userId: string): Promise<void> {
    this.#failures.delete(userId)
  }

  async lockedUntil(userId: string, now: number): Promise<number | null> {
    const until = this.#failures.get(userId, now)?.lockedUntil ?? 0
    return until > now ? until : null
  }

  async take(request: TakeRequest): Promise<TakeResult> {
    const { userId, budget, now, windows, unlessLocked = false } = request
    const lockedUntil = unlessLocked ? await this.lockedUntil(userId, now) : null
    if (lockedUntil !== null) return { kind: 'limited', retryAt: lockedUntil }
    const key = nameOf(userId, budget)
    const [allowance, result] = take(this.#allowances.get(key, now) ?? FULL_ALLOWANCE, request)
    this.#allowances.extend(key, allowance, Math.max(now, allowance.pausedUntil) + widest(windows), now)
    return result
  }

  async pause(request: PauseRequest): Promise<number> {
    const { userId, budget, now, forgetAfterMs } = request
    const key = nameOf(userId, budget)
    const [allowance, until] = pause(this.#allowances.get(key, now) ?? FULL_ALLOWANCE, request)
    this.#allowances.extend(key, allowance, until + forgetAfterMs, now)
    return until
  }

  async consumeOnce(userId: string, what: string, op: string, until: number, now: number): Promise<'first' | 'used'> {
    const key = nameOf(userId, `once ${what}`)
    const first = this.#consumed.get(key, now)
    if (first !== undefined) return first === op ? 'first' : 'used'
    this.#consumed.set(key, op, until, now)
    return 'first'
  }

  subscribe(listener: (change: StateChange) => void): () => void {
    // Wrapped, so that a listener given twice is called twice and ended one by one.
    const own = (change: StateChange): void => listener(change)
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  isLive(): boolean {
    return true
  }

  async ping(): Promise<{ readonly roundTripMs: number; readonly skewMs: null }> {
    return { roundTripMs: 0, skewMs: null }
  }

  async close(): Promise<void> {
    this.#listeners.clear()
  }

  /* eslint-enable @typescript-eslint/require-await */

  #liveChallenge(userId: string, id: string, now: number): Challenge | null {
    return this.#unlessRevoked(this.#challenges.get(nameOf(userId, id), now), now)
  }

  #liveMark(userId: string, id: string, now: number): Mark | null {
    return this.#unlessRevoked(this.#marks.get(nameOf(userId, id), now), now)
  }

  #unlessRevoked<T extends { userId: string; createdAt: number }>(record: T | undefined, now: number): T | null {
    if (record === undefined) return null
    return record.createdAt > (this.#epochs.get(record.userId, now) ?? -Infinity) ? record : null
  }

  #repeated(userId: string, consumed: { markId: string; at: number }, now: number): CompleteResult {
    const mark = now <= consumed.at + REPEAT_MS ? this.#liveMark(userId, consumed.markId, now) : null
    return mark === null ? { kind: 'missing' } : { kind: 'completed', mark: structuredClone(mark) }
  }

  #keepChallenge(challenge: Challenge, now: number): void {
    const { userId, id, expiresAt } = challenge
    this.#challenges.set(nameOf(userId, id), structuredClone(challenge), expiresAt, now)
    this.#tell({ kind: 'challenge', userId, id })
  }

  #keepMark(mark: Mark, now: number): void {
    const { userId, id, expiresAt } = mark
    this.#marks.set(nameOf(userId, id), structuredClone(mark), expiresAt, now)
    this.#tell({ kind: 'mark', userId, id })
  }

  #tell(change: StateChange): void {
    for (const listener of [...this.#listeners]) listener(change)
  }
}

/** The length makes it unambiguous, whatever either part holds. */
function nameOf(userId: string, name: string): string {
  return `${userId.length}:${userId}${name}`
}

/** Whether both prove the same: what differs in one of these was begun for another account state. */
function isSame(a: Challenge, b: Challenge): boolean {
  return a.purpose === b.purpose && a.providerId === b.providerId && a.credentialVersion === b.credentialVersion
}
