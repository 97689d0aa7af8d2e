/** Writes down what was looked at, for those who ask why. Costs nothing when nobody asks. */
import type { TraceEntry } from '../decision.js'
import type { Answer, Facts, Matcher } from './match.js'

interface Entry {
  readonly id: string
  readonly matcher: Matcher
}

export interface Trace {
  readonly note: (kind: TraceEntry['kind'], entry: Entry, match: Answer, mark?: TraceEntry['mark']) => void
  /** The entries in the order they were looked at; those named here decided. */
  readonly finish: (decided: readonly string[]) => readonly TraceEntry[]
}

const SILENT: Trace = { note: () => undefined, finish: () => [] }

export function startTrace(facts: Facts, isWanted: boolean): Trace {
  if (!isWanted) return SILENT
  const entries: TraceEntry[] = []
  return {
    note: (kind, { id, matcher }, match, mark = usualMark(kind, match)) => {
      entries.push({ kind, id, match, conditions: matcher.conditions(facts), mark })
    },
    finish: (decided) => entries.map((entry) => (isDecider(entry, decided) ? { ...entry, mark: 'decided' } : entry)),
  }
}

/** `kind:id`, since a rule and an exception may share an id. */
export function traceKey(kind: TraceEntry['kind'], id: string): string {
  return `${kind}:${id}`
}

function isDecider(entry: TraceEntry, decided: readonly string[]): boolean {
  return entry.match === 'hit' && decided.includes(traceKey(entry.kind, entry.id))
}

function usualMark(kind: TraceEntry['kind'], match: Answer): TraceEntry['mark'] {
  if (match === 'may') return 'undecided'
  return match === 'hit' && kind === 'step_up' ? 'step_up' : null
}
