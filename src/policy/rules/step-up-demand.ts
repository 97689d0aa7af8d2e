/** What the step-up entries ask of this request: every match counts, the strictest wins. */
import type { Method } from '../../methods.js'
import type { CompiledPolicy, CompiledStepUp } from '../compile.js'
import type { Facts } from './match.js'
import type { Trace } from './trace.js'

export interface StepUpDemand {
  /** Entries that match, or might: missing data must not loosen. */
  readonly entries: readonly CompiledStepUp[]
  /** Those that match for certain. */
  readonly certain: readonly CompiledStepUp[]
  /** Seconds; infinite without entries. */
  readonly maxAge: number
}

export function stepUpDemand(policy: CompiledPolicy, facts: Facts, trace: Trace): StepUpDemand {
  const entries: CompiledStepUp[] = []
  const certain: CompiledStepUp[] = []
  for (const entry of policy.stepUp) {
    const match = entry.matcher.match(facts)
    trace.note('step_up', entry, match)
    if (match !== 'miss') entries.push(entry)
    if (match === 'hit') certain.push(entry)
  }
  const maxAge = entries.reduce((shortest, entry) => Math.min(shortest, entry.maxAge), Number.POSITIVE_INFINITY)
  return { entries, certain, maxAge }
}

/** Whether every entry takes the method. One that names no methods takes those of the rule. */
export function suits(entries: readonly CompiledStepUp[], method: Method, ofRule: readonly Method[]): boolean {
  return entries.every(({ methods }) => (methods ?? ofRule).includes(method))
}
