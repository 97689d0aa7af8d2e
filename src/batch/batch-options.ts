/** What `enrollBatch` is given and what it answers. */
import type { SecondFactorError } from '../errors.js'
import type { CompiledPolicy } from '../policy/compile.js'
import type { AccountStore } from '../ports/account-store.js'
import type { Clock } from '../ports/clock.js'
import type { Provider } from '../ports/provider.js'
import type { Fault, PersonRow, UnreadableRow } from './person-row.js'
import type { BatchCounts, FirstSignIn } from './tally.js'

export interface EnrollBatchOptions {
  readonly people: AsyncIterable<PersonRow | UnreadableRow>
  readonly provider: Provider
  readonly accounts: AccountStore
  readonly policy: CompiledPolicy
  /** Time for the policy and for what is written. */
  readonly clock: Clock
  /** Calls to the provider at the same time, 1 to 256; twice as many rows are under way. Default 16. */
  readonly concurrency?: number
  /** Ends the run cleanly: what is under way is finished, nothing new is begun, no pause is waited for. */
  readonly signal?: AbortSignal
  /** Counts what would happen; the provider is not called, nothing is written. Default false. */
  readonly dryRun?: boolean
  /** Registers also where a rule says `provisioning: self_service`. Default false. */
  readonly anyRule?: boolean
  readonly onProgress?: (progress: BatchProgress) => void
  /** Rows that were not done. */
  readonly onFault?: (note: RowNote) => void
  /** Rows that were done and are worth a look. */
  readonly onWarning?: (note: RowNote) => void
  /** How to pause, rejecting when the signal aborts. Default: the system's timer. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** A fault or a warning, with the row that it is about. */
export interface RowNote extends Fault {
  readonly line: number
  readonly cells?: readonly string[]
}

export interface BatchProgress extends BatchCounts {
  /** Length of the pause that everybody is in, in ms; 0 while work goes on. */
  readonly pauseMs: number
}

/**
 * `gave_up`: nothing got through for minutes, the provider asked to wait for more than an hour, or it refused the API
 * key. Whatever the end, the same run can be started again and goes on where this one ended.
 */
export type BatchEnd =
  | { readonly kind: 'finished' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'gave_up'; readonly error: SecondFactorError }

export interface BatchSummary extends BatchCounts {
  readonly end: BatchEnd
  /** What policy decides at the first sign-in of those registered, with how many it is so. The most frequent first. */
  readonly firstSignIns: readonly FirstSignIn[]
  /** False when there were more rows or accounts than can be compared to find people and numbers that occur twice. */
  readonly comparedAll: boolean
}
