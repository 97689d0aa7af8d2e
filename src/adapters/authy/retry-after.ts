/** When to try again, as the server says it (RFC 9110, 10.2.3). */

const LONGEST_SECONDS = 86_400

/**
 * Seconds named by `Retry-After`, between 1 and a day; `null` without a readable one. A date is measured against the
 * reply's own `Date`, so that neither side's clock has to be right.
 */
export function retryAfterSeconds(headers: Readonly<Record<string, string | string[] | undefined>>): number | null {
  const value = headers['retry-after']
  if (typeof value !== 'string') return null
  const seconds = /^[0-9]{1,9}$/.test(value) ? Number(value) : secondsUntil(value, headers['date'])
  return Number.isNaN(seconds) ? null : Math.min(Math.max(Math.ceil(seconds), 1), LONGEST_SECONDS)
}

/** `NaN` when either is no date. */
function secondsUntil(date: string, sent: string | string[] | undefined): number {
  const isDate = /^[A-Z][a-z]{2}, /.test(date) && typeof sent === 'string'
  return isDate ? (Date.parse(date) - Date.parse(sent)) / 1000 : Number.NaN
}
