/** Codes that work once and not for long, in the database, so that several processes share them. */
import { createHash, randomInt } from 'node:crypto'
import type { Clock } from 'passport-authy'
import type { Database } from './database.js'

/** No letter that is read as another or as a digit. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
/** 60 bits: out of reach by guessing in the hour that a code lives, also for whoever reads the database. */
const LENGTH = 12

export class OneUseCodes {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
    database.exec(`CREATE TABLE IF NOT EXISTS shop_codes (
      user_id TEXT NOT NULL, purpose TEXT NOT NULL, hash TEXT NOT NULL, expires_at INTEGER NOT NULL, PRIMARY KEY (user_id, purpose))`)
  }

  /** The one before it, for the same person and purpose, ends. @returns the code, which is kept nowhere */
  make(userId: string, purpose: string, lifeMs: number): string {
    const now = this.#clock.now()
    const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)] ?? '').join('')
    this.#database.prepare('DELETE FROM shop_codes WHERE expires_at <= ?').run(now)
    this.#database
      .prepare('INSERT OR REPLACE INTO shop_codes (user_id, purpose, hash, expires_at) VALUES (?, ?, ?, ?)')
      .run(userId, purpose, hashOf(letters), now + lifeMs)
    return letters.replace(/(.{4})(?!$)/g, '$1-')
  }

  /** One statement finds it and uses it up, so that two at once cannot both succeed. */
  use(userId: string, purpose: string, typed: string): boolean {
    const result = this.#database
      .prepare('DELETE FROM shop_codes WHERE user_id = ? AND purpose = ? AND hash = ? AND expires_at > ?')
      .run(userId, purpose, hashOf(typed.replace(/[\s-]/g, '').toUpperCase()), this.#clock.now())
    return result.changes === 1
  }
}

function hashOf(letters: string): string {
  return createHash('sha256').update(letters).digest('base64')
}
