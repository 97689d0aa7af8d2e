/** Events into a file, one line each. */
import { createWriteStream } from 'node:fs'
import type { WriteStream } from 'node:fs'
import type { EventSink, SecondFactorEvent } from '../ports/events.js'
import { eventLine } from './event-line.js'

/** Lines waiting for a slow disk; beyond that they are counted as lost instead of filling the memory. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024

export class JsonLinesLog implements EventSink {
  readonly #stream: WriteStream
  #lost = 0

  /** @param file appended to; it is made when it is missing */
  constructor(file: string) {
    this.#stream = createWriteStream(file, { flags: 'a' })
    this.#stream.on('error', () => (this.#lost += 1))
  }

  /** Events that could not be written. */
  get lost(): number {
    return this.#lost
  }

  emit(event: SecondFactorEvent): void {
    if (this.#stream.writableLength > MAX_WAITING_BYTES || this.#stream.destroyed) this.#lost += 1
    else this.#stream.write(`${eventLine(event)}\n`)
  }

  /** Resolves when every line is in the file. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stream.destroyed) resolve()
      else this.#stream.end(() => resolve())
    })
  }
}
