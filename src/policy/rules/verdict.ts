/** What one row of the decision table answers. */
import type { Decision } from '../decision.js'

export type Verdict = Pick<
  Decision,
  'outcome' | 'reason' | 'methods' | 'remaining' | 'deadline' | 'maySkip' | 'mayOptOut' | 'then' | 'lockedUntil'
>

/** A row answers, or leaves it to the next. */
export type Row<S> = (situation: S) => Verdict | null

/** Field by field, because it is built for every request and copying by spread costs several times as much. */
export function verdict(outcome: Verdict['outcome'], reason: Verdict['reason'], more: Partial<Verdict> = {}): Verdict {
  return {
    outcome,
    reason,
    methods: more.methods ?? [],
    remaining: more.remaining ?? null,
    deadline: more.deadline ?? null,
    maySkip: more.maySkip ?? false,
    mayOptOut: more.mayOptOut ?? false,
    then: more.then ?? null,
    lockedUntil: more.lockedUntil ?? null,
  }
}

/** The last row always answers, so that no situation is without an outcome. */
export function firstVerdict<S>(rows: readonly Row<S>[], last: (situation: S) => Verdict, situation: S): Verdict {
  for (const row of rows) {
    const answer = row(situation)
    if (answer !== null) return answer
  }
  return last(situation)
}
