/** Random ids and digests. Outside the adapters and tokens that must sign, nothing else touches node:crypto. */
import { createHash, createHmac, randomBytes, randomInt, scrypt } from 'node:crypto'

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

/** Crockford's base32: no letter that looks like a digit or another letter. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Ten characters, 50 random bits, in two groups: `7KQ2M-X0RTB`. */
export function newBackupCode(): string {
  const text = Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)] ?? '').join('')
  return `${text.slice(0, 5)}-${text.slice(5)}`
}

/** Nine digits, about 30 random bits: for a short time and few tries, read out over the telephone. */
export function newSpokenCode(): string {
  return Array.from({ length: 9 }, () => String(randomInt(10))).join('')
}

/**
 * Digest of a text that is too short to stand an offline search by itself (ASVS 5.0, 6.5.2): scrypt, N = 2^14, about
 * 40 ms.
 */
export function slowDigest(salt: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(text, salt, 32, { N: 16_384, r: 8, p: 1 }, (error, key) => {
      if (error === null) resolve(key.toString('base64url'))
      else reject(error)
    })
  })
}
