/** Takes keys, codes, secrets and phone numbers out of what is kept of a call. */
import { parseForm } from './params.js'

const hidden = '[redacted]'
/** Nothing that is meant to be read nests deeper. */
const deepest = 12
const secretNames = new Set([
  'api_key',
  'app_api_key',
  'access_key',
  'verification_code',
  'custom_code',
  'token',
  'code',
  'otp',
  'secret',
  'qr_code',
])
const phoneNames = new Set(['cellphone', 'phone_number', 'phone', 'via_phone', 'to', 'e164'])

/** A body as it may be shown: indented JSON, a form as JSON, or only its length when it can not be read. */
export function redactedBody(body: string): string {
  if (body.trim() === '') return ''
  const tree = /^\s*[[{]/.test(body) ? parsed(body) : body.includes('=') ? parseForm(body) : undefined
  if (tree === undefined) return `(${body.length} characters, not readable)`
  return JSON.stringify(redacted('', tree, 0), null, 2)
}

/** Path and query without keys, tokens, codes and numbers. */
export function redactedPath(rawSegments: readonly string[], query: string): string {
  const path = rawSegments.map((segment, index) => (rawSegments[index - 1] === 'verify' ? hidden : segment))
  const pairs = query.split('&').map(redactedPair)
  return `/${path.join('/')}${query === '' ? '' : `?${pairs.join('&')}`}`
}

function redactedPair(pair: string): string {
  const [[name, value] = ['', '']] = [...new URLSearchParams(pair)]
  const rawName = pair.split('=')[0] ?? ''
  // As a form parser reads the name, so that an encoded one hides nothing; brackets hold the name that counts.
  const inner = /\[([^\]]*)\]$/.exec(name)?.[1] ?? name
  if (secretNames.has(inner)) return `${rawName}=${hidden}`
  return phoneNames.has(inner) ? `${rawName}=${ending(value)}` : pair
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function redacted(name: string, value: unknown, depth: number): unknown {
  if (depth > deepest) return '…'
  if (Array.isArray(value)) return value.map((entry: unknown) => redacted(name, entry, depth + 1))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, redacted(key, entry, depth + 1)]))
  }
  if (typeof value !== 'string' && typeof value !== 'number') return value
  if (phoneNames.has(name)) return ending(String(value))
  if (name === 'message') return String(value).replace(/\+?\d[\d\s().-]{6,}\d/g, ending)
  // What verify says of a token, "is valid", is no token.
  return secretNames.has(name) && !/^is (?:in)?valid$/.test(String(value)) ? hidden : value
}

const ending = (number: string): string => `••${number.slice(-2)}`
