/** Who may pass, and what people see when something fails. */
import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import { frameOf } from './pages/layout.js'
import { noticePage } from './pages/notice-page.js'

export function asksForPage(req: Request): boolean {
  return !/\bjson\b/.test(req.headers.accept ?? '') && !req.is('json') && /\btext\/html\b/.test(req.headers.accept ?? '')
}

export const requireLogin: RequestHandler = (req, res, next) => {
  if (req.isAuthenticated()) next()
  else if (asksForPage(req)) res.redirect(303, req.method === 'GET' ? `/login?return_to=${encodeURIComponent(req.originalUrl)}` : '/login')
  else res.status(401).json({ code: 'not_signed_in' })
}

export function requireRole(role: string): RequestHandler {
  return (req, res, next) => {
    if (req.user?.roles.includes(role)) next()
    else if (asksForPage(req)) res.status(403).send(noticePage(frameOf(req), 'notForYou'))
    else res.status(403).json({ code: 'forbidden' })
  }
}

export const notFound: RequestHandler = (req, res) => {
  res.status(404)
  if (asksForPage(req)) res.send(noticePage(frameOf(req), 'notFound'))
  else res.json({ code: 'not_found' })
}

const NOTICES = { store_unavailable: 'unavailable', invalid_request: 'invalid', internal: 'failed' } as const

const TITLES = {
  store_unavailable: 'The shop is not available right now.',
  invalid_request: 'The request is not valid.',
  internal: 'Something went wrong.',
} as const

/** Says nothing about the inside; what went wrong is in the log. */
export const onError: ErrorRequestHandler = (error: unknown, req, res, next) => {
  if (res.headersSent) {
    next(error)
    return
  }
  const status = statusOf(error)
  const code = status === 503 ? 'store_unavailable' : status < 500 ? 'invalid_request' : 'internal'
  if (status >= 500) console.error(error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error')
  if (status === 503) res.set('Retry-After', '2')
  res.status(status)
  if (asksForPage(req)) res.send(noticePage(frameOf(req), NOTICES[code]))
  else res.type('application/problem+json').send(JSON.stringify({ type: 'about:blank', title: TITLES[code], status, code }))
}

function statusOf(error: unknown): number {
  const status: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : null
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500
}
