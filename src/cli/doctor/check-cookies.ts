/** The session cookie, as far as somebody who is not signed in gets one. */
import type { AppAnswers } from './app-answers.js'
import { fail, ok, skip, warn } from './finding.js'
import type { Finding } from './finding.js'

const CHECK = 'app.cookie'
const SESSION_NAME = /sid|sess/i

export function checkCookies({ home, page, origin }: Pick<AppAnswers, 'home' | 'page' | 'origin'>): Finding {
  const all = [home, page].flatMap((answer) => (typeof answer === 'string' ? [] : answer.cookies))
  const session = all.find((cookie) => SESSION_NAME.test(nameOf(cookie)))
  if (session !== undefined) return judge(session, origin.startsWith('https:'))
  const seen = all.length === 0 ? 'no cookie' : `no session cookie (only ${[...new Set(all.map(nameOf))].join(', ')})`
  return skip(CHECK, `${seen} before signing in`, 'look at it in the browser: HttpOnly, SameSite, Secure on https')
}

function nameOf(cookie: string): string {
  return cookie.split('=', 1)[0]?.trim() ?? ''
}

function judge(cookie: string, isSecure: boolean): Finding {
  const name = nameOf(cookie)
  const flags = cookie.split(';').slice(1).map((flag) => flag.trim().toLowerCase())
  const missing = [
    ...(flags.includes('httponly') ? [] : ['HttpOnly']),
    ...(isSecure && !flags.includes('secure') ? ['Secure'] : []),
  ]
  if (missing.length > 0) {
    return fail(CHECK, `${name} has no ${missing.join(' and no ')}`, 'set it in the session’s cookie options')
  }
  const sameSite = flags.find((flag) => flag.startsWith('samesite='))
  if (sameSite === undefined) return warn(CHECK, `${name} has no SameSite`, "set sameSite: 'lax'")
  if (sameSite === 'samesite=none') {
    return warn(CHECK, `${name} is SameSite=None`, "set sameSite: 'lax', unless other sites embed you")
  }
  return ok(CHECK, `${name} is HttpOnly, ${isSecure ? 'Secure, ' : ''}${sameSite.replace('samesite', 'SameSite')}`)
}
