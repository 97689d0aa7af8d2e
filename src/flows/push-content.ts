/** What the phone shows. Only values of the server's; cleaned, and cut so that the meaning stays. */
import type { Decision } from '../policy/decision.js'
import type { Person, Visit } from './services.js'

const MAX_MESSAGE = 144
const MAX_VALUE = 80

/** Cuts between characters as people see them, never inside one. */
const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' })

export interface PushContent {
  readonly message: string
  readonly details: Readonly<Record<string, string>>
}

export function pushContent(appName: string, visit: Visit, decision: Decision, matchCode: string | null, now: number): PushContent {
  const show = decision.settings.challenge.push.show
  const details: Record<string, string> = {}
  if (matchCode !== null) details['Code'] = matchCode
  if (show.includes('app')) details['App'] = clean(appName, MAX_VALUE)
  const browser = show.includes('browser') ? browserName(visit.userAgent) : null
  if (browser !== null) details['Browser'] = browser
  if (show.includes('time')) details['Time'] = timeFor(visit.person, now)
  return { message: clean(`Sign-in to ${appName}`, MAX_MESSAGE), details }
}

/** Drops control characters and those that turn the direction of text, then cuts. */
export function clean(text: string, max: number): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').replace(/ {2,}/g, ' ').trim()
  const characters = Array.from(SEGMENTER.segment(plain), ({ segment }) => segment)
  return characters.length <= max ? plain : `${characters.slice(0, max - 1).join('')}…`
}

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/\bChrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** A rough name is enough for a person to notice a browser that is not theirs. */
function browserName(userAgent: string | null): string | null {
  if (userAgent === null) return null
  const head = userAgent.slice(0, 400)
  const browser = BROWSERS.find(([pattern]) => pattern.test(head))?.[1]
  const system = SYSTEMS.find(([pattern]) => pattern.test(head))?.[1]
  if (browser === undefined) return null
  return system === undefined ? browser : `${browser} on ${system}`
}

function timeFor(person: Person, now: number): string {
  const options = { dateStyle: 'medium', timeStyle: 'long', timeZone: 'UTC' } as const
  try {
    return clean(new Intl.DateTimeFormat(person.locale ?? 'en', options).format(now), MAX_VALUE)
  } catch {
    // A malformed language tag must not cost the sign-in.
    return clean(new Intl.DateTimeFormat('en', options).format(now), MAX_VALUE)
  }
}
