/** The flags of `report`, read before the long run so that what is wrong is told at once. */
import { existsSync } from 'node:fs'
import { STANDINGS } from '../../report/standing.js'
import type { PeopleFilter } from '../../report/people-filter.js'
import type { ReportOptions } from '../../report/report.js'
import { choose } from '../choice.js'
import { CliExit } from '../exit.js'

export interface ReportFlags {
  readonly policy?: string
  readonly accounts: string
  readonly people?: string
  readonly standing?: string
  readonly rule?: string
  readonly group?: string
  readonly format?: string
  readonly forecast?: string
  readonly signInsPerDay?: string
  readonly now?: string
  readonly output?: string
  readonly skipFaulty?: boolean
  readonly remind?: boolean
  readonly notify?: string
  readonly appName?: string
  readonly yes?: boolean
}

export const USUAL_POLICY = 'second-factor.policy.yaml'

/** @throws CliExit 2 when no policy is named and none lies at its usual place */
export function policyFileOf({ policy }: ReportFlags, env: Readonly<Record<string, string | undefined>>): string {
  const named = [policy, env['POLICY_FILE']].find((file) => file !== undefined && file !== '')
  if (named !== undefined) return named
  if (existsSync(USUAL_POLICY)) return USUAL_POLICY
  throw new CliExit(2, `Which policy? Give --policy FILE, or set POLICY_FILE; there is no ${USUAL_POLICY} here.`)
}

export function filterOf({ standing, rule, group }: ReportFlags): PeopleFilter {
  const standings = standing?.split(',').map((name) => choose('--standing', name.trim(), STANDINGS))
  return {
    ...(standings === undefined ? {} : { standings }),
    // A dash stands for none in the tables, so it does here.
    ...(rule === undefined ? {} : { rule: rule === '-' ? '' : rule }),
    ...(group === undefined ? {} : { group }),
  }
}

export function forecastOf({ forecast, signInsPerDay = '0.5', format }: ReportFlags): ReportOptions['forecast'] {
  const rate = /^\d{1,3}(\.\d{1,4})?$/.test(signInsPerDay) ? Number(signInsPerDay) : 0
  if (rate <= 0 || rate > 100) throw new CliExit(2, '--sign-ins-per-day must be a number above 0, and 100 at most.')
  if (forecast === undefined) return undefined
  const days = Number(/^(\d{1,3})d$/.exec(forecast)?.[1] ?? 0)
  if (days < 1 || days > 366) throw new CliExit(2, '--forecast must be a number of days such as 14d, and 366d at most.')
  if (format === 'csv') throw new CliExit(2, '--forecast does not go with --format csv, which lists people.')
  return { days, signInsPerDay: rate }
}

/** @throws CliExit 2 when the flags for reminders do not go together */
export function checkRemindFlags({ remind, notify, format, yes, appName }: ReportFlags): void {
  if (remind !== true) {
    const stray = [['--notify', notify], ['--yes', yes], ['--app-name', appName]].find(([, value]) => value !== undefined)
    if (stray !== undefined) throw new CliExit(2, `${String(stray[0])} needs --remind.`)
    return
  }
  if (notify === undefined) throw new CliExit(2, '--remind needs --notify MODULE, which sends the messages.')
  if (format === 'csv') throw new CliExit(2, '--remind does not go with --format csv; run the command once for each.')
}
