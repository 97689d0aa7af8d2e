/**
 * Refuses state changes that another site triggers. `Sec-Fetch-Site` decides where the browser sends it (a
 * same-origin form under `no-referrer` sends `Origin: null`), else `Origin`; without both, a form is refused, since
 * every browser of this decade sends one of them.
 */
import type { Request } from 'express'
import { asksForJson, hasJsonBody } from './negotiate.js'

export function isCrossSite(req: Request, ownOrigin: string): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(req.method)) return false
  if (isBearerAlone(req)) return false
  const site = req.headers['sec-fetch-site']
  if (typeof site === 'string') return site !== 'same-origin' && site !== 'none'
  const { origin } = req.headers
  if (origin !== undefined) return origin !== ownOrigin
  return !hasJsonBody(req) && !isBareJsonRequest(req)
}

/** What no browser adds by itself decides for this request, and no cookie goes along that could decide instead. */
function isBearerAlone({ headers }: Request): boolean {
  return /^Bearer /i.test(headers.authorization ?? '') && headers.cookie === undefined
}

/** No body, but an `Accept` that no form can send. */
function isBareJsonRequest(req: Request): boolean {
  return req.headers['content-type'] === undefined && asksForJson(req)
}
