import { readFileSync } from 'node:fs'

/** A callback with its signature; `body` for POST, `query` for GET. */
export interface Vector {
  readonly id: string
  readonly what: string
  readonly method: string
  readonly key: string
  readonly url: string
  readonly nonce: string
  readonly signature: string
  readonly body?: string
  readonly query?: string
  readonly params?: string
}

// The file's shape is ours.
export const VECTORS = JSON.parse(readFileSync('test/vectors/callback-signatures.json', 'utf8')) as readonly Vector[]
