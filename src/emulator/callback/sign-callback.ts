/** Authy's callback signature: HMAC-SHA-256 keyed by the API key (Authy API, push authentications page). */
import { createHmac } from 'node:crypto'

export interface SignedParts {
  readonly apiKey: string
  /** Unix seconds at sending. */
  readonly nonce: string
  readonly method: 'GET' | 'POST'
  /** The configured address; query and fragment are not signed. */
  readonly url: string
  /** Canonical query of a POST's body, or the raw query of a GET. */
  readonly params: string
}

/** Base64 of the signature over `nonce|METHOD|url|params`. */
export function signCallback({ apiKey, nonce, method, url, params }: SignedParts): string {
  return createHmac('sha256', apiKey)
    .update(`${nonce}|${method}|${withoutQuery(url)}|${params}`)
    .digest('base64')
}

const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, '')
