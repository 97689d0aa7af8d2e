/** Takes from one source with several hands, one piece for each at a time. */

/**
 * Ends when the source ends, when `isStopped` says so, or when a hand fails; always after every hand has finished
 * what it holds.
 * @throws what the source or `work` threw first
 */
export async function inParallel<T>(
  source: AsyncIterable<T>,
  hands: number,
  isStopped: () => boolean,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const items = source[Symbol.asyncIterator]()
  const failures: unknown[] = []
  const hand = async (): Promise<void> => {
    try {
      while (failures.length === 0 && !isStopped()) {
        const next = await items.next()
        if (next.done === true) return
        await work(next.value)
      }
    } catch (error) {
      failures.push(error)
    }
  }
  await Promise.all(Array.from({ length: hands }, hand))
  await items.return?.()
  if (failures.length > 0) throw failures[0]
}
