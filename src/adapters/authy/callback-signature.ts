/**
 * Whether a OneTouch callback comes from Authy, and what it says. The object whose signature was checked is the
 * object that is read. Source: Authy API, push authentications page (webhook signature).
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { CallbackResult, RawCallback } from '../../ports/provider.js'
import { canonicalParams, scalarText } from './canonical-params.js'
import { field, isId, isRef, matches } from './wire.js'

const MAX_LENGTH = 64 * 1024

export interface CallbackSettings {
  /** API keys whose signatures are taken: the one in use, and others during a change of keys. */
  readonly keys: readonly string[]
  /** Seconds that the nonce may be from now, either way. */
  readonly maxAgeSeconds: number
}

/** Reads a callback as text fields, `null` where a field is missing or no scalar. */
type Fields = (name: string) => string | null

interface Signed {
  /** What stands behind the last bar of the signed text. */
  readonly params: string
  readonly fields: Fields
}

export function readCallback(callback: RawCallback, settings: CallbackSettings): CallbackResult {
  const signature = callback.headers['x-authy-signature']
  const nonce = callback.headers['x-authy-signature-nonce']
  if (!matches(signature, /^[A-Za-z0-9+/]{43}=$/)) return BAD
  if (typeof nonce !== 'string' || !isFresh(nonce, callback.now, settings.maxAgeSeconds)) return BAD
  const signed = readSigned(callback)
  if (signed === null) return BAD
  const text = `${nonce}|${callback.method}|${callback.url}|${signed.params}`
  if (!isSignedBy(settings.keys, text, signature)) return BAD
  return readDecision(signed.fields, createHash('sha256').update(`${nonce}|${signature}`).digest('base64url'))
}

const BAD: CallbackResult = { kind: 'bad_signature' }

/** The nonce is Unix time, sometimes with a fraction. It is signed, so its age can be trusted. */
function isFresh(nonce: string, now: number, maxAgeSeconds: number): boolean {
  if (!/^[0-9]{1,12}(\.[0-9]{1,9})?$/.test(nonce)) return false
  return Math.abs(now / 1000 - Number(nonce)) <= maxAgeSeconds
}

function readSigned({ method, query, body }: RawCallback): Signed | null {
  if (method === 'GET') return query.length > MAX_LENGTH ? null : { params: query, fields: queryFields(query) }
  if (method !== 'POST' || body.length > MAX_LENGTH) return null
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return { params: canonicalParams(value), fields: (name) => scalarText(field(value, name)) }
  } catch {
    return null // no JSON, or none that Authy would sign
  }
}

/** A field that comes twice is none: which one would count is anybody's guess. */
function queryFields(query: string): Fields {
  const pairs = new URLSearchParams(query)
  return (name) => {
    const values = pairs.getAll(name)
    return values.length === 1 ? (values[0] ?? null) : null
  }
}

/** Tries every key, whichever fits, so that the time taken tells nothing. */
function isSignedBy(keys: readonly string[], text: string, signature: string): boolean {
  const given = Buffer.from(signature)
  const right = keys.map((key) => Buffer.from(createHmac('sha256', key).update(text).digest('base64')))
  return right.map((one) => timingSafeEqual(one, given)).includes(true)
}

/** The outer status counts: Authy has been seen to send `denied` around an inner `approved`. */
function readDecision(fields: Fields, deliveryId: string): CallbackResult {
  const ref = fields('uuid')
  const providerId = fields('authy_id')
  const status = fields('status')
  if (fields('callback_action') !== 'approval_request_status') return { kind: 'ignored' }
  if (!isRef(ref) || !isId(providerId)) return { kind: 'ignored' }
  if (status !== 'approved' && status !== 'denied') return { kind: 'ignored' }
  return { kind: 'verified', ref, providerId, status, deliveryId }
}
