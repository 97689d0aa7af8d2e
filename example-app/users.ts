/** The shop's own users, in its own table, with passwords hashed by scrypt. */
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import type { Database } from './database.js'

export interface ShopUser {
  readonly id: string
  readonly username: string
  readonly email: string
  readonly groups: readonly string[]
  readonly roles: readonly string[]
  readonly attributes: Readonly<Record<string, unknown>>
  /** ISO 8601. */
  readonly created: string
  readonly locale: string
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how Passport is told what a user is
  namespace Express {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging is the point
    interface User extends ShopUser {}
  }
}

export class Users {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
    database.exec('CREATE TABLE IF NOT EXISTS shop_users (id TEXT PRIMARY KEY, password TEXT NOT NULL, facts TEXT NOT NULL)')
  }

  find(id: string): ShopUser | null {
    return this.#row(id)?.user ?? null
  }

  /** @returns whether the name was free */
  add(user: ShopUser, passwordHash: string): boolean {
    const statement = this.#database.prepare('INSERT OR IGNORE INTO shop_users (id, password, facts) VALUES (?, ?, ?)')
    return statement.run(user.id, passwordHash, JSON.stringify(user)).changes === 1
  }

  setPassword(id: string, passwordHash: string): void {
    this.#database.prepare('UPDATE shop_users SET password = ? WHERE id = ?').run(passwordHash, id)
  }

  /** What a session holds instead of the bare id, so that it ends when the password changes. Says nothing about it. */
  sessionKey(id: string): string {
    return `${sealOf(this.#row(id)?.password ?? '')}:${id}`
  }

  findBySessionKey(key: string): ShopUser | null {
    const [seal, id] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)]
    const row = this.#row(id)
    return row !== null && sealOf(row.password) === seal ? row.user : null
  }

  /** Unknown names take as long as known ones. */
  async checkPassword(username: string, password: string): Promise<ShopUser | null> {
    const row = this.#row(username)
    const fits = await passwordFits(password, row?.password ?? NOBODY)
    return fits && row !== null ? row.user : null
  }

  #row(id: string): { readonly user: ShopUser; readonly password: string } | null {
    const row: unknown = this.#database.prepare('SELECT password, facts FROM shop_users WHERE id = ?').get(id)
    if (typeof row !== 'object' || row === null) return null
    const { password, facts } = row as { password: string; facts: string }
    return { password, user: JSON.parse(facts) as ShopUser }
  }
}

function sealOf(passwordHash: string): string {
  return createHash('sha256').update(`session ${passwordHash}`).digest('base64url').slice(0, 22)
}

const KEY_BYTES = 32
const NOBODY = `${Buffer.alloc(16).toString('base64')}:${Buffer.alloc(KEY_BYTES).toString('base64')}`

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  return `${salt.toString('base64')}:${(await derive(password, salt)).toString('base64')}`
}

async function passwordFits(password: string, stored: string): Promise<boolean> {
  const [salt = '', key = ''] = stored.split(':')
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64')), Buffer.from(key, 'base64'))
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}
