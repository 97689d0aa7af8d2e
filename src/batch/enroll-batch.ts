/** Registers everybody in a register: as many rows as there are, in constant memory, and safe to be run again. */
import { setTimeout as waitFor } from 'node:timers/promises'
import { SecondFactorError, isSecondFactorError } from '../errors.js'
import { GaveUp, createBackOff } from './back-off.js'
import type { BackOffOptions } from './back-off.js'
import type { BatchEnd, BatchSummary, EnrollBatchOptions, RowNote } from './batch-options.js'
import { enrollPerson, methodsUntilProven } from './enroll-person.js'
import type { EnrollTools, PersonResult } from './enroll-person.js'
import { noHolders, readHolders } from './holders.js'
import { inParallel } from './in-parallel.js'
import { inspectRows } from './inspect-rows.js'
import type { InspectedRow } from './inspect-rows.js'
import type { Fault, PersonRow, UnreadableRow } from './person-row.js'
import { createSlots } from './slots.js'
import { createTally } from './tally.js'
import type { Tally } from './tally.js'

/**
 * For each row: leaves accounts alone that are pending, enrolled or opted out; asks the policy which rule covers the
 * person; registers the number and writes a pending account. Registration finds or creates, so a run that was killed
 * between the two can simply be repeated. While the provider is over its limit or away everybody waits together.
 *
 * @throws SecondFactorError `invalid_options`; and whatever reading `people` or a callback throws
 */
export async function enrollBatch(options: EnrollBatchOptions): Promise<BatchSummary> {
  const { signal, concurrency = 16 } = options
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 256) {
    throw new SecondFactorError('invalid_options', 'concurrency has to be a whole number from 1 to 256.')
  }
  const run = newRun(options)
  const interrupt = (): void => run.stop.abort()
  signal?.addEventListener('abort', interrupt)
  if (signal?.aborted === true) interrupt()
  try {
    return await enrollAll(run, concurrency)
  } finally {
    signal?.removeEventListener('abort', interrupt)
  }
}

interface Run {
  readonly options: EnrollBatchOptions
  readonly tally: Tally
  readonly pausing: BackOffOptions
  /** Aborted from outside, or because of `failure`. */
  readonly stop: AbortController
  failure: { readonly error: unknown } | null
}

function newRun(options: EnrollBatchOptions): Run {
  const tally = createTally()
  const stop = new AbortController()
  const pausing: BackOffOptions = {
    wait: options.wait ?? (async (ms, signal) => waitFor(ms, undefined, { signal })),
    random: Math.random,
    signal: stop.signal,
    onPause: (pauseMs) => options.onProgress?.({ ...tally.counts(), pauseMs }),
  }
  return { options, tally, pausing, stop, failure: null }
}

/** While one row is with the account store, another is with the provider: the provider never waits for the store. */
const ROWS_FOR_EACH_CALL = 2

async function enrollAll(run: Run, concurrency: number): Promise<BatchSummary> {
  const inspection = inspectRows(run.options.people)
  let holders = noHolders
  try {
    if (run.options.dryRun !== true) holders = await readHolders(run.options.accounts, run.stop.signal)
    const tools = toolsOf(run, holders, concurrency)
    const isStopped = (): boolean => run.stop.signal.aborted
    await inParallel(inspection.rows, concurrency * ROWS_FOR_EACH_CALL, isStopped, (row) => enrollRow(run, tools, row))
  } catch (error) {
    // What was thrown because everybody had to stop is not why.
    if (!run.stop.signal.aborted) run.failure = { error }
  }
  const comparedAll = !inspection.isFull() && !holders.isFull()
  return { ...run.tally.counts(), end: endOf(run), firstSignIns: run.tally.firstSignIns(), comparedAll }
}

function toolsOf({ options, pausing }: Run, holders: EnrollTools['holders'], concurrency: number): EnrollTools {
  const { provider, accounts, policy, clock, dryRun = false, anyRule = false } = options
  return {
    provider,
    accounts,
    policy,
    clock,
    dryRun,
    anyRule,
    holders,
    calls: createSlots(concurrency),
    providerBackOff: createBackOff(pausing),
    storeBackOff: createBackOff(pausing),
    methods: methodsUntilProven(provider),
  }
}

async function enrollRow(run: Run, tools: EnrollTools, row: InspectedRow): Promise<void> {
  try {
    report(run, row, row.kind === 'faulty' ? row : await resultFor(tools, row.person))
  } catch (error) {
    if (!run.stop.signal.aborted) {
      run.failure = { error }
      run.stop.abort()
    }
    throw error
  }
}

/** What goes wrong with one row only becomes its fault, and the others go on. */
async function resultFor(tools: EnrollTools, person: PersonRow): Promise<PersonResult> {
  try {
    return await enrollPerson(tools, person)
  } catch (error) {
    if (!isSecondFactorError(error) || error.code === 'provider_key_refused') throw error
    return { kind: 'faulty', fault: { column: null, reason: `could not be done: ${error.message}` } }
  }
}

function report({ options, tally }: Run, inspected: InspectedRow, result: PersonResult): void {
  const { row } = inspected
  if (result.kind === 'faulty') {
    options.onFault?.(noteOf(row, result.fault))
    tally.add(result, false)
  } else {
    const warning = (inspected.kind === 'person' ? inspected.warning : null) ?? result.warning
    if (warning !== null) options.onWarning?.(noteOf(row, warning))
    tally.add(result, warning !== null)
  }
  options.onProgress?.({ ...tally.counts(), pauseMs: 0 })
}

function noteOf({ line, cells }: PersonRow | UnreadableRow, { column, reason }: Fault): RowNote {
  return { line, column, reason, ...(cells !== undefined && { cells }) }
}

function endOf({ failure, stop }: Run): BatchEnd {
  if (failure === null) return { kind: stop.signal.aborted ? 'interrupted' : 'finished' }
  const { error } = failure
  if (error instanceof GaveUp) return { kind: 'gave_up', error: error.cause }
  if (isSecondFactorError(error)) return { kind: 'gave_up', error }
  throw error
}
