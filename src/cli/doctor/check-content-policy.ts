/** Whether the pages' own script and style sheet may run, under every policy that arrives. */
import type { AppAnswers } from './app-answers.js'
import { allowsOwn, readPolicies, sourcesFor } from './content-policy.js'
import type { ContentPolicy, Use } from './content-policy.js'
import { fail, ok, skip, warn } from './finding.js'
import type { Finding } from './finding.js'

const CHECK = 'app.csp'
const USES: readonly Use[] = ['script', 'style', 'connect', 'form']
const NAMES: Readonly<Record<Use, string>> = {
  script: 'script-src',
  style: 'style-src',
  connect: 'connect-src',
  form: 'form-action',
}

export function checkContentPolicy({ page, origin, path }: Pick<AppAnswers, 'page' | 'origin' | 'path'>): Finding {
  if (typeof page === 'string') return skip(CHECK, `${path} did not answer`, 'try again')
  const isPage = page.status < 500 && /^text\/html\b/.test(page.headers.get('content-type') ?? '')
  if (!isPage) return skip(CHECK, `${path} shows no page`, 'mend app.router first')
  return judge(readPolicies(page.headers.get('content-security-policy')), origin, path)
}

function judge(policies: readonly ContentPolicy[], origin: string, path: string): Finding {
  if (policies.length === 0) {
    return warn(CHECK, 'the page arrives without Content-Security-Policy', 'let no proxy take it away')
  }
  const blocked = USES.filter((use) => !policies.every((policy) => allowsOwn(policy, use, origin)))
  if (blocked.length > 0) {
    const who = policies.length === 1 ? 'the policy' : `one of ${policies.length} policies`
    const directives = blocked.map((use) => NAMES[use]).join(', ')
    return fail(CHECK, `${who} blocks our ${blocked.join(', ')}`, `add 'self' to ${directives} for ${path}`)
  }
  const isLoose = policies.every((policy) => isInlineAllowed(sourcesFor(policy, 'script')))
  if (isLoose) {
    return warn(CHECK, 'inline script is allowed, which nothing of ours needs', `take 'unsafe-inline' out for ${path}`)
  }
  const under = policies.length === 1 ? '' : `, under all ${policies.length} policies`
  return ok(CHECK, `own script allowed, inline script not${under}`)
}

/** A nonce or a digest makes browsers pass over `unsafe-inline`. */
function isInlineAllowed(sources: readonly string[] | null): boolean {
  if (sources === null) return true
  return sources.includes("'unsafe-inline'") && !sources.some((source) => /^'(nonce-|sha\d{3}-)/.test(source))
}
