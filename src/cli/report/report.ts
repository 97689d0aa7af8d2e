/** The verb `report`: who is not done, by standing, rule and group; the list of people; reminders. */
import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import { choose } from '../choice.js'
import { CliExit } from '../exit.js'
import type { ExitCode } from '../exit.js'
import { faultLines } from '../policy/accounts/faults.js'
import { loadPolicy } from '../policy/load-policy.js'
import { processTerminal } from '../policy/terminal.js'
import type { Terminal } from '../policy/terminal.js'
import { readTime, refuseTwoStandardInputs } from '../read-input.js'
import { loadNotifier } from './load-notifier.js'
import { openOutput, writeToStandardOutput } from './open-output.js'
import { openPeople } from './open-people.js'
import type { OpenPeople } from './open-people.js'
import { figuresOf } from './report-figures.js'
import { USUAL_POLICY, checkRemindFlags, filterOf, forecastOf, policyFileOf } from './report-flags.js'
import type { ReportFlags } from './report-flags.js'
import { listOf } from './report-list.js'

/** What surrounds the command. */
export interface ReportWorld {
  readonly terminal: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly write: (text: string) => Promise<void>
  /** Asks yes or no; `null` where nobody can be asked. */
  readonly ask: ((question: string) => Promise<boolean>) | null
  /** Ends reminding cleanly. */
  readonly signal: AbortSignal
}

const HELP = `
Everybody is in exactly one standing, by what the policy decides about the next sign-in:
  enrolled     a factor is confirmed              pending     a phone is registered and waits for its proof
  in_grace     nothing yet, sign-ins or days left must_enroll nothing works before a factor is set up or confirmed
  opted_out    declined, where policy accepts it  locked      stopped: by an administrator, wrong codes, or grace used up
  not_asked    no factor, and none is asked for

Accounts are given as policy simulate takes them. A store of accounts holds no groups, roles and addresses: --people adds
them from CSV or JSON lines with user, groups, roles, attributes, created, email, locale; a register made for enroll
does as it is. The register is held in memory. People in it without an account are counted as having done nothing.

--format csv lists the people instead of counting them; cells that a spreadsheet would run begin with an apostrophe.

--remind sends a message to those who are pending, in_grace or must_enroll and fit the filters, through the default
export of MODULE: (message) => Promise<void>, with message.to.userId, message.to.email, message.subject, message.text.
Who was reminded is printed and not remembered: how often the command is run is up to you.

Exit code 1 when a row was faulty (unless --skip-faulty) or a message could not be sent.`

export function reportCommand(): Command {
  return new Command('report')
    .description('Counts who has set up the second factor and who has not, lists them, and reminds them.')
    .requiredOption('--accounts <source>', 'CSV or JSON lines file, - for standard input, sql:FILE or redis://…')
    .option('--policy <file>', `policy file (default: POLICY_FILE, or ${USUAL_POLICY})`)
    .option('--people <file>', 'register of people: CSV or JSON lines')
    .option('--standing <names>', 'only these standings, separated by commas')
    .option('--rule <id>', 'only people under this rule; - for none')
    .option('--group <name>', 'only people in this group')
    .option('--format <format>', 'text, json, or csv for the list of people', 'text')
    .option('--forecast <days>', 'lockouts on each of the coming days, e.g. 14d')
    .option('--sign-ins-per-day <number>', 'sign-ins of one person a day, for --forecast (default: 0.5)')
    .option('--now <time>', 'decide as of this time (default: now)')
    .option('--output <file>', 'write there instead of to standard output')
    .option('--skip-faulty', 'faulty rows are told, and do not make the command fail')
    .option('--remind', 'remind those who can do something about it')
    .option('--notify <module>', 'ES or CommonJS module whose default export sends one message')
    .option('--app-name <name>', 'name of the application in the messages (default: the name of the policy)')
    .option('--yes', 'remind without asking')
    .addHelpText('after', HELP)
    .action(async (flags: ReportFlags) => {
      const exitCode = await report(flags, processWorld(flags))
      if (exitCode !== 0) throw new CliExit(exitCode)
    })
}

function processWorld({ remind }: ReportFlags): ReportWorld {
  const isAsked = process.stdin.isTTY && process.stderr.isTTY
  return {
    terminal: processTerminal(),
    env: process.env,
    write: writeToStandardOutput,
    ask: isAsked ? askOnTerminal : null,
    signal: remind === true ? interruption() : new AbortController().signal,
  }
}

/** The first Ctrl+C ends the reminding and tells how far it came, the second one ends at once. */
function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
  return controller.signal
}

async function askOnTerminal(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  // Ctrl+C at the question is a no.
  lines.once('SIGINT', () => lines.write('n\n'))
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim())
  } finally {
    lines.close()
  }
}

/** @throws CliExit 1, 2 for wrong usage, 3 for an invalid policy */
export async function report(flags: ReportFlags, world: ReportWorld): Promise<ExitCode> {
  const format = choose('--format', flags.format ?? 'text', ['text', 'json', 'csv'])
  checkRemindFlags(flags)
  const [filter, forecast] = [filterOf(flags), forecastOf(flags)]
  const policyFile = policyFileOf(flags, world.env)
  refuseTwoStandardInputs(policyFile, flags.accounts, flags.people)
  const now = flags.now === undefined ? world.terminal.now() : readTime(flags.now, '--now')
  const loaded = loadPolicy(policyFile, now)
  const notify = flags.notify === undefined ? null : await loadNotifier(flags.notify)
  const people = await openPeople(flags.accounts, flags.people ?? null, now)
  try {
    const output = await openOutput(flags.output, world.write, [policyFile, flags.accounts, flags.people])
    const run = { loaded, people, filter, now, world, output }
    try {
      if (format === 'csv') return ended(await listOf(run), people, flags, world)
      const options = { format, forecast, notify, appName: flags.appName ?? loaded.policy.name, yes: flags.yes === true }
      return ended(await figuresOf(run, options), people, flags, world)
    } finally {
      await output.close()
    }
  } finally {
    people.close()
  }
}

/** Tells faulty rows; they make the command fail unless that was asked not to be. */
function ended(exitCode: ExitCode, { faults }: OpenPeople, { skipFaulty }: ReportFlags, { terminal }: ReportWorld): ExitCode {
  const faulty = faults.filter((one) => one.faults.count() > 0)
  for (const one of faulty) terminal.warn(`${faultLines(one.faults, one.file).join('\n')}\n`)
  return faulty.length > 0 && skipFaulty !== true && exitCode === 0 ? 1 : exitCode
}
