/**
 * Tells when a file has changed and come to rest. An editor that writes slowly, truncates first, renames over it or
 * swaps a link must never show half a policy, so a change counts only after it has stood still for a while.
 */
import { stat } from 'node:fs/promises'

const POLL_MS = 250
/** Quiet time after the last write. */
const SETTLE_MS = 1000

/** @returns a function that ends the watch */
export function watchSettled(file: string, onSettled: () => void): () => void {
  let known: string | null = null
  let seen: { readonly signature: string; readonly since: number } | null = null
  const look = async (): Promise<void> => {
    const signature = await signatureOf(file)
    known ??= signature
    if (signature === known) seen = null
    else if (seen?.signature !== signature) seen = { signature, since: performance.now() }
    else if (performance.now() - seen.since >= SETTLE_MS) {
      known = signature
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
    const { dev, ino, size, mtimeMs, ctimeMs } = await stat(file)
    return [dev, ino, size, mtimeMs, ctimeMs].join(' ')
  } catch {
    return 'missing'
  }
}
