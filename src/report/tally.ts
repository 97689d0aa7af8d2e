/** Counts people by standing, in all and under names such as rules and groups. */
import { STANDINGS } from './standing.js'
import type { Standing } from './standing.js'

export type StandingCounts = Readonly<Record<Standing, number>>

/** `name` is `null` where no rule decided. */
export interface Breakdown {
  readonly name: string | null
  readonly total: number
  readonly standings: StandingCounts
}

type Counts = Record<Standing, number>

export interface Tally {
  /** Names beyond the limit are counted together. */
  readonly add: (name: string | null, standing: Standing) => void
  /** The largest first; equally large ones by name. */
  readonly entries: () => readonly Breakdown[]
  /** What was counted beyond the limit. */
  readonly rest: () => Breakdown
}

export function noCounts(): Counts {
  return { enrolled: 0, pending: 0, in_grace: 0, must_enroll: 0, opted_out: 0, locked: 0, not_asked: 0 }
}

/** @param limit names that are kept; memory grows with them and with nothing else */
export function createTally(limit: number): Tally {
  const names = new Map<string | null, Counts>()
  const rest = noCounts()
  const countsOf = (name: string | null): Counts => {
    const held = names.get(name)
    if (held !== undefined) return held
    if (names.size >= limit) return rest
    const counts = noCounts()
    names.set(name, counts)
    return counts
  }
  return {
    add: (name, standing) => {
      countsOf(name)[standing] += 1
    },
    entries: () => [...names].map(([name, counts]) => breakdown(name, counts)).sort(largestFirst),
    rest: () => breakdown(null, rest),
  }
}

export function breakdown(name: string | null, counts: StandingCounts): Breakdown {
  return { name, total: totalOf(counts), standings: { ...counts } }
}

/** All in one, under no name. */
export function together(parts: readonly Breakdown[]): Breakdown {
  const sum = noCounts()
  for (const { standings } of parts) for (const standing of STANDINGS) sum[standing] += standings[standing]
  return breakdown(null, sum)
}

function totalOf(counts: StandingCounts): number {
  return STANDINGS.reduce((sum, standing) => sum + counts[standing], 0)
}

function largestFirst(one: Breakdown, other: Breakdown): number {
  if (one.total !== other.total) return other.total - one.total
  return (one.name ?? '') < (other.name ?? '') ? -1 : 1
}
