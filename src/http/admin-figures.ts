/** The figures, counted at most once a minute in each process, and by one request at a time. */
import type { Services } from '../flows/services.js'
import { createReport } from '../report/report.js'
import type { Report } from '../report/report.js'
import { everybody } from './admin-people.js'

export interface AdminFigures {
  /** The latest report; those who ask while it is being counted get the same one. */
  readonly report: () => Promise<Report>
}

const GOOD_FOR_MS = 60_000
/** The model of the forecast: sign-ins of one person a day. */
const FORECAST = { days: 14, signInsPerDay: 0.5 }

export function adminFigures(services: Services): AdminFigures {
  let latest: Report | null = null
  let underWay: Promise<Report> | null = null
  const count = async (): Promise<Report> => {
    const now = services.clock.now()
    const reporter = createReport(services.policy(), now, { forecast: FORECAST })
    for await (const person of everybody(services, now)) reporter.add(person)
    latest = reporter.result()
    return latest
  }
  return {
    report: async () => {
      if (latest !== null && isGood(latest, services)) return latest
      underWay ??= count().finally(() => (underWay = null))
      return underWay
    },
  }
}

/** Not under another policy, and not from a clock that was set back meanwhile. */
function isGood({ at, policy }: Report, services: Services): boolean {
  const age = services.clock.now() - at
  return age >= 0 && age < GOOD_FOR_MS && policy.revision === services.policy().revision
}
