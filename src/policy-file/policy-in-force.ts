/**
 * The policy that decides right now. A file is watched; one that is not valid leaves the last good one in force, and
 * is reported at once and then every ten minutes until it is mended.
 */
import { userInfo } from 'node:os'
import { isSecondFactorError } from '../errors.js'
import type { CompiledPolicy } from '../policy/compile.js'
import type { Outcome } from '../policy/decision.js'
import type { Clock } from '../ports/clock.js'
import type { EventSink } from '../ports/events.js'
import { recordCounts, recordRevision } from './history.js'
import type { OutcomeCounts } from './history.js'
import { loadPolicy } from './load-policy.js'
import type { LoadedPolicy } from './load-policy.js'
import { fileSignature, watchSettled } from './settled-file.js'

export interface PolicyInForceOptions {
  /** Path, or the policy as an object, which never changes. */
  readonly source: string | object
  readonly watch: boolean
  /** Folder of the revisions; `null` keeps none. */
  readonly history: string | null
  readonly clock: Clock
  readonly events: EventSink
}

export interface PolicyStatus {
  readonly status: 'ok' | 'stale'
  readonly revision: string
  /** Why the file is not in force; `null` when it is. */
  readonly problem: string | null
}

const REMIND_MS = 10 * 60_000
const COUNTED_MS = 60 * 60_000

export class PolicyInForce {
  readonly #options: PolicyInForceOptions
  readonly #stopWatching: () => void
  #loaded: LoadedPolicy
  #problem: string | null = null
  #reminder: NodeJS.Timeout | undefined
  #since: number
  #counts: Partial<Record<Outcome, number>> = {}
  #counting = true

  /** @throws SecondFactorError `invalid_policy` */
  constructor(options: PolicyInForceOptions) {
    this.#options = options
    const { source, watch } = options
    const before = typeof source === 'string' && watch ? fileSignature(source) : null
    this.#since = options.clock.now()
    this.#loaded = loadPolicy(options.source, this.#since)
    this.#begin()
    this.#stopWatching =
      typeof source === 'string' && before !== null ? watchSettled(source, before, () => this.reload()) : () => undefined
  }

  current(): CompiledPolicy {
    return this.#loaded.policy
  }

  status(): PolicyStatus {
    return { status: this.#problem === null ? 'ok' : 'stale', revision: this.current().revision, problem: this.#problem }
  }

  /** Reads the file now, whoever asks: somebody who sends a signal has finished writing. */
  reload(): void {
    try {
      const loaded = loadPolicy(this.#options.source, this.#options.clock.now())
      const isNew = loaded.policy.revision !== this.current().revision
      if (isNew) this.#endCounting()
      this.#loaded = loaded
      this.#settle(null)
      if (isNew) this.#begin()
    } catch (error) {
      if (!isSecondFactorError(error)) throw error
      this.#settle(error.message)
    }
  }

  /** Takes note of a decision, for the counts of the first hour. */
  count(outcome: Outcome, at: number): void {
    if (!this.#counting) return
    if (at - this.#since > COUNTED_MS) this.#endCounting()
    else this.#counts[outcome] = (this.#counts[outcome] ?? 0) + 1
  }

  close(): void {
    this.#stopWatching()
    clearInterval(this.#reminder)
    this.#endCounting()
  }

  #begin(): void {
    const { clock, events } = this.#options
    this.#since = clock.now()
    this.#counts = {}
    this.#counting = true
    const { revision, name } = this.current()
    const at = new Date(this.#since).toISOString()
    const text = this.#loaded.text
    if (text !== null) this.#record((folder) => recordRevision(folder, { revision, at, who: whoAmI(), how: 'loaded' }, text))
    events.emit({ type: 'policy_loaded', userId: '', at: this.#since, revision, name })
  }

  #endCounting(): void {
    if (!this.#counting) return
    this.#counting = false
    const outcomes: OutcomeCounts = this.#counts
    if (Object.keys(outcomes).length === 0) return
    const entry = { revision: this.current().revision, at: new Date(this.#options.clock.now()).toISOString(), outcomes }
    this.#record((folder) => recordCounts(folder, entry))
  }

  /** A history that cannot be written must not stop people from signing in. */
  #record(write: (folder: string) => void): void {
    const { history, events, clock } = this.#options
    if (history === null) return
    try {
      write(history)
    } catch {
      events.emit({ type: 'policy_history_failed', userId: '', at: clock.now() })
    }
  }

  #settle(problem: string | null): void {
    clearInterval(this.#reminder)
    this.#problem = problem
    if (problem === null) return
    const report = (): void => {
      this.#options.events.emit({ type: 'policy_refused', userId: '', at: this.#options.clock.now(), problem })
    }
    report()
    this.#reminder = setInterval(report, REMIND_MS)
    this.#reminder.unref()
  }
}

function whoAmI(): string {
  try {
    return userInfo().username
  } catch {
    // Some containers run under an id without a name.
    return 'unknown'
  }
}
