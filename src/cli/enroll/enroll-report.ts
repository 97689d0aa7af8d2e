/** The summary of a batch, as text and as JSON, and what is said about its end. */
import type { BatchSummary } from '../../batch/index.js'
import { jsonText, printable } from '../output.js'
import type { LoadedPolicy } from '../policy/load-policy.js'
import { numberText, tableLines } from '../policy/number-table.js'
import { counted } from '../table.js'
import { durationText } from './enroll-progress.js'

export interface EnrollReport {
  readonly loaded: LoadedPolicy
  readonly summary: BatchSummary
  readonly dryRun: boolean
  /** `null` when it was not written. */
  readonly faultyFile: string | null
  readonly elapsedMs: number
}

export function reportText(report: EnrollReport): string {
  const { summary, loaded: { policy }, dryRun, elapsedMs } = report
  const mode = dryRun ? ', dry run: the provider was not called, nothing was written' : ''
  const head = `Policy ${printable(policy.name)} revision ${policy.revision}${mode}`
  const time = `${counted(summary.rows, 'row').replace(/^\d+/, numberText(summary.rows))} in ${durationText(elapsedMs)}`
  const parts = [[head], countLines(report), signInLines(report), [time]]
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function countLines({ summary, dryRun, faultyFile }: EnrollReport): string[] {
  const { registered, alreadyThere, faulty, warnings, installLinks, comparedAll } = summary
  const lines = tableLines([
    [dryRun ? 'would be registered' : 'registered', registered],
    ['already there', alreadyThere],
    ['faulty', faulty],
    ['warnings', warnings],
    [dryRun ? 'would get a link to the app by text' : 'links to the app by text', installLinks],
  ])
  return [
    ...lines,
    ...(faultyFile === null ? [] : [`faulty rows and warnings are in ${printable(faultyFile)}`]),
    ...(comparedAll ? [] : ['note: too many rows or accounts to compare all of them for numbers that occur twice']),
  ]
}

function signInLines({ summary: { firstSignIns }, dryRun }: EnrollReport): string[] {
  if (firstSignIns.length === 0) return []
  const rows = firstSignIns.map(({ rule, outcome, reason, remaining, count }) => [
    rule === null ? '-' : printable(rule), outcome, reason, remaining === null ? '-' : String(remaining), count,
  ])
  const head = `First sign-in of those ${dryRun ? 'who would be ' : ''}registered`
  return [head, ...tableLines([['rule', 'outcome', 'reason', 'grace logins left', 'people'], ...rows])]
}

export function reportJson({ loaded: { file, policy }, summary, dryRun, faultyFile, elapsedMs }: EnrollReport): string {
  const { end } = summary
  return jsonText({
    policy: { file, name: policy.name, revision: policy.revision },
    dry_run: dryRun,
    end: end.kind,
    error: end.kind === 'gave_up' ? end.error.code : null,
    rows: summary.rows,
    registered: summary.registered,
    already_there: summary.alreadyThere,
    faulty: summary.faulty,
    warnings: summary.warnings,
    install_links: summary.installLinks,
    compared_all: summary.comparedAll,
    first_sign_ins: summary.firstSignIns,
    faulty_file: faultyFile,
    seconds: Math.round(elapsedMs / 100) / 10,
  })
}

/** What a person has to know who looks at nothing but the end; empty when everything is done. */
export function endLines({ end, rows }: BatchSummary): string[] {
  const resume = 'Run the same command again to go on; nobody is registered twice.'
  switch (end.kind) {
    case 'finished':
      return []
    case 'interrupted':
      return [`Interrupted after ${counted(rows, 'row')}. ${resume}`]
    case 'gave_up':
      return [`Gave up after ${counted(rows, 'row')}: ${end.error.message}`, resume]
  }
}
