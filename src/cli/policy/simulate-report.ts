/** The report of `policy simulate`, as text and as JSON. */
import type { ForecastDay } from '../../policy/study/forecast.js'
import type { RuleCount, Simulation } from '../../policy/simulate.js'
import { jsonText, printable } from '../output.js'
import { limitLine } from './limits.js'
import type { Limited } from './limits.js'
import type { LoadedPolicy } from './load-policy.js'
import { numberText, shareText, tableLines } from './number-table.js'
import type { Population } from './population.js'

export interface SimulationReport {
  readonly loaded: LoadedPolicy
  /** Epoch ms. */
  readonly now: number
  readonly population: Population
  readonly simulation: Simulation
  readonly forecast: readonly ForecastDay[] | null
  readonly signInsPerDay: number
  readonly notes: readonly string[]
  readonly limit: Limited
}

export function simulationText(report: SimulationReport): string {
  const {
    simulation,
    population: { unit },
    forecast,
    notes,
    limit,
  } = report
  const parts = [
    [headLine(report), ...notes.map((note) => `note: ${printable(note)}`)],
    outcomeLines(simulation, unit),
    ruleLines(['rule', 'outcome', 'reason', unit], simulation.rules),
    simulation.wouldBe.length === 0 ? [] : ruleLines(['would be: rule', 'outcome', 'reason', unit], simulation.wouldBe),
    graceLines(simulation),
    loggedLines(simulation),
    forecast === null ? [] : forecastLines(forecast, report.signInsPerDay),
    limit.limit === null ? [] : [limitLine(limit)],
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function headLine({
  loaded: { policy },
  simulation: { total, undecided },
  population: { unit },
}: SimulationReport): string {
  const what = unit === 'accounts' ? 'accounts, next sign-in each' : 'logged decisions, decided anew'
  const mode = policy.mode === 'enforce' ? '' : `, mode ${policy.mode}`
  const name = `Policy ${printable(policy.name)} revision ${policy.revision}${mode}`
  const missing =
    undecided === 0 ? '' : `\nnote: data was missing for ${numberText(undecided)}; the stricter outcome was taken`
  return `${name}, ${numberText(total)} ${what}, dry run: nothing was sent or stored${missing}`
}

function outcomeLines({ outcomes, total }: Simulation, unit: string): string[] {
  return tableLines([
    ['outcome', unit, 'share'],
    ...outcomes.map(({ outcome, count }) => [outcome, count, shareText(count, total)]),
  ])
}

function ruleLines(head: readonly string[], counts: readonly RuleCount[]): string[] {
  return tableLines([
    head,
    ...counts.map(({ rule, outcome, reason, count }) => [
      rule === null ? '-' : printable(rule),
      outcome,
      reason,
      count,
    ]),
  ])
}

function graceLines({ graceLeft }: Simulation): string[] {
  if (graceLeft.length === 0) return []
  const counts = graceLeft.map(({ left, count }) => `${left ?? 'until a date'}: ${numberText(count)}`)
  return [`grace logins left   ${counts.join('   ')}`]
}

function loggedLines({ logged, total }: Simulation): string[] {
  if (logged === null) return []
  const same = `As logged: ${numberText(logged.same)} (${shareText(logged.same, total)})`
  if (logged.changes.length === 0) return [same]
  return [
    same,
    ...tableLines([
      ['logged', 'now', 'decisions'],
      ...logged.changes.map(({ logged: before, now, count }) => [before, now, count]),
    ]),
  ]
}

function forecastLines(days: readonly ForecastDay[], rate: number): string[] {
  const rows = days.map(({ at, lockedOut, lockedOutSoFar, mustEnroll }) => [
    dayText(at),
    lockedOut,
    lockedOutSoFar,
    mustEnroll,
  ])
  const head = `Forecast at ${rate} sign-ins a day, if nobody enrolls before having to`
  return [head, ...tableLines([['day', 'newly locked', 'locked so far', 'must set up'], ...rows])]
}

function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

export function simulationJson({
  loaded: { policy, file },
  now,
  population,
  simulation,
  ...rest
}: SimulationReport): string {
  return jsonText({
    policy: { file, name: policy.name, revision: policy.revision, mode: policy.mode },
    now: new Date(now).toISOString(),
    counted: population.unit,
    total: simulation.total,
    outcomes: Object.fromEntries(simulation.outcomes.map(({ outcome, count }) => [outcome, count])),
    rules: simulation.rules,
    would_be: simulation.wouldBe,
    grace_left: simulation.graceLeft,
    undecided: simulation.undecided,
    locked_out: simulation.lockedOut,
    logged: simulation.logged,
    forecast:
      rest.forecast === null ? null : { sign_ins_per_day: rest.signInsPerDay, days: rest.forecast.map(dayJson) },
    notes: rest.notes,
    faulty: { count: population.faults.count(), first: population.faults.first() },
    exceeded: rest.limit.isExceeded ? [rest.limit.what] : [],
  })
}

function dayJson({ at, lockedOut, lockedOutSoFar, mustEnroll }: ForecastDay): object {
  return { day: dayText(at), locked_out: lockedOut, locked_out_so_far: lockedOutSoFar, must_enroll: mustEnroll }
}
