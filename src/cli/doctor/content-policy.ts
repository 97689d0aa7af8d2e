/** Content-Security-Policy as browsers read it, as far as files of the same origin go (W3C CSP Level 3). */

/** Directive names in lower case, each with its sources. */
export type ContentPolicy = ReadonlyMap<string, readonly string[]>

/** Several headers reach us joined by commas; each is a policy of its own, and all of them count. */
export function readPolicies(header: string | null): readonly ContentPolicy[] {
  return (header ?? '').split(',').map(readPolicy).filter(({ size }) => size > 0)
}

function readPolicy(text: string): ContentPolicy {
  const directives = new Map<string, readonly string[]>()
  for (const part of text.split(';')) {
    const [name = '', ...sources] = part.trim().split(/\s+/)
    // The first of the same name counts.
    if (name !== '' && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources)
  }
  return directives
}

/** From the narrowest to the widest; `form-action` has nothing to fall back to. */
const FALLBACKS = {
  script: ['script-src-elem', 'script-src', 'default-src'],
  style: ['style-src-elem', 'style-src', 'default-src'],
  connect: ['connect-src', 'default-src'],
  form: ['form-action'],
} as const

export type Use = keyof typeof FALLBACKS

/** @returns the sources in force for a use; `null` when the policy does not limit it */
export function sourcesFor(policy: ContentPolicy, use: Use): readonly string[] | null {
  const name = FALLBACKS[use].find((directive) => policy.has(directive))
  return name === undefined ? null : (policy.get(name) ?? [])
}

/** @returns whether files of the same origin may be used that way, without a nonce */
export function allowsOwn(policy: ContentPolicy, use: Use, origin: string): boolean {
  const sources = sourcesFor(policy, use)
  if (sources === null) return true
  if (use === 'script' && sources.some((source) => source.toLowerCase() === "'strict-dynamic'")) return false
  return sources.some((source) => covers(source.toLowerCase(), new URL(origin)))
}

function covers(source: string, { protocol, host, hostname }: URL): boolean {
  if (source === "'self'" || source === '*') return true
  if (source === 'http:') return protocol === 'http:' || protocol === 'https:'
  if (source === 'https:') return protocol === 'https:'
  const [, scheme, name = ''] = /^(?:(https?:)\/\/)?([^/]+)\/?$/.exec(source) ?? []
  if (scheme !== undefined && scheme !== protocol) return false
  return name === host || name === `${hostname}:*` || (name.startsWith('*.') && host.endsWith(name.slice(1)))
}
