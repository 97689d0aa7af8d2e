/**
 * Two requests at once that ask for the very same thing, as after a double click, share one run and its answer. Within
 * one process, which is where a browser's two requests meet.
 */
export class SharedRuns {
  readonly #running = new Map<string, Promise<unknown>>()

  /** @param key names the thing; runs of one key have one type of answer */
  run<T>(key: string, start: () => Promise<T>): Promise<T> {
    const running = this.#running.get(key)
    // The key says what is asked for, so the answer is of the type that was asked for.
    if (running !== undefined) return running as Promise<T>
    const run = start().finally(() => this.#running.delete(key))
    this.#running.set(key, run)
    return run
  }
}
