/** Waiting for a provider or a store that is over its limit or away: one pause for all who work at the same time. */
import { SecondFactorError, isSecondFactorError } from '../errors.js'
import type { Limited } from '../ports/provider.js'

export interface BackOffOptions {
  /** Ends early, by rejecting, when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** 0 up to 1. */
  readonly random: () => number
  /** Its reason ends every wait. */
  readonly signal: AbortSignal
  /** Is told the length of each pause, in ms, and 0 at its end. */
  readonly onPause: (ms: number) => void
}

export interface BackOff {
  /**
   * Does the work, again and again while it is refused for now.
   * @throws SecondFactorError what `work` threw, when it keeps failing although others get through
   * @throws SecondFactorError `provider_unavailable` or `store_unavailable` in `GaveUp` when nothing gets through
   */
  through<T>(work: () => Promise<T | Limited>): Promise<T>
}

/** Nothing got through for so long that going on makes no sense. */
export class GaveUp extends Error {
  override readonly name = 'GaveUp'
  override readonly cause: SecondFactorError

  constructor(cause: SecondFactorError) {
    super('Nothing gets through.')
    this.cause = cause
  }
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 60_000
/** Pauses in a row without one success between them: about five minutes when nobody names a time. */
const MAX_PAUSES = 10
/** Whoever is asked to wait longer had better run again later. */
const LONGEST_RETRY_AFTER_SECONDS = 3600
/** Failures of one piece of work while others got through. */
const MAX_OWN_FAILURES = 8

interface Setback {
  readonly error: SecondFactorError
  readonly retryAfterSeconds: number
  /** A limit is nobody's own fault. */
  readonly isLimit: boolean
}

export function createBackOff(options: BackOffOptions): BackOff {
  let pause: Promise<void> | null = null
  let round = 0
  let pausesInARow = 0
  let successes = 0

  const begin = (setback: Setback): void => {
    round += 1
    pausesInARow += 1
    const isTooLong = setback.retryAfterSeconds > LONGEST_RETRY_AFTER_SECONDS
    if (pausesInARow > MAX_PAUSES || isTooLong) throw new GaveUp(setback.error)
    const ms = pauseMs(setback, pausesInARow, options.random)
    options.onPause(ms)
    pause = options.wait(ms, options.signal).then(() => {
      pause = null
      options.onPause(0)
    })
    // Whoever waits for it is told.
    pause.catch(() => undefined)
  }

  const through = async <T>(work: () => Promise<T | Limited>): Promise<T> => {
    let ownFailures = 0
    let successesSeen = successes
    for (;;) {
      if (pause !== null) await pause
      const startedIn = round
      const result = await attempt(work)
      if (!(result instanceof Object && SETBACK in result)) {
        successes += 1
        pausesInARow = 0
        return result
      }
      const setback = result[SETBACK]
      if (successes > successesSeen && !setback.isLimit) ownFailures += 1
      successesSeen = successes
      if (ownFailures >= MAX_OWN_FAILURES) throw setback.error
      // Those who started before the pause learned nothing new.
      if (startedIn === round) begin(setback)
    }
  }
  return { through }
}

/** What may be over in a moment. */
const PASSING: readonly string[] = ['provider_unavailable', 'store_unavailable']

const SETBACK = Symbol('setback')

async function attempt<T>(work: () => Promise<T | Limited>): Promise<T | { readonly [SETBACK]: Setback }> {
  try {
    const result = await work()
    if (!isLimited(result)) return result
    const error = new SecondFactorError('provider_unavailable', 'The provider is over its limit.', result)
    return { [SETBACK]: { error, retryAfterSeconds: result.retryAfterSeconds, isLimit: true } }
  } catch (error) {
    if (!isSecondFactorError(error) || !PASSING.includes(error.code)) throw error
    return { [SETBACK]: { error, retryAfterSeconds: error.retryAfterSeconds ?? 0, isLimit: false } }
  }
}

function isLimited(result: unknown): result is Limited {
  return typeof result === 'object' && result !== null && 'kind' in result && result.kind === 'limited'
}

/** Doubling, half of it by chance; never shorter than asked for, and longer by chance, so that not all come at once. */
function pauseMs({ retryAfterSeconds }: Setback, count: number, random: () => number): number {
  const own = Math.min(FIRST_PAUSE_MS * 2 ** (count - 1), LONGEST_PAUSE_MS)
  return Math.round(Math.max(own * (0.5 + random() / 2), retryAfterSeconds * 1000 * (1 + random() / 10)))
}
