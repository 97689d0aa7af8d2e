/**
 * One call to Authy, from the path template to the parsed reply. One deadline covers waiting for a connection,
 * the answer and its body; the body has a size limit; redirects are not followed; nothing is sent twice.
 */
import type { Dispatcher, Pool } from 'undici'
import { SecondFactorError } from '../../errors.js'
import { errorCodeOf, type Reply } from './wire.js'
import { retryAfterSeconds } from './retry-after.js'

const CONNECT_MS = 2_000
const MAX_BODY_BYTES = 64 * 1024
const WAITING_PER_CONNECTION = 4

/** A request still without an address. Every `{hole}` of `path` is filled from `params`. */
export interface Call {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  /** Sent as JSON; POST only. */
  readonly json?: Readonly<Record<string, unknown>>
}

export interface RequestSettings {
  readonly baseUrl: URL
  readonly apiKey: string
  /** Milliseconds for the whole call. */
  readonly timeoutMs: number
  /** Connections kept; four times as many calls may wait for one. */
  readonly connections: number
}

export interface Requester {
  /** @throws SecondFactorError `provider_unavailable` when there is no complete answer in time, `provider_not_asked` when the call is not made */
  request(call: Call): Promise<Reply>
  close(): Promise<void>
}

/** Opens no connection before the first call. */
export function createRequester(settings: RequestSettings): Requester {
  const { timeoutMs, connections } = settings
  const pool = openPool(settings)
  let underWay = 0
  let closing: Promise<void> | undefined

  const request = async (call: Call): Promise<Reply> => {
    if (underWay >= connections * (1 + WAITING_PER_CONNECTION)) throw notAsked(call, 'too many calls at once', 1)
    const deadline = new AbortController()
    const options = { ...requestOptions(settings, call), signal: deadline.signal }
    const timer = setTimeout(() => deadline.abort(), timeoutMs)
    underWay += 1
    try {
      return await readReply(await (await pool).request(options))
    } catch (error) {
      throw unavailable(call, deadline.signal.aborted ? `no answer within ${timeoutMs} ms` : faultOf(error))
    } finally {
      clearTimeout(timer)
      underWay -= 1
    }
  }
  return { request, close: () => (closing ??= pool.then((opened) => opened.close())) }
}

/** undici is large, so it loads beside the program's own start and not with the import of this package. */
function openPool({ baseUrl, timeoutMs, connections }: RequestSettings): Promise<Pool> {
  const connect = { timeout: Math.min(CONNECT_MS, timeoutMs) }
  const pool = import('undici').then((undici) => new undici.Pool(baseUrl.origin, { connections, connect }))
  pool.catch(() => undefined) // each call reports it
  return pool
}

function requestOptions({ baseUrl, apiKey }: RequestSettings, call: Call): Dispatcher.RequestOptions {
  const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query).toString()}`
  const body = call.json === undefined ? null : JSON.stringify(call.json)
  return {
    method: call.method,
    path: `${baseUrl.pathname.replace(/\/+$/, '')}${fillPath(call)}${query}`,
    headers: {
      'X-Authy-API-Key': apiKey,
      accept: 'application/json',
      'user-agent': 'passport-authy',
      ...(body !== null && { 'content-type': 'application/json' }),
    },
    body,
  }
}

/** The last gate before the wire: whatever a caller let through, a hole takes letters, digits and hyphens only. */
function fillPath(call: Call): string {
  return call.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = call.params[name]
    if (typeof value !== 'string' || !/^[0-9a-zA-Z-]+$/.test(value)) throw notAsked(call, `not a valid ${name}`)
    return value
  })
}

async function readReply({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Reply> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) { // undici's type says `any`; without encoding it is bytes
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new RangeError('body too large')
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  return { status: statusCode, body: parse(text), retryAfterSeconds: retryAfterSeconds(headers) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** undici's errors may hold the request, headers and all: only a code from a fixed vocabulary is taken out of them. */
function faultOf(error: unknown): string {
  if (error instanceof RangeError) return `an answer over ${MAX_BODY_BYTES} bytes`
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? code : 'the exchange failed'
}

/** For a call that was not made. Names it by its template, as all of these do, never by its address. */
export function notAsked(call: Call, what: string, retryAfterSeconds: number | null = null): SecondFactorError {
  const options = retryAfterSeconds === null ? {} : { retryAfterSeconds }
  return new SecondFactorError('provider_not_asked', describe(call, what), options)
}

/** For a call that got no usable answer. */
export function unavailable(call: Call, what: string, retryAfterSeconds: number | null = null): SecondFactorError {
  const options = retryAfterSeconds === null ? {} : { retryAfterSeconds }
  return new SecondFactorError('provider_unavailable', describe(call, what), options)
}

/** For a reply that is no expected answer to `call`. */
export function unexpected(call: Call, reply: Reply): SecondFactorError {
  return unavailable(call, describeReply(reply), reply.retryAfterSeconds)
}

export function keyRefused(call: Call, reply: Reply): SecondFactorError {
  return new SecondFactorError('provider_key_refused', describe(call, `API key refused, ${describeReply(reply)}`))
}

function describe({ method, path }: Call, what: string): string {
  return `Authy, ${method} ${path}: ${what}`
}

function describeReply(reply: Reply): string {
  const code = errorCodeOf(reply)
  return `status ${reply.status}${code === null ? '' : `, error code ${code}`}`
}
