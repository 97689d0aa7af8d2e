/** Counts what became of the rows, in memory that does not grow with their number. */
import { countBy } from '../policy/study/count-by.js'
import type { Decision } from '../policy/decision.js'
import type { PersonResult } from './enroll-person.js'

/** How many people meet the same at their first sign-in after the registration. */
export interface FirstSignIn {
  /** `null` where no rule decides. */
  readonly rule: string | null
  readonly outcome: string
  readonly reason: string
  /** Grace logins left, that sign-in included; `null` where grace plays no part or only a date limits it. */
  readonly remaining: number | null
  readonly count: number
}

export interface BatchCounts {
  /** All that were looked at, faulty ones included. */
  readonly rows: number
  /** In a dry run: that would have been. */
  readonly registered: number
  /** Pending, enrolled or opted out before; left alone. */
  readonly alreadyThere: number
  readonly faulty: number
  /** Rows that were done, or left alone, and are worth a look. */
  readonly warnings: number
  /** Registrations that let the provider text a link to its app. */
  readonly installLinks: number
}

export interface Tally {
  readonly add: (result: PersonResult, hasWarning: boolean) => void
  readonly counts: () => BatchCounts
  /** Of those registered; the most frequent first. */
  readonly firstSignIns: () => readonly FirstSignIn[]
}

export function createTally(): Tally {
  const sums = { rows: 0, registered: 0, alreadyThere: 0, faulty: 0, warnings: 0, installLinks: 0 }
  const decisions = countBy<[string | null, string, string, number | null]>()
  const addDecision = ({ rule, outcome, reason, remaining }: Decision): void => {
    decisions.add(rule, outcome, reason, remaining)
  }
  const add = (result: PersonResult, hasWarning: boolean): void => {
    sums.rows += 1
    if (hasWarning) sums.warnings += 1
    switch (result.kind) {
      case 'faulty':
        sums.faulty += 1
        break
      case 'already_there':
        sums.alreadyThere += 1
        break
      case 'registered':
        sums.registered += 1
        if (result.installLink) sums.installLinks += 1
        addDecision(result.firstSignIn)
        break
    }
  }
  const firstSignIns = (): FirstSignIn[] =>
    decisions.entries().map(({ key: [rule, outcome, reason, remaining], count }) => {
      return { rule, outcome, reason, remaining, count }
    })
  return { add, counts: () => ({ ...sums }), firstSignIns }
}
