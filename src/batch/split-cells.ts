/** One record of a CSV file to its fields (RFC 4180), with quotes inside unquoted fields taken as they are. */

/** `open`: a quoted field is not closed. `wrong`: something follows a closing quote. */
export type Cells = readonly string[] | 'open' | 'wrong'

/** A field and what ends it. The loops hold no choice, so that no text makes them slow. */
const CELL = /(?:"([^"]*(?:""[^"]*)*)"|(?!")([^,]*))(,|$)/y
const OPEN_CELL = /"[^"]*(?:""[^"]*)*$/y

export function splitCells(text: string): Cells {
  if (!text.includes('"')) return text.split(',')
  const cells: string[] = []
  let end = ','
  let at = 0
  while (end === ',') {
    CELL.lastIndex = at
    const found = CELL.exec(text)
    if (found === null) return isOpen(text, at) ? 'open' : 'wrong'
    const [whole, quoted, plain = '', ending = ''] = found
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    at += whole.length
    end = ending
  }
  return cells
}

function isOpen(text: string, at: number): boolean {
  OPEN_CELL.lastIndex = at
  return OPEN_CELL.test(text)
}
