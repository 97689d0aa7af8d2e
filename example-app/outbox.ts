/** In place of mail: messages go into a table, where people read them at `/outbox`. */
import type { Database } from './database.js'

export interface StoredMessage {
  /** The recipient's name. */
  readonly to: string
  readonly subject: string
  readonly text: string
  /** Epoch ms. */
  readonly at: number
}

/** The newest of all people together. */
export const KEPT_MESSAGES = 200

export class Outbox {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
    database.exec(`CREATE TABLE IF NOT EXISTS shop_outbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT, recipient TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL)`)
    database.exec('CREATE INDEX IF NOT EXISTS shop_outbox_recipients ON shop_outbox (recipient)')
  }

  add({ to, subject, text, at }: StoredMessage): void {
    this.#database.prepare('INSERT INTO shop_outbox (recipient, subject, text, at) VALUES (?, ?, ?, ?)').run(to, subject, text, at)
    this.#database.prepare('DELETE FROM shop_outbox WHERE id <= (SELECT MAX(id) FROM shop_outbox) - ?').run(KEPT_MESSAGES)
  }

  /** Newest first. */
  messagesTo(username: string): readonly StoredMessage[] {
    return this.#read('WHERE recipient = ?', username)
  }

  /** Newest first, to anybody. */
  allMessages(): readonly StoredMessage[] {
    return this.#read('')
  }

  #read(where: string, ...values: readonly string[]): readonly StoredMessage[] {
    const columns = 'recipient AS "to", subject, text, at'
    // The table is written by this class alone.
    return this.#database.prepare(`SELECT ${columns} FROM shop_outbox ${where} ORDER BY id DESC`).all(...values) as StoredMessage[]
  }
}
