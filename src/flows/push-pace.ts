/**
 * Keeps the provider from being asked about one push more often than every two seconds, however many browsers
 * wait. Those who ask at the same moment share one answer. Measured in real time, since it spares a real service.
 */
import type { PushStatus } from '../ports/provider.js'

const PACE_MS = 2000
const MAX_REFS = 20_000

/** `poll`: no answer when it is too early. `wait`: the answer as soon as it may be had. `now`: there is news. */
export type Urgency = 'poll' | 'wait' | 'now'

interface Asked {
  readonly at: number
  /** Set while the question is under way. */
  readonly answer: Promise<PushStatus> | null
}

export class PushPace {
  readonly #asked = new Map<string, Asked>()

  /** @returns `null` when a poll comes too early */
  async ask(ref: string, urgency: Urgency, call: () => Promise<PushStatus>): Promise<PushStatus | null> {
    const last = this.#asked.get(ref)
    if (last?.answer && urgency !== 'now') return last.answer
    const early = last === undefined || urgency === 'now' ? 0 : last.at + PACE_MS - performance.now()
    if (early > 0 && urgency === 'poll') return null
    const answer = early > 0 ? later(early).then(call) : call()
    const asked = { at: performance.now() + Math.max(early, 0), answer }
    this.#keep(ref, asked)
    try {
      return await answer
    } finally {
      if (this.#asked.get(ref) === asked) this.#asked.set(ref, { at: asked.at, answer: null })
    }
  }

  #keep(ref: string, asked: Asked): void {
    const oldest = this.#asked.size >= MAX_REFS ? this.#asked.keys().next() : undefined
    if (oldest?.done === false) this.#asked.delete(oldest.value)
    this.#asked.delete(ref)
    this.#asked.set(ref, asked)
  }
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
