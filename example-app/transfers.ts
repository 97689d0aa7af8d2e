/** Money that people sent, in the database. */
import { randomBytes } from 'node:crypto'
import type { Clock } from 'passport-authy'
import type { Database } from './database.js'

/** What is asked for: shown on the phone in these very words, and done as it stands here. */
export interface Transfer {
  readonly cents: number
  readonly to: string
}

export interface SentTransfer extends Transfer {
  readonly reference: string
  /** Epoch ms. */
  readonly at: number
}

export class Transfers {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
    database.exec(`CREATE TABLE IF NOT EXISTS shop_transfers (
      reference TEXT PRIMARY KEY, user_id TEXT NOT NULL, cents INTEGER NOT NULL, payee TEXT NOT NULL, at INTEGER NOT NULL)`)
    database.exec('CREATE INDEX IF NOT EXISTS shop_transfers_users ON shop_transfers (user_id, at)')
  }

  /** @returns the reference */
  send(userId: string, { cents, to }: Transfer): string {
    const reference = randomBytes(6).toString('hex').toUpperCase()
    this.#database
      .prepare('INSERT INTO shop_transfers (reference, user_id, cents, payee, at) VALUES (?, ?, ?, ?, ?)')
      .run(reference, userId, cents, to, this.#clock.now())
    return reference
  }

  /** The newest twenty, newest first. */
  sentBy(userId: string): readonly SentTransfer[] {
    const statement = this.#database.prepare(
      'SELECT reference, cents, payee AS "to", at FROM shop_transfers WHERE user_id = ? ORDER BY at DESC, rowid DESC LIMIT 20',
    )
    // The table is written by this class alone.
    return statement.all(userId) as SentTransfer[]
  }

  find(userId: string, reference: string): SentTransfer | null {
    return this.sentBy(userId).find((sent) => sent.reference === reference) ?? null
  }
}

/** `€12.50` */
export function euros(cents: number): string {
  return `€${(cents / 100).toFixed(2)}`
}
