/** What the host may learn of a failed command: never its arguments, which the client's own errors carry along. */
import { SecondFactorError } from '../../errors.js'

const RETRY_AFTER_SECONDS = 2

export function unavailable(why: string): SecondFactorError {
  return new SecondFactorError('store_unavailable', why, { retryAfterSeconds: RETRY_AFTER_SECONDS })
}

/** Keeps the one word with which Redis names an error, such as READONLY, OOM, WRONGTYPE or NOAUTH. */
export function redisFailure(error: unknown): SecondFactorError {
  const word = firstWord(error)
  return unavailable(/^[A-Z]{2,20}$/.test(word) ? `Redis answered ${word}.` : 'Redis cannot be reached.')
}

export function isNoScript(error: unknown): boolean {
  return firstWord(error) === 'NOSCRIPT'
}

export function oddReply(): SecondFactorError {
  return unavailable('Redis holds or answered something of an unknown form.')
}

function firstWord(error: unknown): string {
  return error instanceof Error ? (error.message.split(' ', 1)[0] ?? '') : ''
}
