/** Whom a policy is tried on: accounts from a file or a store, or the decisions of a log. */
import { Option } from 'commander'
import type { Command } from 'commander'
import type { RequestFacts } from '../../policy/decision.js'
import type { Sample } from '../../policy/study/sample.js'
import { CliExit } from '../exit.js'
import { createFaults, faultLines } from './accounts/faults.js'
import type { Faults } from './accounts/faults.js'
import { openAccounts } from './accounts/open-accounts.js'
import type { AccountSource } from './accounts/open-accounts.js'
import { replayLog } from './accounts/replay-log.js'
import { explainFacts } from './explain-facts.js'
import { FACT_FLAGS } from './explain-flags.js'
import type { FactFlags } from './explain-flags.js'
import { startProgress } from './progress.js'
import type { Terminal } from './terminal.js'

export interface PopulationFlags extends FactFlags {
  readonly accounts?: string
  readonly replay?: string
  readonly request?: string
  readonly skipFaulty?: boolean
}

export interface Population {
  readonly unit: 'accounts' | 'decisions'
  readonly samples: AsyncGenerator<readonly Sample[]>
  readonly faults: Faults
  /** Named in the faults. */
  readonly file: string
  /** `null` for a log. */
  readonly source: AccountSource | null
}

const DAY_MS = 86_400_000
const WINDOW_MS = { m: 60_000, h: 3_600_000, d: DAY_MS } as const

/** The flags that say whom and what request. */
export function addPopulationFlags(command: Command): Command {
  command
    .option(
      '--accounts <source>',
      'CSV or JSON lines file, - for standard input, sql:FILE or redis://… for the app’s account store',
    )
    .option('--replay <log>', 'decision log (JSON lines) instead of accounts; a window such as 30d may follow')
    .option('--request <file>', 'request as JSON or YAML; - for standard input (default: GET / in a new browser)')
    .option('--skip-faulty', 'faulty rows are told, and do not make the command fail')
  for (const { side, name, kind, help } of FACT_FLAGS) {
    if (side === 'request') command.addOption(new Option(`--${name}${kind === 'yes' ? '' : ' <value>'}`, help))
  }
  return command
}

export const POPULATION_HELP = `
CSV has a header row; columns: user (required), state, methods, grace_used, grace_started, groups, roles, attributes,
created, opted_out_at, nudge_count, nudge_last_at, locked. Lists are separated by | or ;. attributes are JSON or
name=value|name=value. JSON lines hold one account object a line, as policy explain takes it.
A log is replayed at the time of each decision; --now only ends the window.`

/**
 * @param window how far back the log is read, e.g. `30d`
 * @param now epoch ms
 * @returns `null` when no flag names anybody
 */
export async function openPopulation(
  flags: PopulationFlags,
  window: string | undefined,
  now: number,
): Promise<Population | null> {
  const { accounts, replay } = flags
  if (accounts !== undefined && replay !== undefined) throw new CliExit(2, 'Either --accounts or --replay, not both.')
  if (window !== undefined && replay === undefined)
    throw new CliExit(2, `${window}: a window needs --replay LOG before it.`)
  const faults = createFaults()
  if (replay !== undefined) {
    const samples = replayLog(replay, sinceOf(window, now), faults)
    return { unit: 'decisions', samples, faults, file: replay === '-' ? 'standard input' : replay, source: null }
  }
  const { request } = explainFacts(flags)
  if (accounts === undefined) return null
  const source = await openAccounts(accounts, faults)
  return { unit: 'accounts', samples: samplesOf(source, request, now), faults, file: source.file, source }
}

/** Hands every sample on, and shows how far it has come. */
export async function eachSample(
  { samples }: Population,
  terminal: Terminal,
  take: (sample: Sample) => void,
): Promise<void> {
  const progress = startProgress(terminal)
  try {
    for await (const batch of samples) {
      for (const sample of batch) take(sample)
      progress.add(batch.length)
    }
  } finally {
    progress.end()
  }
}

/** What is said at the end about rows that cannot be read; empty when there are none. */
export function faultText({ faults, file }: Population): string {
  return faults.count() === 0 ? '' : `${faultLines(faults, file).join('\n')}\n`
}

async function* samplesOf(
  { rows }: AccountSource,
  request: RequestFacts,
  at: number,
): AsyncGenerator<readonly Sample[]> {
  for await (const batch of rows) {
    yield batch.map(({ account, failuresInARow }) => ({ account, failuresInARow, request, at, logged: null }))
  }
}

function sinceOf(window: string | undefined, now: number): number {
  if (window === undefined) return Number.NEGATIVE_INFINITY
  const [, amount, unit] = /^(\d{1,5})([mhd])$/.exec(window) ?? []
  if (unit === 'm' || unit === 'h' || unit === 'd') return now - Number(amount) * WINDOW_MS[unit]
  throw new CliExit(2, `${window}: a window is a duration such as 12h or 30d.`)
}
