/** Counts by group. A group of few people would tell of each of them, so the small ones are counted together. */
import { breakdown, createTally, together } from './tally.js'
import type { Breakdown } from './tally.js'
import type { Standing } from './standing.js'

/** Groups with fewer people are not broken down. */
export const SMALLEST_GROUP = 5
/** Groups that are told apart. */
const MOST_GROUPS = 10_000

export interface GroupCounts {
  /** Somebody in several groups is counted in each. */
  readonly groups: readonly Breakdown[]
  readonly small: {
    /** Groups that are too small. */
    readonly groups: number
    /** People in them; `null` when even together they are too few to be broken down. */
    readonly together: Breakdown | null
  }
  /** People who are in no group. */
  readonly inNone: number
  /** People whose groups are not known. */
  readonly unknown: number
}

export interface GroupTally {
  readonly add: (groups: readonly string[] | null, standing: Standing) => void
  readonly result: () => GroupCounts
}

export function createGroupTally(): GroupTally {
  const tally = createTally(MOST_GROUPS)
  const sums = { inNone: 0, unknown: 0 }
  const add = (groups: readonly string[] | null, standing: Standing): void => {
    if (groups === null) sums.unknown += 1
    else if (groups.length === 0) sums.inNone += 1
    for (const group of new Set(groups)) tally.add(group, standing)
  }
  return { add, result: () => ({ ...split(tally.entries(), tally.rest()), ...sums }) }
}

function split(all: readonly Breakdown[], rest: Breakdown): Pick<GroupCounts, 'groups' | 'small'> {
  const groups = all.filter(({ total }) => total >= SMALLEST_GROUP)
  const small = all.filter(({ total }) => total < SMALLEST_GROUP)
  const sum = together([...small, rest])
  const isEnough = sum.total >= SMALLEST_GROUP
  return { groups, small: { groups: small.length, together: isEnough ? breakdown(null, sum.standings) : null } }
}
