/** Who watches a long run, so that tests can look over its shoulder. */

export interface Terminal {
  /** Writes to standard error. */
  readonly warn: (text: string) => void
  /** Whether somebody watches standard error. */
  readonly isWatched: boolean
  /** Epoch ms. */
  readonly now: () => number
}

export function processTerminal(): Terminal {
  return {
    warn: (text) => void process.stderr.write(text),
    isWatched: process.stderr.isTTY,
    now: () => Date.now(),
  }
}
