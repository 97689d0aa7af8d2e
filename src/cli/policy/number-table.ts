/** Columns of text and numbers, as all reports of the policy commands print them. */

const GAP = '   '

/** @param rows the first one is the head; numbers stand to the right, with thousands separators */
export function tableLines(rows: readonly (readonly (string | number)[])[]): string[] {
  const [head = [], ...body] = rows
  const isNumeric = head.map((_, column) =>
    body.every((row) => typeof row[column] === 'number' || isShare(row[column])),
  )
  const texts = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? numberText(cell) : cell)))
  const widths = head.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)))
  const pad = (text: string, column: number): string =>
    isNumeric[column] === true ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0)
  return texts.map((row) => row.map(pad).join(GAP).trimEnd())
}

/** `12,480`. */
export function numberText(value: number): string {
  return value.toLocaleString('en-US')
}

/** `17.3%`; nothing of nothing is nothing. */
export function shareText(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : (part / whole) * 100).toFixed(1)}%`
}

function isShare(cell: string | number | undefined): boolean {
  return typeof cell === 'string' && /^\d+\.\d%$/.test(cell)
}
