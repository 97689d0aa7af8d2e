/** The verb `enroll`: registers the people of a CSV file with the provider, and keeps them as pending. */
import { realpathSync, statSync } from 'node:fs'
import { Command } from 'commander'
import { AuthyProvider } from '../../adapters/authy/authy-provider.js'
import { enrollBatch, readPeople } from '../../batch/index.js'
import type { People } from '../../batch/index.js'
import { isSecondFactorError } from '../../errors.js'
import type { Provider } from '../../ports/provider.js'
import { choose } from '../choice.js'
import { CliExit } from '../exit.js'
import { printable } from '../output.js'
import { openText } from '../policy/accounts/read-text.js'
import { finish } from '../policy/finish.js'
import type { LongOutput } from '../policy/finish.js'
import { loadPolicy } from '../policy/load-policy.js'
import { processTerminal } from '../policy/terminal.js'
import type { Terminal } from '../policy/terminal.js'
import { readTime, refuseTwoStandardInputs } from '../read-input.js'
import { startEnrollProgress } from './enroll-progress.js'
import { endLines, reportJson, reportText } from './enroll-report.js'
import type { EnrollReport } from './enroll-report.js'
import { faultyName } from './faulty-file.js'
import { openStore } from './open-store.js'
import { openRowNotes } from './row-notes.js'

export interface EnrollFlags {
  readonly policy: string
  readonly accounts: string
  readonly apiUrl?: string
  readonly dryRun?: boolean
  readonly concurrency?: string
  readonly faulty?: string
  readonly anyRule?: boolean
  readonly now?: string
  readonly format?: string
  readonly quiet?: boolean
}

/** What surrounds the command. */
export interface EnrollWorld {
  readonly terminal: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ends the run cleanly. */
  readonly signal: AbortSignal
}

const HELP = `
The CSV file has a header row; columns: user, email, country_code, phone (required), groups, roles, attributes, created.
Lists are separated by | or ;. attributes are JSON or name=value|name=value. created is a time with a zone.

AUTHY_API_KEY holds the API key, AUTHY_API_URL the address where --api-url does not (default: https://api.authy.com).

Accounts that are pending, enrolled or opted out are left alone, so the command may be interrupted at any moment, run
again, and run every night. Whether the provider may text a link to its app is said by the rule (install_link).
Exit code 1 when a row was faulty or the run did not come to its end.`

export function enrollCommand(): Command {
  return new Command('enroll')
    .description('Registers everybody in a CSV file with the provider; their accounts become pending. Sends no codes.')
    .argument('<people.csv>', 'CSV file; - for standard input')
    .requiredOption('--policy <file>', 'policy file: which rule covers whom')
    .requiredOption('--accounts <store>', 'the application’s account store: sql:FILE or redis://…')
    .option('--api-url <url>', 'address of the provider’s API')
    .option('--dry-run', 'count what would happen; the provider is not called, nothing is written')
    .option('--concurrency <number>', 'registrations at the same time', '16')
    .option('--faulty <file>', 'where faulty rows go (default: people.faulty.csv next to people.csv)')
    .option('--any-rule', 'register also those whose rule does not say provisioning: batch')
    .option('--now <time>', 'decide as of this time (default: now)')
    .option('--format <format>', 'text or json', 'text')
    .option('--quiet', 'no progress and no summary')
    .addHelpText('after', HELP)
    .action(async (file: string, flags: EnrollFlags) => {
      finish(await enroll(file, flags, { terminal: processTerminal(), env: process.env, signal: interruption() }))
    })
}

/** The first Ctrl+C ends the run cleanly, the second one at once. */
function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
  return controller.signal
}

