/**
 * Clients without a session: what a session would hold is in a token, signed by us, whose id names a live record. So a
 * token ends with logout or revocation, in every process, however long it says it lives.
 */
import type { Request } from 'express'
import type { Challenge } from '../challenge/challenge.js'
import type { Situation } from '../flows/decide.js'
import type { Wish } from '../flows/services.js'
import { newId } from '../ids.js'
import type { Mark } from '../ports/state-store.js'
import type { TokenClaims } from '../tokens/signer.js'
import type { WebContext } from './context.js'
import { bearerId, bearerOf, wearBearer } from './session.js'
import type { Kept } from './session.js'

const MFA_LIFE_MS = 10 * 60_000
const OPEN_LIFE_MS = 12 * 60 * 60_000

/** `refused`: it is a token of ours, or should be one, and opens nothing. */
export type Adoption = 'none' | 'adopted' | 'refused'

/** Reads `Authorization: Bearer`. From then on the request has the token's content for a session. */
export async function adoptBearer(context: WebContext, req: Request): Promise<Adoption> {
  if (bearerOf(req) !== null) return 'adopted'
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(req.headers.authorization ?? '')?.[1]
  if (token === undefined) return 'none'
  const { services } = context
  const now = services.clock.now()
  const factor = await services.signer.read('factor', token, now)
  const claims = factor ?? (await services.signer.read('mfa', token, now))
  // Somebody else's token: the host knows what to do with it.
  if (claims === null) return 'none'
  const kind = factor === null ? 'mfa' : 'factor'
  const challenge = await openChallengeOf(context, claims)
  if (challenge === 'none' && !(await isAlive(context, kind, claims))) return 'refused'
  if (challenge === 'over' || !(await isSameUser(context, req, claims.sub))) return 'refused'
  const kept = kind === 'factor' ? { mark: claims.jti, ...grantIn(claims) } : keptIn(claims)
  wearBearer(req, { kind, jti: claims.jti, userId: claims.sub, kept, challenge: challenge === 'none' ? null : challenge })
  return 'adopted'
}

async function isAlive({ services }: WebContext, kind: 'mfa' | 'factor', { sub, jti }: TokenClaims): Promise<boolean> {
  const record = await services.copies.mark(sub, jti)
  return record !== null && record.expiresAt > services.clock.now() && (kind === 'factor' || record.kind === 'begun')
}

/**
 * A token that was given out with an open challenge lives as long as that: used up, ended or revoked, it opens nothing.
 * `none`: it was given out without one.
 */
async function openChallengeOf({ services }: WebContext, { sub, jti, more }: TokenClaims): Promise<Challenge | 'none' | 'over'> {
  if (more['live'] !== 'challenge') return 'none'
  const challenge = await services.store.readChallenge(sub, bearerId(jti), services.clock.now())
  return challenge === null || challenge.consumed !== null ? 'over' : challenge
}

/** The user of the token becomes the request's; somebody else who is signed in already makes the token worthless. */
async function isSameUser({ loadUser, user }: WebContext, req: Request, userId: string): Promise<boolean> {
  req.user ??= (await loadUser?.(userId)) ?? undefined
  if (!req.user) return false
  return String((await user(req.user)).id) === userId
}

function grantIn({ more }: TokenClaims): Pick<Kept, 'grant'> {
  const { grant } = more
  return typeof grant === 'string' ? { grant } : {}
}

/** Signed by us and for this, so what is in it is what we put there. */
function keptIn({ more }: TokenClaims): Kept {
  const { kept } = more
  return typeof kept === 'object' && kept !== null ? kept : {}
}

/** For a client that has to prove a second factor: good for the routes under `/2fa`, once, for ten minutes. */
export async function mintMfaToken(context: WebContext, userId: string, credentialVersion: number, jti: string, kept: Kept): Promise<string> {
  const { store, clock } = context.services
  const createdAt = clock.now()
  const begun = { kind: 'begun', scope: null, method: null, amr: [] } as const
  await store.putMark({ id: jti, userId, ...begun, createdAt, expiresAt: createdAt + MFA_LIFE_MS, credentialVersion }, createdAt)
  return signMfaToken(context, userId, jti, { kept })
}

