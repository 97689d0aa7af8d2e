/** The cookie of a remembered browser: out of reach for scripts and for other hosts. */
import type { Request, Response } from 'express'
import type { DeviceCookie } from '../flows/remember-device.js'
import type { WebContext } from './context.js'

const LONGEST_TOKEN = 2048

/** `__Host-`: set by this very host, over https, for all its paths (RFC 6265bis, 4.1.3.2). */
function nameFor({ origin }: WebContext): string {
  return isSecure(origin) ? '__Host-2fa-device' : '2fa-device'
}

function isSecure(origin: string): boolean {
  return origin.startsWith('https:')
}

/** @returns `null` also when the cookie comes twice: one of them would be somebody else's doing */
export function deviceTokenOf(context: WebContext, req: Request): string | null {
  const start = `${nameFor(context)}=`
  const found = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim()).filter((pair) => pair.startsWith(start))
  const [only, ...more] = found
  const token = only?.slice(start.length)
  if (token === undefined || more.length > 0 || token.length > LONGEST_TOKEN) return null
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? token : null
}

export function setDeviceCookie(context: WebContext, res: Response, { token, expiresAt }: DeviceCookie): void {
  const seconds = Math.max(0, Math.floor((expiresAt - context.services.clock.now()) / 1000))
  res.append('Set-Cookie', cookie(context, token, seconds))
}

export function dropDeviceCookie(context: WebContext, res: Response): void {
  res.append('Set-Cookie', cookie(context, '', 0))
}

function cookie(context: WebContext, value: string, seconds: number): string {
  const secure = isSecure(context.origin) ? '; Secure' : ''
  return `${nameFor(context)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`
}
