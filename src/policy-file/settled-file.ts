/**
 * Tells when a file has changed and come to rest. An editor that writes slowly, truncates first, renames over it or
 * swaps a link must never show half a policy, so a change counts only after it has stood still for a while.
 */
import { statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'

const POLL_MS = 250
/** Quiet time after the last write. */
const SETTLE_MS = 1000

/**
 * @param known signature of what was read already, taken before it was read, so that no change falls between
 * @returns a function that ends the watch
 */
export function watchSettled(file: string, known: string, onSettled: () => void): () => void {
  let seen: { readonly signature: string; readonly since: number } | null = null
  const look = async (): Promise<void> => {
    const now = await signatureOf(file)
    if (now === known) seen = null
    else if (seen?.signature !== now) seen = { signature: now, since: performance.now() }
    else if (performance.now() - seen.since >= SETTLE_MS) {
      known = now
      seen = null
      onSettled()
    }
  }
  const timer = setInterval(() => void look(), POLL_MS)
  timer.unref()
  void look()
  return () => clearInterval(timer)
}

/** Follows links, so that swapping one is a change too. */
async function signatureOf(file: string): Promise<string> {
  try {
    return signature(await stat(file))
  } catch {
    return 'missing'
  }
}

/** The same at once, for the start. */
export function fileSignature(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats === undefined ? 'missing' : signature(stats)
}

function signature({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs, ctimeMs].join(' ')
}
