/**
 * What we keep in the host's session: a reference to a live record, and where the person wanted to go. The reference
 * is bound to the session's id, so that it means nothing in a session into which the host copied it.
 */
import type { Request } from 'express'
import { SecondFactorError } from '../errors.js'
import type { Challenge } from '../challenge/challenge.js'
import type { Wish } from '../flows/services.js'
import { digest } from '../ids.js'
import type { Mark } from '../ports/state-store.js'
import { nextSession } from './next-session.js'

export interface Kept {
  /** Id of the live mark. */
  mark?: string
  /** Digest of the id of the session that earned the mark. */
  markFor?: string
  returnTo?: string
  /** Page that the person was on when something was refused, for those who give up. */
  cameFrom?: string
  /** Path that was refused last: what is proven next has to be good enough for it. */
  refused?: string
  /** What was refused there, when it was more than asking for a path. */
  wish?: Wish
  /** Id of a proof for one request; bound to the session like the mark. */
  grant?: string
  /** A reminder was shown in this session. */
  nudged?: boolean
  /** Proofs given for binding a phone: until when each counts, and in which session. */
  proven?: { readonly for: string; readonly until: Readonly<Record<string, number>> }
}

/** A request that came with one of our tokens instead of a session. */
export interface Bearer {
  /** `mfa`: waits for its second factor; `factor`: is in. */
  readonly kind: 'mfa' | 'factor'
  readonly jti: string
  readonly userId: string
  readonly kept: Kept
  /** The open challenge that keeps a waiting token alive; `null` where a record of its own does. */
  readonly challenge: Challenge | null
}

const bearers = new WeakMap<Request, { readonly bearer: Bearer; readonly session: Session }>()

/** For the rest of this request, what the token holds stands in for a session; nothing of it outlives the request. */
export function wearBearer(req: Request, bearer: Bearer): void {
  const id = bearerId(bearer.jti)
  const done = (next: (error?: unknown) => void): void => next()
  const { kept } = bearer
  bearers.set(req, { bearer, session: { secondFactor: { ...kept, markFor: id }, regenerate: done, save: done } })
}

export function bearerOf(req: Request): Bearer | null {
  return bearers.get(req)?.bearer ?? null
}

/** Stands in for the digest of a session's id. */
export function bearerId(jti: string): string {
  return digest(`second factor bearer ${jti}`)
}

/** The part of express-session's interface that we use; compatible session middleware has it too. */
interface Session {
  secondFactor?: Kept
  regenerate(done: (error?: unknown) => void): void
  save(done: (error?: unknown) => void): void
}

const NO_SESSION =
  'passport-authy found no session on the request. Put express-session (and passport.session()) before it.'

/** @throws SecondFactorError `no_session` */
export function sessionOf(req: Request): Session {
  const worn = bearers.get(req)
  if (worn !== undefined) return worn.session
  const session: unknown = Reflect.get(req, 'session')
  if (!isSession(session)) throw new SecondFactorError('no_session', NO_SESSION)
  return session
}

function isSession(value: unknown): value is Session {
  return typeof value === 'object' && value !== null && 'regenerate' in value && 'save' in value
}

/** Names this sign-in: Passport gives the session a new id at every sign-in. Reveals nothing about that id. */
export function signInIdOf(req: Request): string {
  const bearer = bearerOf(req)
  if (bearer !== null) return bearerId(bearer.jti)
  sessionOf(req)
  const id: unknown = Reflect.get(req, 'sessionID')
  if (typeof id !== 'string' || id === '') throw new SecondFactorError('no_session', NO_SESSION)
  return digest(`second factor ${id}`)
}

/** @returns the mark's id, or `null` when there is none or it was earned under another session id */
export function markIdOf(req: Request, signInId: string): string | null {
  const kept = sessionOf(req).secondFactor
  return kept?.mark !== undefined && kept.markFor === signInId ? kept.mark : null
}

/** The same for a proof that is good for one request. */
export function grantIdOf(req: Request, signInId: string): string | null {
  const kept = sessionOf(req).secondFactor
  return kept?.grant !== undefined && kept.markFor === signInId ? kept.grant : null
}

export function wishOf(req: Request): Wish | null {
  return sessionOf(req).secondFactor?.wish ?? null
}

export function returnToOf(req: Request): string {
  return sessionOf(req).secondFactor?.returnTo ?? '/'
}

export function cameFromOf(req: Request): string {
  return sessionOf(req).secondFactor?.cameFrom ?? '/'
}

