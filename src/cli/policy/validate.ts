/** The verb `policy validate`: every problem of every file, with line and column. */
import { Command } from 'commander'
import { inspectPolicy } from '../../policy/lint/inspect.js'
import { readSource } from '../../policy/language/read-source.js'
import { choose } from '../choice.js'
import { CliExit } from '../exit.js'
import { jsonText, print } from '../output.js'
import type { Output } from '../output.js'
import { paintOutput, plain } from '../paint.js'
import type { Paint } from '../paint.js'
import { readInput, readTime, refuseTwoStandardInputs } from '../read-input.js'
import { totals } from './report.js'
import type { Report } from './report.js'
import { sarif } from './sarif.js'
import { validateText } from './validate-text.js'

export interface ValidateFlags {
  readonly now?: string
  readonly app?: string
  readonly format?: string
  readonly strict?: boolean
  readonly quiet?: boolean
  readonly color?: string
}

export function validateCommand(): Command {
  return new Command('validate')
    .description('Checks policies: what is not valid (exit 3), and what is valid and probably not meant.')
    .argument('<file...>', 'policy files; - for standard input')
    .option('--now <time>', 'judge dates as of this time (default: now)')
    .option('--app <file>', 'JSON list of the actions that the routes use, to be compared with those of the policy')
    .option('--format <format>', 'text, json or sarif', 'text')
    .option('--strict', 'warnings make a policy invalid too')
    .option('--quiet', 'print errors and warnings only')
    .option('--color <when>', 'auto, always or never', 'auto')
    .action((files: string[], flags: ValidateFlags) =>
      print(validate(files, flags, Date.now(), paintOutput(flags.color ?? 'auto'))),
    )
}

/**
 * @param clock epoch ms, where no `--now` is given
 * @throws CliExit 2 for wrong usage
 */
export function validate(files: readonly string[], flags: ValidateFlags, clock: number, paint: Paint = plain): Output {
  const format = choose('--format', flags.format ?? 'text', ['text', 'json', 'sarif'])
  refuseTwoStandardInputs(...files, flags.app)
  const now = flags.now === undefined ? clock : readTime(flags.now, '--now')
  const actions = flags.app === undefined ? {} : { actions: readActions(flags.app) }
  const reports = files.map((file) => ({ file, ...inspectPolicy(readInput(file), { file, now, ...actions }) }))
  const exitCode = reports.some((report) => isInvalid(report, flags.strict ?? false)) ? 3 : 0
  return { stdout: written(format, reports, flags.quiet ?? false, paint), exitCode }
}

function isInvalid({ problems }: Report, isStrict: boolean): boolean {
  return problems.some(({ severity }) => severity === 'error' || (isStrict && severity === 'warning'))
}

function written(
  format: 'text' | 'json' | 'sarif',
  reports: readonly Report[],
  isQuiet: boolean,
  paint: Paint,
): string {
  if (format === 'text') return validateText(reports, isQuiet, paint)
  const shown = isQuiet ? reports.map(withoutInformation) : reports
  if (format === 'sarif') return jsonText(sarif(shown.flatMap(({ problems }) => problems)))
  const files = shown.map(({ file, summary, problems }) => {
    return { file, ...(summary ?? { name: null, rules: null, revision: null }), problems }
  })
  return jsonText({ files, ...totals(shown) })
}

function withoutInformation(report: Report): Report {
  return { ...report, problems: report.problems.filter(({ severity }) => severity !== 'info') }
}

function readActions(file: string): readonly string[] {
  const { value, findings } = readSource(readInput(file))
  const isList =
    findings.length === 0 && Array.isArray(value) && value.every((name): name is string => typeof name === 'string')
  if (!isList) throw new CliExit(2, `--app ${file} must hold a JSON list of action names.`)
  return value
}
