/** The verb `policy test`: suites beside policies, with a fixed clock and a count of the rules that ever decided. */
import { Command } from 'commander'
import { choose } from '../choice.js'
import { CliExit } from '../exit.js'
import { jsonText, print } from '../output.js'
import type { Output } from '../output.js'
import { paintOutput, plain } from '../paint.js'
import type { Paint } from '../paint.js'
import { refuseTwoStandardInputs } from '../read-input.js'
import { findSuites } from './find-suites.js'
import { junit } from './junit.js'
import { runSuites } from './run-suites.js'
import type { TestRun } from './run-suites.js'
import { testJson, testText } from './test-text.js'

export interface TestFlags {
  readonly requireCoverage?: string
  readonly format?: string
  readonly quiet?: boolean
  readonly color?: string
}

export function testCommand(): Command {
  return new Command('test')
    .description('Runs test suites against their policies. Exit 4 when a test fails or coverage is missing.')
    .argument('[suites...]', 'suites, folders or patterns (default: every *_test.yaml below the current folder)')
    .option(
      '--require-coverage <percent>',
      'share of the rules and step-up entries that must have decided, such as 100%',
    )
    .option('--format <format>', 'text, json or junit', 'text')
    .option('--quiet', 'print failures only')
    .option('--color <when>', 'auto, always or never', 'auto')
    .action((suites: string[], flags: TestFlags) =>
      print(test(suites, flags, process.cwd(), paintOutput(flags.color ?? 'auto'))),
    )
}

/**
 * @param folder where relative names begin
 * @throws CliExit 2 for wrong usage and malformed suites, 3 for an invalid policy
 */
export function test(suites: readonly string[], flags: TestFlags, folder: string, paint: Paint = plain): Output {
  const format = choose('--format', flags.format ?? 'text', ['text', 'json', 'junit'])
  const required = flags.requireCoverage === undefined ? null : percentOf(flags.requireCoverage)
  refuseTwoStandardInputs(...suites)
  const run = runSuites(findSuites(suites, folder), folder, required)
  const hasFailed = run.failed > 0 || run.policies.some(({ isShort }) => isShort)
  return { stdout: written(format, run, flags.quiet ?? false, paint), exitCode: hasFailed ? 4 : 0 }
}

function written(format: 'text' | 'json' | 'junit', run: TestRun, isQuiet: boolean, paint: Paint): string {
  if (format === 'text') return testText(run, isQuiet, paint)
  return format === 'json' ? jsonText(testJson(run)) : junit(run)
}

/** `100%` or `100`. */
function percentOf(text: string): number {
  const percent = /^\d{1,3}(\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN
  if (!(percent <= 100)) throw new CliExit(2, '--require-coverage must be a percentage, such as 100%.')
  return percent
}
