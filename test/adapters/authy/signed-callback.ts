/** Callbacks as Authy signs them. */
import { createHmac } from 'node:crypto'
import { canonicalParams } from '../../../src/adapters/authy/canonical-params.js'
import type { RawCallback } from '../../../src/ports/provider.js'

export const KEY = 'callback-test-key'
export const URL = 'https://shop.example/2fa/callback'
export const NOW = 1_700_000_000_000
export const REF = '4a725520-bff5-0135-eb01-0e5d90336a8c'
export const APPROVAL = { authy_id: 688611, callback_action: 'approval_request_status', uuid: REF, status: 'approved' }
export const SETTINGS = { keys: [KEY], maxAgeSeconds: 300 }

export type Headers = RawCallback['headers']

export function sign(params: string, { method = 'POST', nonce = '1700000000', key = KEY, url = URL } = {}): Headers {
  const signature = createHmac('sha256', key).update(`${nonce}|${method}|${url}|${params}`).digest('base64')
  return { 'x-authy-signature': signature, 'x-authy-signature-nonce': nonce }
}

export function post(body: string, headers: Headers): RawCallback {
  return { method: 'POST', query: '', body, headers, url: URL, now: NOW }
}

export function signedPost(object: object, options = {}): RawCallback {
  return post(JSON.stringify(object), sign(canonicalParams(object), options))
}

export function get(query: string): RawCallback {
  return { method: 'GET', query, body: '', headers: sign(query, { method: 'GET' }), url: URL, now: NOW }
}
