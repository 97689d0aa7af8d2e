/** Options of the Authy provider, checked once, at construction. */
import { SecondFactorError } from '../../errors.js'

export interface AuthyProviderOptions {
  /** The Authy app's production API key. It authenticates calls and signs callbacks. */
  readonly apiKey: string
  /**
   * Where the API is. Default `https://api.authy.com`; another server that speaks it, such as the emulator, over
   * plain `http:` only on this machine.
   */
  readonly apiUrl?: string
  /** Milliseconds that one call may take in all, 100 to 8000. Default 5000. */
  readonly timeoutMs?: number
  /** Connections kept to the API, 1 to 256. Default 16; four times as many calls may wait for one. */
  readonly connections?: number
  /** Further keys whose callbacks are taken, while keys are being changed. Default none. */
  readonly additionalCallbackKeys?: readonly string[]
  /** Seconds that a callback's nonce may be from now, 1 to 86400. Default 300. */
  readonly callbackMaxAgeSeconds?: number
}

/** Compiles only while it names every option. */
const NAMES: Readonly<Record<keyof AuthyProviderOptions, true>> = {
  apiKey: true,
  apiUrl: true,
  timeoutMs: true,
  connections: true,
  additionalCallbackKeys: true,
  callbackMaxAgeSeconds: true,
}

export interface AuthySettings {
  readonly apiKey: string
  readonly baseUrl: URL
  readonly timeoutMs: number
  readonly connections: number
  readonly callbackKeys: readonly string[]
  readonly callbackMaxAgeSeconds: number
}

/** @throws SecondFactorError `invalid_options`, with a sentence that says what to do */
export function readOptions(options: unknown): AuthySettings {
  if (typeof options !== 'object' || options === null) throw refused('pass an object with apiKey.')
  const given = new Map<string, unknown>(Object.entries(options))
  for (const name of given.keys()) if (!Object.hasOwn(NAMES, name)) throw unknownOption(name)
  const apiKey = readKey(given.get('apiKey'))
  return {
    apiKey,
    baseUrl: readApiUrl(given.get('apiUrl') ?? 'https://api.authy.com', apiKey),
    timeoutMs: readInteger(given, 'timeoutMs', 100, 8_000, 5_000),
    connections: readInteger(given, 'connections', 1, 256, 16),
    callbackKeys: [apiKey, ...readMoreKeys(given.get('additionalCallbackKeys') ?? [])],
    callbackMaxAgeSeconds: readInteger(given, 'callbackMaxAgeSeconds', 1, 86_400, 300),
  }
}

function readKey(key: unknown): string {
  if (typeof key !== 'string' || key === '') {
    throw refused("apiKey is missing. Set it to the production API key from the Authy app's settings in the console.")
  }
  if (!isKey(key)) throw refused('apiKey holds blanks, line breaks or other characters that no key has. Copy it again.')
  return key
}

function readMoreKeys(keys: unknown): readonly string[] {
  if (Array.isArray(keys) && keys.every(isKey)) return keys
  throw refused('additionalCallbackKeys has to be an array of API keys.')
}

function isKey(key: unknown): key is string {
  return typeof key === 'string' && /^[\x21-\x7e]{1,512}$/.test(key)
}

function readApiUrl(text: unknown, apiKey: string): URL {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw refused('apiUrl has to be a whole address such as https://api.authy.com.')
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw refused('apiUrl may hold scheme, host, port and path only; take everything else out of it.')
  }
  const isLocal = isLoopback(url.hostname)
  if (url.protocol === 'http:' && !isLocal) {
    throw refused('apiUrl would send the API key unencrypted. Use https:, or a loopback address for an emulator.')
  }
  if (apiKey.startsWith('demo_') && !isLocal) {
    throw refused('apiKey is a demo_ key, which only the emulator takes. Set the real key, or apiUrl to the emulator.')
  }
  return url
}

/** Reaches this machine only. `URL` has brought every spelling of an IPv4 address to four decimals. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.[0-9]{1,3}){3}$/.test(hostname)
}

type Given = ReadonlyMap<string, unknown>

function readInteger(given: Given, name: string, min: number, max: number, byDefault: number): number {
  const value = given.get(name) ?? byDefault
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
  throw refused(`${name} has to be a whole number from ${min} to ${max}.`)
}

function unknownOption(name: string): SecondFactorError {
  const nearest = Object.keys(NAMES).sort((a, b) => distance(a, name) - distance(b, name))[0] ?? ''
  const hint = distance(nearest, name) <= 4 ? ` Did you mean ${nearest}?` : ` It has ${Object.keys(NAMES).join(', ')}.`
  return refused(`there is no option ${JSON.stringify(name.slice(0, 40))}.${hint}`)
}

/** Insertions, deletions and replacements between two names, letter case aside (Levenshtein). */
function distance(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase().slice(0, 40)]
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 0; i < left.length; i += 1) {
    const next = [i + 1]
    for (let j = 0; j < right.length; j += 1) {
      const replaced = (row[j] ?? 0) + (left[i] === right[j] ? 0 : 1)
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, replaced))
    }
    row = next
  }
  return row.at(-1) ?? left.length
}

function refused(sentence: string): SecondFactorError {
  return new SecondFactorError('invalid_options', `AuthyProvider: ${sentence}`)
}
