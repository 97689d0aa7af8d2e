/** A decision as JSON, in the names and formats that command line, tests and decision log share. */
import type { Decision, TraceEntry } from './decision.js'

export interface DecisionJson {
  readonly outcome: Decision['outcome']
  readonly reason: Decision['reason']
  readonly rule: string | null
  readonly step_up: readonly string[]
  readonly methods: readonly string[]
  readonly remaining: number | null
  /** ISO 8601. */
  readonly deadline: string | null
  readonly may_skip: boolean
  readonly may_opt_out: boolean
  /** ISO 8601 duration. */
  readonly max_age: string
  readonly then: Decision['then']
  readonly would_be: Decision['wouldBe']
  readonly undecided: readonly string[]
  readonly locked_until: string | null
  readonly revision: string
  readonly trace: readonly TraceEntry[]
}

export function decisionJson(decision: Omit<Decision, 'settings' | 'trace'> & Partial<Pick<Decision, 'trace'>>): DecisionJson {
  return {
    outcome: decision.outcome,
    reason: decision.reason,
    rule: decision.rule,
    step_up: decision.stepUp,
    methods: decision.methods,
    remaining: decision.remaining,
    deadline: iso(decision.deadline),
    may_skip: decision.maySkip,
    may_opt_out: decision.mayOptOut,
    max_age: durationText(decision.maxAge),
    then: decision.then,
    would_be: decision.wouldBe,
    undecided: decision.undecided,
    locked_until: iso(decision.lockedUntil),
    revision: decision.revision,
    trace: decision.trace ?? [],
  }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

/** `PT12H`, `P30D`, `PT1M30S`: whole seconds as an ISO 8601 duration. */
export function durationText(seconds: number): string {
  if (seconds === 0) return 'PT0S'
  const days = seconds % 86_400 === 0 ? seconds / 86_400 : 0
  if (days > 0) return `P${days}D`
  const parts = [
    [Math.floor(seconds / 3600), 'H'],
    [Math.floor((seconds % 3600) / 60), 'M'],
    [seconds % 60, 'S'],
  ] as const
  return `PT${parts.map(([amount, unit]) => (amount === 0 ? '' : `${amount}${unit}`)).join('')}`
}
