/** The path that Express routes by, also when the request names a whole address (RFC 9112, 3.2.2). */
import type { Request } from 'express'

/** @returns `null`, which policy takes for *not known*, when the target is no path at all */
export function requestPath(req: Request): string | null {
  return targetPath(req.originalUrl)
}

/** @param target as it stands in the request line */
export function targetPath(target: string): string | null {
  if (target.startsWith('/')) return target.split(/[?#]/, 1)[0] ?? '/'
  return URL.canParse(target) ? new URL(target).pathname : null
}
