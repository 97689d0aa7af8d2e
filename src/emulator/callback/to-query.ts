/** Ruby on Rails `Hash#to_query`: the text that Authy signs for a callback. */

/** Plain JSON. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json
}

/**
 * Canonical query of `hash`. Every level is sorted as whole encoded `key=value` strings; empty hashes and arrays are
 * left out; null is an empty value; array elements keep their order.
 */
export function toQuery(hash: JsonObject, namespace = ''): string {
  return Object.entries(hash)
    .filter(([, value]) => !isEmpty(value))
    .map(([name, value]) => pair(namespace === '' ? name : `${namespace}[${name}]`, value))
    .sort()
    .join('&')
}

function pair(name: string, value: Json): string {
  if (isList(value)) return value.map((element) => pair(`${name}[]`, element)).join('&')
  if (typeof value === 'object' && value !== null) return toQuery(value, name)
  return `${escape(name)}=${value === null ? '' : escape(String(value))}`
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

const isEmpty = (value: Json): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** `CGI.escape` of Ruby 2.5 and later: `~` stays, a blank is `+`, and what encodeURIComponent spares is encoded. */
const escape = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
