/** Whom a change of policy would touch, in memory that does not grow with their number. */
import type { CompiledPolicy } from './compile.js'
import type { Decision } from './decision.js'
import { createLockoutGuard } from './study/lockout-guard.js'
import type { GuardResult } from './study/lockout-guard.js'
import { decideSample } from './study/sample.js'
import type { Sample } from './study/sample.js'
import { compareDecisions, isStopped } from './study/strictness.js'
import type { Direction } from './study/strictness.js'

/** People for whom the same changes. */
export interface ChangeGroup {
  /** Outcome, and what follows it: `challenge > suggest_new_method`. */
  readonly now: string
  readonly after: string
  /** What changes where the outcome stays: `fewer methods`; empty where it does not. */
  readonly details: readonly string[]
  readonly direction: Exclude<Direction, 'same'>
  readonly count: number
  /** Ids of the first three. */
  readonly examples: readonly string[]
}

export interface Effect {
  readonly total: number
  /** Same outcome, followed by the same. */
  readonly unchanged: number
  readonly stricter: number
  readonly looser: number
  /** Of the unchanged: those for whom details change. `mixed`: one detail stricter, another looser. */
  readonly details: { readonly stricter: number; readonly looser: number; readonly mixed: number }
  /** Can get in today and could not after the change. */
  readonly newlyLocked: number
  /** The largest first. */
  readonly groups: readonly ChangeGroup[]
  readonly guard: GuardResult
}

export interface PolicyComparer {
  readonly add: (sample: Sample) => void
  readonly result: () => Effect
}

const EXAMPLES = 3

type OpenGroup = Omit<ChangeGroup, 'count' | 'examples'> & { count: number; readonly examples: string[] }

/** @param adminRole role of the administrators whom the lockout guard watches */
export function createPolicyComparer(now: CompiledPolicy, after: CompiledPolicy, adminRole: string): PolicyComparer {
  const guard = createLockoutGuard([now, after], adminRole)
  const groups = new Map<string, OpenGroup>()
  let total = 0
  let newlyLocked = 0
  const add = (sample: Sample): void => {
    const [before, then] = [decideSample(now, sample), decideSample(after, sample)]
    total += 1
    guard.add(sample.account, before, then)
    if (!isStopped(before) && isStopped(then)) newlyLocked += 1
    const { direction, differences } = compareDecisions(before, then)
    if (direction === 'same') return
    const details = differences.map(({ what }) => what)
    countInGroup(
      groups,
      { now: outcomeText(before), after: outcomeText(then), details, direction },
      sample.account.user,
    )
  }
  const result = (): Effect => ({ ...summed(total, [...groups.values()]), newlyLocked, guard: guard.result() })
  return { add, result }
}

function outcomeText({ outcome, then }: Decision): string {
  return then === null ? outcome : `${outcome} > ${then}`
}

function countInGroup(
  groups: Map<string, OpenGroup>,
  found: Omit<OpenGroup, 'count' | 'examples'>,
  user: string,
): void {
  const key = [found.now, found.after, ...found.details].join('\n')
  const group = groups.get(key) ?? { ...found, count: 0, examples: [] }
  group.count += 1
  if (group.examples.length < EXAMPLES && !group.examples.includes(user)) group.examples.push(user)
  groups.set(key, group)
}

function summed(total: number, groups: readonly ChangeGroup[]): Omit<Effect, 'newlyLocked' | 'guard'> {
  const sum = (inDetails: boolean, wanted: Direction): number =>
    groups
      .filter(({ details, direction }) => details.length > 0 === inDetails && direction === wanted)
      .reduce((counted, { count }) => counted + count, 0)
  const [stricter, looser] = [sum(false, 'stricter'), sum(false, 'looser')]
  return {
    total,
    unchanged: total - stricter - looser,
    stricter,
    looser,
    details: { stricter: sum(true, 'stricter'), looser: sum(true, 'looser'), mixed: sum(true, 'mixed') },
    groups: groups.toSorted((one, other) => other.count - one.count),
  }
}
