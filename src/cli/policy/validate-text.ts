/** The result of `policy validate` for people: one line a problem, columns aligned. */
import type { Problem, Severity } from '../../policy/language/problem.js'
import { printable } from '../output.js'
import type { Color, Paint } from '../paint.js'
import { columns, counted } from '../table.js'
import { messageOf } from './load-policy.js'
import { totals } from './report.js'
import type { Report } from './report.js'

const LABELS: Readonly<Record<Severity, readonly [word: string, color: Color]>> = {
  error: ['error', 'red'],
  warning: ['warn', 'yellow'],
  info: ['info', 'cyan'],
}

/** @param isQuiet errors and warnings only, and nothing at all for a file without */
export function validateText(reports: readonly Report[], isQuiet: boolean, paint: Paint): string {
  const parts = reports.map((report) => fileText(report, isQuiet, paint)).filter((part) => part !== '')
  const text = isQuiet ? parts : [...parts, summaryText(reports)]
  return text.length === 0 ? '' : `${text.join('\n\n')}\n`
}

function fileText(report: Report, isQuiet: boolean, paint: Paint): string {
  const problems = isQuiet ? report.problems.filter(({ severity }) => severity !== 'info') : report.problems
  if (isQuiet && problems.length === 0) return ''
  const lines = columns(problems.map((problem) => [...cells(problem, report)]))
  const painted = lines.map((line, at) => `  ${paintLabel(line, problems[at], paint)}`)
  return [headline(report, paint), ...(painted.length === 0 ? [`  ${paint('green', 'ok')}`] : painted)].join('\n')
}

function headline({ file, summary }: Report, paint: Paint): string {
  const details =
    summary === null ? '' : `  (${summary.name}, ${counted(summary.rules, 'rule')}, revision ${summary.revision})`
  return `${paint('bold', printable(file))}${printable(details)}`
}

function cells(problem: Problem, report: Report): readonly string[] {
  const place = problem.line === null ? '' : `${problem.line}:${problem.column ?? 1}`
  const where = printable(placeName(problem, report))
  return [
    LABELS[problem.severity][0].padEnd(5),
    problem.code,
    place,
    ...(where === '' ? [] : [where]),
    printable(messageOf(problem)),
  ]
}

/** A lint is about a whole entry, so it is told by the entry's name; a wrong field by its place. */
function placeName({ code, path }: Problem, { set }: Report): string {
  const [, list = '', index = ''] = /^(rules|step_up|exceptions)\[(\d+)\]/.exec(path) ?? []
  if (code.startsWith('E1') || list === '' || set === null) return path
  const entries: readonly { readonly id: string }[] =
    (list === 'rules' ? set.rules : list === 'step_up' ? set.step_up : set.exceptions) ?? []
  return `${list}[${index}] "${entries[Number(index)]?.id ?? ''}"`
}

function paintLabel(line: string, problem: Problem | undefined, paint: Paint): string {
  if (problem === undefined) return line
  const [word, color] = LABELS[problem.severity]
  return `${paint(color, word)}${line.slice(word.length)}`
}

function summaryText(reports: readonly Report[]): string {
  const { errors, warnings } = totals(reports)
  return `${counted(reports.length, 'file')}, ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`
}
