/** The report as text for a terminal. */
import { STANDINGS } from '../../report/standing.js'
import type { Report } from '../../report/report.js'
import type { Breakdown } from '../../report/tally.js'
import { printable } from '../output.js'
import { numberText, shareText, tableLines } from '../policy/number-table.js'

export function reportText(report: Report, notes: readonly string[]): string {
  const parts = [
    [headLine(report), ...notes.map((note) => `note: ${printable(note)}`)],
    standingLines(report),
    namedLines('locked by', report.lockCauses),
    ruleLines(report),
    groupLines(report),
    graceLines(report),
    factorLines(report),
    removalLines(report),
    forecastLines(report),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function headLine({ policy: { name, revision, mode }, total, at, undecided }: Report): string {
  const modeText = mode === 'enforce' ? '' : `, mode ${mode}`
  const head = `Policy ${printable(name)} revision ${revision}${modeText}, ${total === 1 ? '1 person' : `${numberText(total)} people`} as of ${new Date(at).toISOString()}`
  return undecided === 0 ? head : `${head}\nnote: data was missing for ${numberText(undecided)}; the stricter outcome was taken`
}

function standingLines({ standings, total, asked }: Report): string[] {
  const rows = STANDINGS.map((standing) => [standing, standings[standing], shareText(standings[standing], total)])
  const coverage = `Confirmed: ${numberText(asked.enrolled)} of ${numberText(asked.total)} whose rule asks for a factor (${shareText(asked.enrolled, asked.total)})`
  return [...tableLines([['standing', 'people', 'share'], ...rows]), coverage]
}

/** Only what occurs. */
function namedLines(title: string, counts: Readonly<Record<string, number>>): string[] {
  const rows = Object.entries(counts).filter(([, count]) => count > 0)
  return rows.length === 0 ? [] : tableLines([[title, 'people'], ...rows])
}

function ruleLines({ rules }: Report): string[] {
  return rules.length === 0 ? [] : breakdownLines('rule', rules.map((rule) => [rule.name === null ? '-' : printable(rule.name), rule]))
}

function groupLines({ byGroup: { groups, small, inNone, unknown } }: Report): string[] {
  const named: (readonly [string, Breakdown])[] = groups.map((group) => [printable(group.name ?? ''), group])
  if (small.together !== null) named.push([`(small groups: ${numberText(small.groups)})`, small.together])
  const notes = [
    ...(small.groups > 0 && small.together === null ? [`groups of under 5 people, not broken down: ${numberText(small.groups)}`] : []),
    ...(inNone === 0 || named.length === 0 ? [] : [`in no group: ${numberText(inNone)}`]),
    ...(unknown === 0 ? [] : [`groups not known: ${numberText(unknown)}`]),
  ]
  return [...(named.length === 0 ? [] : breakdownLines('group', named)), ...notes]
}

function breakdownLines(head: string, rows: readonly (readonly [string, Breakdown])[]): string[] {
  const cells = rows.map(([name, { total, standings }]) => [name, total, ...STANDINGS.map((standing) => standings[standing])])
  return tableLines([[head, 'people', ...STANDINGS], ...cells])
}

function graceLines({ graceLogins, graceDays }: Report): string[] {
  const logins = occurring(graceLogins, (name) => (name === 'date_only' ? 'until a date' : name))
  const days = occurring(graceDays, (name) => (name === 'more' ? 'later' : `within ${name} d`))
  return [
    ...(logins === '' ? [] : [`grace logins left   ${logins}`]),
    ...(days === '' ? [] : [`grace ends by date   ${days}`]),
  ]
}

function occurring(counts: Readonly<Record<string, number>>, label: (name: string) => string): string {
  const found = Object.entries(counts).filter(([, count]) => count > 0)
  return found.map(([name, count]) => `${label(name)}: ${numberText(count)}`).join('   ')
}

function factorLines({ phoneCodesOnly }: Report): string[] {
  return phoneCodesOnly === 0 ? [] : [`enrolled with only texts or calls   ${numberText(phoneCodesOnly)}`]
}

function removalLines({ removals: { owed, people, tries, oldest } }: Report): string[] {
  if (owed === 0 || oldest === null) return []
  const since = new Date(oldest).toISOString()
  return [`to be removed at the provider   ${numberText(owed)}   people: ${numberText(people)}   failed tries: ${numberText(tries)}   oldest since ${since}`]
}

function forecastLines({ forecast }: Report): string[] {
  if (forecast === null) return []
  const rows = forecast.days.map(({ at, lockedOut, lockedOutSoFar, mustEnroll }) => [
    new Date(at).toISOString().slice(0, 10), lockedOut, lockedOutSoFar, mustEnroll,
  ])
  const head = `Forecast at ${forecast.signInsPerDay} sign-ins a day, if nobody enrolls before having to`
  return [head, ...tableLines([['day', 'newly locked', 'locked so far', 'must set up'], ...rows])]
}
