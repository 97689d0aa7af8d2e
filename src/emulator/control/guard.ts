/**
 * Keeps other web pages away from the control surface: the emulator listens on loopback, where any page that the
 * developer happens to visit could send requests.
 */
import type { Incoming } from '../incoming.js'
import { json, type Reply } from '../reply.js'

/** The refusal, or null. The page may be linked to, and QR pictures shown, from anywhere. */
export function guard(incoming: Incoming): Reply | null {
  const [, topic] = incoming.rawSegments
  const isOpen = incoming.method === 'GET' && (incoming.rawSegments.length === 0 || topic === 'qr')
  if (!isLoopback(incoming.host)) return json(403, { code: 'foreign_host' })
  if (!isOpen && !isSameOrigin(incoming)) return json(403, { code: 'cross_site' })
  return hasKnownBody(incoming) ? null : json(415, { code: 'unsupported_media_type' })
}

/** A name that resolves elsewhere today may resolve to loopback tomorrow, so only loopback's own names count. */
const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host)

/** Programs send neither header; browsers send at least one with everything that changes state. */
function isSameOrigin({ headers, host }: Incoming): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return headers.origin === undefined || headers.origin === `http://${host}`
}

/** JSON from anybody, forms only from a page that the browser names as ours. */
function hasKnownBody({ headers, body }: Incoming): boolean {
  if (body.length === 0) return true
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  if (type === 'application/x-www-form-urlencoded') {
    return headers.origin !== undefined || headers['sec-fetch-site'] !== undefined
  }
  return type === 'application/json'
}
