/**
 * CSV as RFC 4180 has it: commas, CRLF, quotes doubled. Spreadsheets take a cell that begins like a formula for one
 * and run it, quoted or not, so such a cell gets an apostrophe in front (OWASP, CSV Injection).
 */

/** Also behind blanks, and in the wide forms that some programs turn into the narrow ones. */
const FORMULA = /^[\t\r\n]|^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/

export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
