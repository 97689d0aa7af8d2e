/** Whether the application is there, and the second factor in it. */
import { codeOf, told } from './app-answers.js'
import type { AppAnswers } from './app-answers.js'
import { fail, ok, skip, warn } from './finding.js'
import type { Finding } from './finding.js'
import { fieldOf } from './installed-version.js'
import type { Answer, Probed } from './probe.js'

export function checkAnswers({ home, origin }: Pick<AppAnswers, 'home' | 'origin'>): Finding {
  if (home.status < 500) return ok('app.answers', `${origin} answered ${home.status}`)
  return warn('app.answers', `${origin} answered ${home.status}`, 'look into the application’s log')
}

/** `GET /healthz`, where it gives what `secondFactor.health()` gave. */
export function checkHealth({ health }: Pick<AppAnswers, 'health'>): Finding {
  const body = typeof health === 'string' ? null : parsed(health.text)
  const status = fieldOf(body, 'status')
  const parts = ['policy', 'store', 'provider'].map((name) => [name, fieldOf(fieldOf(body, name), 'status')] as const)
  if ((status !== 'ok' && status !== 'degraded') || parts.some(([, state]) => typeof state !== 'string')) {
    return skip('app.health', 'no /healthz with what secondFactor.health() gives', 'add one')
  }
  if (status === 'ok') return ok('app.health', 'policy, store and provider are fine')
  const found = parts.map(([name, state]) => `${name} ${String(state)}`).join(', ')
  const isDown = parts.some(([name, state]) => name === 'store' && state === 'down')
  if (isDown) return fail('app.health', found, 'start the store')
  return warn('app.health', found, 'look at the part that is not up')
}

/** Nobody but our router refuses somebody who is not signed in by this code. */
export function checkRouter({ state, page, path }: Pick<AppAnswers, 'state' | 'page' | 'path'>): Finding {
  if (typeof page !== 'string' && page.status >= 500) {
    return fail('app.router', `${path} answered ${page.status} to a browser`, 'look into the application’s log')
  }
  if (typeof state !== 'string' && state.status === 401 && codeOf(state) === 'not_signed_in') {
    return ok('app.router', `${path} refuses whoever is not signed in`)
  }
  const fix = 'app.use(secondFactor.router) below session and Passport, above guards of your own; or give --path'
  return fail('app.router', `${path} is not served by the second factor: ${told(state)}`, fix)
}

export function checkNoStore({ page, state, path }: Pick<AppAnswers, 'page' | 'state' | 'path'>): Finding {
  if (typeof page === 'string' || typeof state === 'string') {
    return skip('app.no_store', `${path} did not answer`, 'try again')
  }
  if (isNoStore(page) && isNoStore(state)) return ok('app.no_store', `${path} is Cache-Control: no-store`)
  return fail('app.no_store', `${path} may be cached`, 'let no proxy or middleware change Cache-Control below it')
}

function isNoStore({ headers }: Answer): boolean {
  return (headers.get('cache-control') ?? '').toLowerCase().split(/\s*,\s*/).includes('no-store')
}

export function checkAssets({ styles, script, path }: Pick<AppAnswers, 'styles' | 'script' | 'path'>): Finding {
  const wrong = [
    ...(isAsset(styles, /^text\/css\b/) ? [] : [`second-factor.css ${told(styles)}`]),
    ...(isAsset(script, /^text\/javascript\b/) ? [] : [`second-factor.js ${told(script)}`]),
  ]
  if (wrong.length === 0) return ok('app.assets', 'style sheet and script are served')
  return fail('app.assets', wrong.join(', '), `let ${path}/assets/ through to the router`)
}

function isAsset(answer: Probed, type: RegExp): boolean {
  return typeof answer !== 'string' && answer.status === 200 && type.test(answer.headers.get('content-type') ?? '')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
