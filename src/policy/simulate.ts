/** Counts what a policy would decide about many people, in memory that does not grow with their number. */
import { countBy } from './study/count-by.js'
import type { CompiledPolicy } from './compile.js'
import type { Decision, Outcome } from './decision.js'
import { decideSample } from './study/sample.js'
import type { Sample } from './study/sample.js'
import { OUTCOMES_BY_STRICTNESS, isStopped } from './study/strictness.js'

export interface RuleCount {
  /** `null` where no rule decided. */
  readonly rule: string | null
  readonly outcome: string
  readonly reason: string
  readonly count: number
}

export interface Simulation {
  readonly total: number
  /** Those that occurred, from the loosest to the strictest. */
  readonly outcomes: readonly { readonly outcome: Outcome; readonly count: number }[]
  /** The most frequent first. */
  readonly rules: readonly RuleCount[]
  /** Within grace, by logins left, the coming one included; `null` where only a date limits. The most left first. */
  readonly graceLeft: readonly { readonly left: number | null; readonly count: number }[]
  /** What report-only rules, or a report-only set, would have decided. */
  readonly wouldBe: readonly RuleCount[]
  /** Decided on the strict side because data was missing. */
  readonly undecided: number
  /** Stopped by the policy, and not by an administrator or a timed lock after wrong codes. */
  readonly lockedOut: number
  /** Logged outcome beside the policy's, where they differ, the most frequent first; `null` when nothing was logged. */
  readonly logged: { readonly same: number; readonly changes: readonly LoggedChange[] } | null
}

export interface LoggedChange {
  readonly logged: string
  readonly now: string
  readonly count: number
}

export interface Simulator {
  readonly add: (sample: Sample) => Decision
  readonly result: () => Simulation
}

export function createSimulator(policy: CompiledPolicy): Simulator {
  const counts = {
    outcomes: countBy<[Outcome]>(),
    rules: countBy<[string | null, string, string]>(),
    wouldBe: countBy<[string | null, string, string]>(),
    grace: countBy<[number | null]>(),
    logged: countBy<[string, string]>(),
  }
  const sums = { undecided: 0, lockedOut: 0 }
  const add = (sample: Sample): Decision => {
    const decision = decideSample(policy, sample)
    const { outcome, reason, rule, wouldBe, remaining } = decision
    counts.outcomes.add(outcome)
    counts.rules.add(rule, outcome, reason)
    if (wouldBe !== null) counts.wouldBe.add(wouldBe.rule, wouldBe.outcome, wouldBe.reason)
    if (isWithinGrace(decision)) counts.grace.add(remaining)
    if (sample.logged !== null) counts.logged.add(sample.logged.outcome, outcome)
    if (decision.undecided.length > 0) sums.undecided += 1
    if (isLockedOut(decision)) sums.lockedOut += 1
    return decision
  }
  return { add, result: () => ({ ...summary(counts), ...sums }) }
}

/** Whether this policy stops the person; locks that were set by hand or by wrong codes are not its doing. */
export function isLockedOut(decision: Decision): boolean {
  return isStopped(decision) && decision.reason !== 'admin_lock' && decision.reason !== 'too_many_failures'
}

export function isWithinGrace({ reason }: Decision): boolean {
  return reason === 'enroll_within_grace' || reason === 'confirm_within_grace'
}

interface Counts {
  readonly outcomes: ReturnType<typeof countBy<[Outcome]>>
  readonly rules: ReturnType<typeof countBy<[string | null, string, string]>>
  readonly wouldBe: ReturnType<typeof countBy<[string | null, string, string]>>
  readonly grace: ReturnType<typeof countBy<[number | null]>>
  readonly logged: ReturnType<typeof countBy<[string, string]>>
}

function summary({ outcomes, rules, wouldBe, grace, logged }: Counts): Omit<Simulation, 'undecided' | 'lockedOut'> {
  const found = outcomes.entries().map(({ key: [outcome], count }) => ({ outcome, count }))
  return {
    total: found.reduce((sum, { count }) => sum + count, 0),
    outcomes: found.sort(
      (one, other) => OUTCOMES_BY_STRICTNESS.indexOf(one.outcome) - OUTCOMES_BY_STRICTNESS.indexOf(other.outcome),
    ),
    rules: rules.entries().map(ruleCount),
    wouldBe: wouldBe.entries().map(ruleCount),
    graceLeft: grace
      .entries()
      .map(({ key: [left], count }) => ({ left, count }))
      .sort((one, other) => (other.left ?? -1) - (one.left ?? -1)),
    logged: loggedChanges(logged),
  }
}

function ruleCount({
  key: [rule, outcome, reason],
  count,
}: {
  key: [string | null, string, string]
  count: number
}): RuleCount {
  return { rule, outcome, reason, count }
}

function loggedChanges(logged: Counts['logged']): Simulation['logged'] {
  const pairs = logged.entries().map(({ key: [before, now], count }) => ({ logged: before, now, count }))
  if (pairs.length === 0) return null
  const same = pairs.filter((pair) => pair.logged === pair.now).reduce((sum, { count }) => sum + count, 0)
  return { same, changes: pairs.filter((pair) => pair.logged !== pair.now) }
}
