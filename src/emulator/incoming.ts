/** A request as read from the wire: target taken apart, body whole. */
import type { IncomingMessage } from 'node:http'

export interface Incoming {
  readonly method: string
  /** Segments as they came, still encoded; repeated slashes are gone. */
  readonly rawSegments: readonly string[]
  /** Query string without `?`. */
  readonly query: string
  /** Host that was asked for, from an absolute-form target or the Host header. */
  readonly host: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  /** Ends when the client has gone. */
  readonly signal: AbortSignal
}

/** More than any call needs. */
const largestBody = 100 * 1024

/** Reads a request; null when its body is too large. */
export async function readIncoming(request: IncomingMessage, signal: AbortSignal): Promise<Incoming | null> {
  const body = await readBody(request)
  if (body === null) return null
  const { host, path } = splitTarget(request.url ?? '/')
  const [rawPath = '', ...query] = path.replace(/#.*$/s, '').split('?')
  return {
    method: request.method ?? 'GET',
    rawSegments: rawPath.split('/').filter((segment) => segment !== ''),
    query: query.join('?'),
    host: host ?? request.headers.host ?? '',
    headers: request.headers,
    body,
    signal,
  }
}

/** `http://host/path`, the form a proxy is asked in, or a plain path. */
function splitTarget(target: string): { readonly host: string | null; readonly path: string } {
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/is.exec(target)
  return absolute === null ? { host: null, path: target } : { host: absolute[1] ?? '', path: absolute[2] ?? '' }
}

/** Reads to the end even when there is too much: a client that is still sending does not look at an early answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array) // without an encoding, a request yields bytes
    length += bytes.length
    if (length <= largestBody) chunks.push(bytes)
  }
  return length > largestBody ? null : Buffer.concat(chunks)
}

/** Decoded segments, with `.` and `..` resolved when wanted; null when the encoding is broken. */
export function decodeSegments(raw: readonly string[], resolveDots: boolean): readonly string[] | null {
  const segments: string[] = []
  for (const part of raw) {
    const segment = decode(part)
    if (segment === null) return null
    if (resolveDots && segment === '..') segments.pop()
    else if (!resolveDots || segment !== '.') segments.push(segment)
  }
  return segments
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
