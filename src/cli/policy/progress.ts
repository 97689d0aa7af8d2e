/** How far a long run has come: one line that rewrites itself, and only while somebody watches. */
import { numberText } from './number-table.js'
import type { Terminal } from './terminal.js'

export interface Progress {
  readonly add: (rows: number) => void
  /** Clears the line. */
  readonly end: () => void
}

const EVERY_MS = 250

export function startProgress({ isWatched, warn, now }: Terminal): Progress {
  if (!isWatched) return { add: () => undefined, end: () => undefined }
  const startedAt = now()
  let shownAt = startedAt
  let rows = 0
  const add = (more: number): void => {
    rows += more
    if (now() - shownAt < EVERY_MS) return
    shownAt = now()
    const rate = Math.round((rows * 1000) / (shownAt - startedAt))
    warn(`\r${numberText(rows)} rows, ${numberText(rate)} a second\u001b[K`)
  }
  return { add, end: () => warn('\r\u001b[K') }
}
