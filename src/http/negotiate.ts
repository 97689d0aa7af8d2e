/** Who is asking: a person's browser that navigates, or a program that wants JSON. */
import type { Request } from 'express'

/** A JSON body or an `Accept` that names JSON asks for JSON. */
export function asksForJson(req: Request): boolean {
  const accept = req.headers.accept ?? ''
  return /\bapplication\/(problem\+)?json\b/i.test(accept) || hasJsonBody(req)
}

export function hasJsonBody(req: Request): boolean {
  return /^application\/json\b/i.test(req.headers['content-type'] ?? '')
}

/** A page request navigates or names `text/html`; everything else gets JSON. */
export function isPageRequest(req: Request): boolean {
  if (asksForJson(req)) return false
  if (req.headers['sec-fetch-mode'] === 'navigate') return true
  return /\btext\/html\b/i.test(req.headers.accept ?? '')
}
