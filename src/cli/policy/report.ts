/** What `policy validate` found, before it is written in one format or another. */
import type { Inspection } from '../../policy/lint/inspect.js'

/** One file and what was found in it. */
export interface Report extends Inspection {
  readonly file: string
}

/** How many problems of each weight there are in all. */
export function totals(reports: readonly Report[]): {
  readonly errors: number
  readonly warnings: number
  readonly infos: number
} {
  const all = reports.flatMap(({ problems }) => problems.map(({ severity }) => severity))
  const count = (wanted: string): number => all.filter((severity) => severity === wanted).length
  return { errors: count('error'), warnings: count('warning'), infos: count('info') }
}