/** The token alone: what keeps it alive is there already. */
export function signMfaToken({ services }: WebContext, userId: string, jti: string, more: Readonly<Record<string, unknown>>): Promise<string> {
  const issuedAt = services.clock.now()
  return services.signer.sign('mfa', { sub: userId, jti, issuedAt, expiresAt: issuedAt + MFA_LIFE_MS, more })
}

/** After a refused request of a client that is in: what it wanted goes along, so that the proof will be for that. */
function mintStepUpToken(context: WebContext, mark: Mark, wanted: { readonly path: string | null; readonly wish: Wish | null }): Promise<string> {
  const { path, wish } = wanted
  const kept = { mark: mark.id, ...(path === null ? {} : { refused: path }), ...(wish === null ? {} : { wish }) }
  return mintMfaToken(context, mark.userId, mark.credentialVersion, newId(), kept)
}

/** For a client that policy lets in without a second factor: it says who is in, and that nothing was proven. */
export async function mintOpenToken(context: WebContext, userId: string, credentialVersion: number): Promise<string> {
  const { store, clock } = context.services
  const now = clock.now()
  const mark: Mark = { id: newId(), userId, kind: 'begun', scope: null, method: null, amr: [], createdAt: now, expiresAt: now + OPEN_LIFE_MS, credentialVersion }
  await store.putMark(mark, now)
  return mintFactorToken(context, mark, null)
}

const MFA_PROFILE = 'https://refeds.org/profile/mfa'

/** For a client that is in. `amr` and `acr` say how, or nothing at all (RFC 9068, 2.2.1). */
export function mintFactorToken({ services }: WebContext, mark: Mark, grantId: string | null): Promise<string> {
  const isProven = mark.kind === 'factor'
  const proof = isProven ? { amr: mark.amr, acr: MFA_PROFILE, auth_time: Math.floor(mark.createdAt / 1000) } : { amr: [] }
  const more = { ...proof, ...(grantId === null ? {} : { grant: grantId }) }
  const issuedAt = services.clock.now()
  return services.signer.sign('factor', { sub: mark.userId, jti: mark.id, issuedAt, expiresAt: mark.expiresAt, more })
}

/**
 * A token for one second factor is good for one.
 * @param isNew whether this very request used the challenge up
 * @returns false when another request did
 */
export async function useUpBearer({ services }: WebContext, req: Request, isNew: boolean): Promise<boolean> {
  const bearer = bearerOf(req)
  if (bearer?.kind !== 'mfa') return true
  if (bearer.challenge !== null) return isNew
  const { userId, jti } = bearer
  const now = services.clock.now()
  const used = await services.store.consumeOnce(userId, `mfa ${jti}`, newId(), now + MFA_LIFE_MS, now)
  if (used === 'first') await services.store.endMark(userId, jti)
  return used === 'first'
}

/** What a client without a session goes on with; nothing for one that has a session. */
export async function tokensAfter(context: WebContext, req: Request, { mark: held }: Situation, mark: Mark): Promise<object> {
  if (bearerOf(req) === null) return {}
  // A proof for one request goes along with the sign-in that it was asked in.
  const token = mark.kind === 'grant' && held !== null ? mintFactorToken(context, held, mark.id) : mintFactorToken(context, mark, null)
  return { second_factor_token: await token }
}

/** The token that waits for a second factor is worth nothing from now on. */
export async function endBearer({ services }: WebContext, req: Request): Promise<void> {
  const bearer = bearerOf(req)
  if (bearer?.kind === 'mfa' && bearer.challenge === null) await services.store.endMark(bearer.userId, bearer.jti)
}

/** A client without a session gets a token for the step that it needs, with what it wanted in it. */
export async function nextToken(context: WebContext, req: Request, { visit, mark }: Situation, wish: Wish | null): Promise<object> {
  if (bearerOf(req) === null || mark === null) return {}
  return { mfa_token: await mintStepUpToken(context, mark, { path: visit.path, wish }) }
}
