/** A rough name of a browser, enough for a person to notice one that is not theirs. */

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** What a header of unbounded length may cost. */
const MAX_LENGTH = 400

export function browserName(userAgent: string | null): { readonly browser: string; readonly system: string | null } | null {
  if (userAgent === null) return null
  const head = userAgent.slice(0, MAX_LENGTH)
  const browser = BROWSERS.find(([pattern]) => pattern.test(head))?.[1]
  const system = SYSTEMS.find(([pattern]) => pattern.test(head))?.[1] ?? null
  return browser === undefined ? null : { browser, system }
}
