/**
 * A session with a new id, where the one before ends last. `regenerate` ends it first: when the new one then cannot be
 * saved, both are gone, and with them the sign-in whose approval is used up already.
 */
import type { Request } from 'express'

export interface NextSession {
  /** The new one is saved: the one before ends. */
  settle(done: (error?: unknown) => void): void
  /** The new one could not be saved: the request, and the cookie, stay with the one before. */
  giveUp(): void
}

/** The part of express-session's store that we use. */
interface SessionStore {
  generate(req: Request): void
  destroy(id: string, done: (error?: unknown) => void): void
}

/** @returns `null` where the session middleware has no such store: `regenerate` has to do */
export function nextSession(req: Request): NextSession | null {
  const store: unknown = Reflect.get(req, 'sessionStore')
  const before = { session: Reflect.get(req, 'session') as unknown, sessionID: Reflect.get(req, 'sessionID') as unknown }
  const { sessionID: id } = before
  if (!isStore(store) || typeof id !== 'string') return null
  store.generate(req)
  return { settle: (done) => store.destroy(id, done), giveUp: () => void Object.assign(req, before) }
}

function isStore(value: unknown): value is SessionStore {
  return typeof value === 'object' && value !== null && 'generate' in value && 'destroy' in value
}
