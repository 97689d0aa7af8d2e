/** What the running application has to refuse, and what it must not. */
import { codeOf, told } from './app-answers.js'
import type { AppAnswers } from './app-answers.js'
import { fail, ok, skip, warn } from './finding.js'
import type { Finding } from './finding.js'

/** The provider has no session and comes from another site, so nothing may stand before the signature. */
export function checkCallback({ callback, path }: Pick<AppAnswers, 'callback' | 'path'>): Finding {
  const address = `POST ${path}/callback`
  if (codeOf(callback) === 'bad_signature') return ok('app.callback', `${address} is reachable and checks signatures`)
  if (typeof callback !== 'string' && callback.status < 300) {
    const found = `${address} ${told(callback)} without a signature`
    return fail('app.callback', found, 'let the router of the second factor serve it')
  }
  const fix = `let ${path}/callback pass guards against cross-site requests and against people who are not signed in`
  return fail('app.callback', `${address} does not reach us: ${told(callback)}`, fix)
}

export function checkCrossSite({ fromOther, path }: Pick<AppAnswers, 'fromOther' | 'path'>): Finding {
  if (codeOf(fromOther) === 'cross_site') return ok('app.cross_site', 'a change that another site asks for is refused')
  if (typeof fromOther === 'string') return skip('app.cross_site', fromOther, 'try again')
  if (fromOther.status === 403) return ok('app.cross_site', 'a guard of the application refuses it before ours')
  const fix = `let no proxy take Origin or Sec-Fetch-Site away, and the router serve ${path}`
  return fail('app.cross_site', `a change that another site asks for ${told(fromOther)}`, fix)
}

/** Where `publicUrl` is another address than the one in use, every form of the application's own pages is refused. */
export function checkOwnSite({ fromOwn, origin }: Pick<AppAnswers, 'fromOwn' | 'origin'>): Finding {
  const code = codeOf(fromOwn)
  if (code === 'not_signed_in') return ok('app.public_url', `${origin} is the application’s own address`)
  if (code !== 'cross_site') return skip('app.public_url', `its own page was ${told(fromOwn)}`, 'mend app.router first')
  const fix = 'give --url as publicUrl has it, or set publicUrl (PUBLIC_URL) to the address people use'
  return warn('app.public_url', `${origin} counts as another site: publicUrl says something else`, fix)
}