/** @throws CliExit 1, 2 for wrong usage, 3 for an invalid policy */
export async function enroll(file: string, flags: EnrollFlags, world: EnrollWorld): Promise<LongOutput> {
  const format = choose('--format', flags.format ?? 'text', ['text', 'json'])
  refuseTwoStandardInputs(file, flags.policy)
  const startedAt = world.terminal.now()
  const now = flags.now === undefined ? null : readTime(flags.now, '--now')
  const dryRun = flags.dryRun === true
  const concurrency = concurrencyOf(flags)
  const loaded = loadPolicy(flags.policy, now ?? startedAt)
  const provider = openProvider(flags, world, concurrency)
  const faultyPath = faultyPathOf(file, flags)
  const people = await openPeople(file)
  const store = await openStore(flags.accounts, dryRun)
  const notes = openRowNotes(dryRun && flags.faulty === undefined ? null : faultyPath, people.header)
  const progress = startEnrollProgress(quieted(world.terminal, flags), sizeOf(file), people.position)
  try {
    const summary = await enrollBatch({
      people: people.rows,
      provider,
      accounts: store.accounts,
      policy: loaded.policy,
      clock: { now: () => now ?? world.terminal.now() },
      concurrency,
      signal: world.signal,
      dryRun,
      anyRule: flags.anyRule === true,
      onProgress: progress.show,
      onFault: notes.fault,
      onWarning: notes.warning,
    })
    const report = { loaded, summary, dryRun, faultyFile: notes.written(), elapsedMs: world.terminal.now() - startedAt }
    return outputOf(report, format, flags, [...notes.lines(file), ...endLines(summary)])
  } finally {
    progress.end()
    notes.close()
    store.close()
    await provider.close()
  }
}

type Format = 'text' | 'json'

function outputOf(report: EnrollReport, format: Format, { quiet }: EnrollFlags, lines: readonly string[]): LongOutput {
  const { summary } = report
  const text = format === 'json' ? reportJson(report) : reportText(report)
  return {
    stdout: quiet === true ? '' : text,
    stderr: lines.map((line) => `${line}\n`).join(''),
    exitCode: summary.faulty > 0 || summary.end.kind !== 'finished' ? 1 : 0,
  }
}

function concurrencyOf({ concurrency = '16' }: EnrollFlags): number {
  const count = /^\d{1,3}$/.test(concurrency) ? Number(concurrency) : 0
  if (count >= 1 && count <= 256) return count
  throw new CliExit(2, '--concurrency must be a whole number from 1 to 256.')
}

/** A dry run makes no call, so it needs no key. */
function openProvider({ apiUrl, dryRun }: EnrollFlags, { env }: EnrollWorld, connections: number): Provider {
  const url = apiUrl ?? env['AUTHY_API_URL']
  const apiKey = dryRun === true ? 'unused' : env['AUTHY_API_KEY']
  if (apiKey === undefined || apiKey === '') {
    throw new CliExit(2, 'Set AUTHY_API_KEY to the API key of the Authy application.')
  }
  try {
    return new AuthyProvider({ apiKey, connections, ...(url !== undefined && { apiUrl: url }) })
  } catch (error) {
    if (isSecondFactorError(error)) throw new CliExit(2, error.message)
    throw error
  }
}

async function openPeople(file: string): Promise<People> {
  const people = await readPeople((await openText(file)).chunks)
  if (people.kind === 'people') return people
  throw new CliExit(2, `${file === '-' ? 'standard input' : file}: ${printable(people.reason)}`)
}

function sizeOf(file: string): number | null {
  const stats = file === '-' ? undefined : statSync(file, { throwIfNoEntry: false })
  return stats?.isFile() === true ? stats.size : null
}

function faultyPathOf(file: string, { faulty }: EnrollFlags): string {
  const path = faulty ?? faultyName(file)
  if (file !== '-' && isSameFile(path, file)) throw new CliExit(2, '--faulty must not be the file that is read.')
  return path
}

function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return false
  }
}

function quieted(terminal: Terminal, { quiet }: EnrollFlags): Terminal {
  return quiet === true ? { ...terminal, isWatched: false } : terminal
}
