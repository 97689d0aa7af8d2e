/**
 * Every key this library writes to Redis. `{tag}` is the digest of a user id: it fixes the hash slot of all that
 * belongs to the user, and no character of the id can move the slot or touch another key. It comes right behind the
 * prefix, so that it stays the hash tag whatever the host puts in front.
 *
 * | key | type | content | lives |
 * |---|---|---|---|
 * | `<prefix>{tag}:u` | hash | `e` last revocation; `f` tried codes and their lock; `t:<budget>` what was taken of a budget and its pauses, with operation ids | until nothing in it matters: at most 32 days |
 * | `<prefix>{tag}:c:<id>` | string | a challenge, see pack-challenge.ts; holds provider id, name and digits of the push | until it ends |
 * | `<prefix>{tag}:m:<id>` | string | a mark, see pack-mark.ts | until it ends |
 * | `<prefix>{tag}:d:<digest>` | string | epoch ms until which a code counts as used | until then |
 * | `<prefix>{tag}:o:<digest>` | string | epoch ms and operation that came first | until then |
 * | `<prefix>{digest of ref}:p` | string | user id and challenge id of a push | until the caller's time |
 * | `<prefix>{tag}:a` | string | an account (RedisAccountStore only); holds user id and provider id | for ever |
 * | `<prefix>accounts` | sorted set | tags of all accounts (RedisAccountStore only), and a word, see scripts/account.ts | for ever |
 * | `<prefix>{digest of provider id}:h` | sorted set | tags of accounts that may hold the id, by seconds since they were entered (RedisAccountStore only) | while an account is in it |
 *
 * Times in the values decide; TTLs only clean up, a minute later. The channel `<prefix>events` tells what changed.
 */
import { SecondFactorError } from '../../errors.js'
import { digest } from '../../ids.js'

/** Clocks of application and Redis may run at different speeds; what must not be forgotten stays a little longer. */
const SLACK_MS = 60_000
/** No challenge or mark stays longer, so that a revocation always outlives what it voids. */
const MAX_RECORD_MS = 31 * 24 * 60 * 60_000
/** How long a revocation is remembered. */
export const EPOCH_LIFE_MS = 32 * 24 * 60 * 60_000

export interface UserKeys {
  readonly user: string
  readonly account: string
  challenge(id: string): string
  mark(id: string): string
  code(codeDigest: string): string
  once(what: string): string
}

export class Keys {
  readonly #prefix: string

  constructor(prefix: string) {
    if (typeof prefix !== 'string' || prefix === '' || /[{}]/.test(prefix)) {
      throw new SecondFactorError('invalid_options', 'The key prefix must be a text without braces.')
    }
    this.#prefix = prefix
  }

  get channel(): string {
    return `${this.#prefix}events`
  }

  get accounts(): string {
    return `${this.#prefix}accounts`
  }

  of(userId: string): UserKeys {
    const start = `${this.#prefix}{${digest(userId)}}`
    return {
      user: `${start}:u`,
      account: `${start}:a`,
      challenge: (id) => `${start}:c:${id}`,
      mark: (id) => `${start}:m:${id}`,
      code: (codeDigest) => `${start}:d:${digest(codeDigest)}`,
      once: (what) => `${start}:o:${digest(what)}`,
    }
  }

  push(ref: string): string {
    return `${this.#prefix}{${digest(ref)}}:p`
  }

  /** @param idTag the digest of an id of the provider */
  holders(idTag: string): string {
    return `${this.#prefix}{${idTag}}:h`
  }

  /** An account's key from its tag in the sorted set. */
  accountOf(tag: string): string {
    return `${this.#prefix}{${tag}}:a`
  }
}

/** Time to live in ms, as a script argument. */
export function ttl(until: number, now: number): string {
  return String(Math.ceil(Math.min(Math.max(until - now, 0), MAX_RECORD_MS)) + SLACK_MS)
}