/** Path that the next decision is about: the one that was refused, or the one the person will go on to. */
export function wantedPathOf(req: Request): string {
  return sessionOf(req).secondFactor?.refused ?? returnToOf(req).split('?', 1)[0] ?? '/'
}

export function keep(req: Request, kept: Pick<Kept, 'returnTo' | 'cameFrom' | 'refused' | 'wish' | 'nudged'>): void {
  const session = sessionOf(req)
  session.secondFactor = { ...session.secondFactor, ...kept }
}

const PROOF_LIFE_MS = 10 * 60_000

/** Names of the proofs that this very session gave within the last ten minutes. */
export function provenBy(req: Request, now: number): readonly string[] {
  const { proven } = sessionOf(req).secondFactor ?? {}
  if (proven === undefined || proven.for !== signInIdOf(req)) return []
  return Object.entries(proven.until).flatMap(([kind, until]) => (until > now ? [kind] : []))
}

/** Good for one phone: what is proven ends with the session's next id. */
export async function keepProof(req: Request, kind: string, now: number): Promise<void> {
  const session = sessionOf(req)
  const id = signInIdOf(req)
  const before = session.secondFactor?.proven?.for === id ? session.secondFactor.proven.until : {}
  session.secondFactor = { ...session.secondFactor, proven: { for: id, until: { ...before, [kind]: now + PROOF_LIFE_MS } } }
  await call(req, 'save')
}

/** Another refusal came after the one with the wish. */
export function forgetWish(req: Request): void {
  const session = sessionOf(req)
  if (session.secondFactor?.wish === undefined) return
  const { wish: _wish, ...rest } = session.secondFactor
  session.secondFactor = rest
}

/** The path that asked for more is forgotten: the person gave it up. */
export function forgetWanted(req: Request): void {
  const session = sessionOf(req)
  if (session.secondFactor === undefined) return
  const { refused: _refused, wish: _wish, returnTo: _returnTo, cameFrom: _cameFrom, ...rest } = session.secondFactor
  session.secondFactor = rest
}

export function wasNudged(req: Request): boolean {
  return sessionOf(req).secondFactor?.nudged === true
}

/** New session id at every rise in rights; the host's own data moves along, since the user is the same. */
export async function renewSession(req: Request, mark: Mark | null): Promise<void> {
  const data = Object.fromEntries(Object.entries(sessionOf(req)).filter(([key]) => key !== 'cookie'))
  const held = markIdOf(req, signInIdOf(req))
  const next = bearerOf(req) === null ? nextSession(req) : null
  if (next === null) await call(req, 'regenerate')
  Object.assign(sessionOf(req), data)
  try {
    await writeMark(req, mark, held)
  } catch (error) {
    next?.giveUp()
    throw error
  }
  if (next !== null) await finished('destroy', (done) => next.settle(done))
}

/**
 * Writes the reference into the session as it is now, and waits until it is saved.
 * @param held the mark that the session had before, which a proof for one request leaves in place
 */
export function writeMark(req: Request, mark: Mark | null, held: string | null = null): Promise<void> {
  return write(req, mark?.kind === 'grant' ? { mark: held, grant: mark.id } : { mark: mark?.id ?? null, grant: null })
}

/** What was wanted is served now; where to go on to, and what was shown, stays. */
async function write(req: Request, ids: { readonly mark: string | null; readonly grant: string | null }): Promise<void> {
  const session = sessionOf(req)
  const { returnTo, nudged } = session.secondFactor ?? {}
  const isAny = ids.mark !== null || ids.grant !== null
  session.secondFactor = {
    ...(returnTo === undefined ? {} : { returnTo }),
    ...(nudged === undefined ? {} : { nudged }),
    ...(ids.mark === null ? {} : { mark: ids.mark }),
    ...(ids.grant === null ? {} : { grant: ids.grant }),
    ...(isAny ? { markFor: signInIdOf(req) } : {}),
  }
  await call(req, 'save')
}

/** Ends the host's session: a new, empty one takes its place. */
export function dropSession(req: Request): Promise<void> {
  return call(req, 'regenerate')
}

function call(req: Request, verb: 'regenerate' | 'save'): Promise<void> {
  return finished(verb, (done) => sessionOf(req)[verb](done))
}

function finished(verb: string, work: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    work((error) => {
      if (error === undefined || error === null) resolve()
      else reject(new SecondFactorError('store_unavailable', `The session could not be written (${verb}).`, { retryAfterSeconds: 2 }))
    })
  })
}
