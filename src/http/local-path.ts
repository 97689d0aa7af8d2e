/** Where to go after the sign-in: a path on this site, or nowhere. */

const MAX_LENGTH = 2048
const BASE = 'http://local.invalid'

/** @returns the path with its query when it surely stays on this site, else `null` */
export function localPath(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return null
  // One slash, then anything but a slash or backslash: browsers read `//host` and `/\host` as another site.
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(value) || value.includes('\\')) return null
  try {
    const url = new URL(value, BASE)
    return url.origin === BASE && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : null
  } catch {
    return null
  }
}
