/**
 * Signs and reads tokens: JSON Web Tokens of one algorithm, with everything demanded that the library does not demand
 * by itself (RFC 8725). A key for each kind, so that no token passes for another kind even if all else were equal.
 */
import type { JwtPayload } from 'jsonwebtoken'
import { keyedDigest } from '../ids.js'

/** `device`: a remembered browser; `mfa`: a sign-in that waits for its second factor; `factor`: one that has it. */
export type TokenKind = 'device' | 'mfa' | 'factor'

export interface TokenClaims {
  readonly sub: string
  readonly jti: string
  /** Epoch ms. */
  readonly issuedAt: number
  readonly expiresAt: number
  /** What else is signed; each kind checks its own. */
  readonly more: Readonly<Record<string, unknown>>
}

export interface Signer {
  sign(kind: TokenKind, claims: TokenClaims): Promise<string>
  /** `null` for anything that is not exactly such a token, unexpired, for this audience. */
  read(kind: TokenKind, token: string, now: number): Promise<TokenClaims | null>
}

const ALGORITHM = 'HS256'
const ISSUER = 'passport-authy'
/** Our own clocks may differ by so much. */
const TOLERANCE_MS = 60_000
const MAX_LENGTH = 4096

/** The longest that a token of each kind may live, whatever it says itself. */
const LONGEST_LIFE_MS: Readonly<Record<TokenKind, number>> = {
  device: 400 * 86_400_000,
  mfa: 10 * 60_000,
  factor: 86_400_000,
}

/**
 * @param secrets the first signs, all are good for reading, so that one can be replaced while the other's tokens live
 * @param audience origin of the application: another stage with the same secret takes none of these tokens
 */
export function createSigner(secrets: readonly string[], audience: string): Signer {
  const keys = (kind: TokenKind): readonly string[] => secrets.map((secret) => keyedDigest(secret, `passport-authy ${kind} token`))
  return {
    sign: async (kind, { sub, jti, issuedAt, expiresAt, more }) => {
      const { default: jwt } = await import('jsonwebtoken')
      const payload = { ...more, sub, jti, iss: ISSUER, aud: audience, iat: seconds(issuedAt), exp: seconds(expiresAt) }
      return jwt.sign(payload, keys(kind)[0] ?? '', { algorithm: ALGORITHM, header: { alg: ALGORITHM, typ: `${kind}+jwt` } })
    },
    read: async (kind, token, now) => {
      if (token.length > MAX_LENGTH) return null
      const { default: jwt } = await import('jsonwebtoken')
      const options = { algorithms: [ALGORITHM] as const, issuer: ISSUER, audience, clockTimestamp: seconds(now), complete: true } as const
      for (const key of keys(kind)) {
        const found = quietly(() => jwt.verify(token, key, { ...options, algorithms: [ALGORITHM] }))
        if (found !== null) return claimsOf(kind, found.header.typ, found.payload, now)
      }
      return null
    },
  }
}

/** Why a token is refused is of no use to whoever sent it. */
function quietly<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

function claimsOf(kind: TokenKind, type: string | undefined, payload: string | JwtPayload, now: number): TokenClaims | null {
  if (type !== `${kind}+jwt` || typeof payload === 'string') return null
  const { sub, jti, iat, exp, iss: _issuer, aud: _audience, ...more } = payload
  const isWhole = typeof sub === 'string' && typeof jti === 'string' && Number.isInteger(iat) && Number.isInteger(exp)
  // The library takes a token that never ends, and one from the future.
  if (!isWhole || iat === undefined || exp === undefined) return null
  const claims = { sub, jti, issuedAt: iat * 1000, expiresAt: exp * 1000, more }
  const isTimely = claims.issuedAt <= now + TOLERANCE_MS && claims.expiresAt - claims.issuedAt <= LONGEST_LIFE_MS[kind] + TOLERANCE_MS
  return isTimely && now < claims.expiresAt ? claims : null
}

function seconds(at: number): number {
  return Math.floor(at / 1000)
}
