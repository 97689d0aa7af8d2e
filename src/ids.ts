/** Random ids and digests. Outside the adapters and tokens that must sign, nothing else touches node:crypto. */
import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto'

/** 132 bits: nobody finds a second text for somebody else's digest, and keys in a store stay short. */
const DIGEST_LENGTH = 22

/** 128 random bits as 22 characters of base64url. */
export function newId(): string {
  return randomBytes(16).toString('base64url')
}

/**
 * Short name for a text of any length and content: the first 22 characters (132 bits) of the base64url form of its
 * SHA-256. Taken over UTF-16, because UTF-8 turns every lone surrogate into the same replacement character, and
 * two different user ids must never share a name.
 */
export function digest(text: string): string {
  return createHash('sha256').update(text, 'utf16le').digest('base64url').slice(0, DIGEST_LENGTH)
}

/** HMAC-SHA256 over UTF-16 (see `digest`), base64url, 43 characters: for texts that could be guessed, such as codes. */
export function keyedDigest(key: string | Buffer, text: string): string {
  return createHmac('sha256', key).update(text, 'utf16le').digest('base64url')
}

/** SHA-1 in hex, the name under which Redis remembers a script (EVALSHA). Protects nothing. */
export function scriptDigest(source: string): string {
  return createHash('sha1').update(source).digest('hex')
}

/** Names that come cheaply, one after another: for what has to be found again, not for what has to be secret. */
export function countingIds(): { readonly next: () => string } {
  const start = randomBytes(6).toString('base64url')
  let count = 0
  return { next: () => `${start}-${(count += 1).toString(36)}` }
}

/** Two digits to compare between page and phone. */
export function newMatchCode(): string {
  return String(randomInt(100)).padStart(2, '0')
}
