/** `POST /2fa/callback`: the provider tells that a push was answered. Its signature decides, nothing else. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { receiveCallback } from '../flows/receive-callback.js'
import type { RawCallback } from '../ports/provider.js'
import type { WebContext } from './context.js'
import { sendProblem } from './problem.js'

/** A genuine callback is about two kilobytes. */
const MAX_BYTES = 64 * 1024

export function pushCallback(context: WebContext): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    receive(context, req, res).catch(next)
  }
}

async function receive(context: WebContext, req: Request, res: Response): Promise<void> {
  const body = req.method === 'GET' ? '' : await rawBody(req)
  if (body === null) {
    sendProblem(res, 'payload_too_large')
    return
  }
  const result = await receiveCallback(context.services, rawCallback(context, req, body))
  if (result.kind === 'bad_signature') {
    sendProblem(res, 'bad_signature')
    return
  }
  res.status(200).json({ received: true })
}

function rawCallback({ callbackUrl, services }: WebContext, req: Request, body: string): RawCallback {
  const { method, headers, originalUrl } = req
  const query = originalUrl.includes('?') ? originalUrl.slice(originalUrl.indexOf('?') + 1) : ''
  return { method, query, body, headers: singleValued(req, headers), url: callbackUrl, now: services.clock.now() }
}

/** Node joins a repeated header with commas; the raw list shows that it was repeated. */
function singleValued(req: Request, headers: Request['headers']): RawCallback['headers'] {
  const names = req.rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase())
  const repeated = new Set(names.filter((name, at) => names.indexOf(name) !== at))
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, repeated.has(name) ? undefined : value]))
}

/**
 * The body as text. A parser that ran before us has swallowed the bytes; what it made of them signs the same, since
 * the signature covers the parsed fields.
 */
async function rawBody(req: Request): Promise<string | null> {
  if (req.body !== undefined && req.readableEnded) return JSON.stringify(req.body)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    size += bytes.length
    if (size > MAX_BYTES) return null
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
