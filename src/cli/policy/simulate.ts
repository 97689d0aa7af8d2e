/** The verb `policy simulate`: what a policy would decide about everybody. */
import { Command } from 'commander'
import { createForecaster } from '../../policy/study/forecast.js'
import type { Forecaster } from '../../policy/study/forecast.js'
import { createSimulator } from '../../policy/simulate.js'
import { choose } from '../choice.js'
import { CliExit } from '../exit.js'
import { readTime, refuseTwoStandardInputs } from '../read-input.js'
import { exitCodeOf, finish } from './finish.js'
import type { LongOutput } from './finish.js'
import { limited } from './limits.js'
import type { Limited } from './limits.js'
import { loadPolicy } from './load-policy.js'
import type { LoadedPolicy } from './load-policy.js'
import { POPULATION_HELP, addPopulationFlags, eachSample, faultText, openPopulation } from './population.js'
import type { PopulationFlags } from './population.js'
import { simulationJson, simulationText } from './simulate-report.js'
import type { SimulationReport } from './simulate-report.js'
import { sourceNotes } from './source-notes.js'
import { processTerminal } from './terminal.js'
import type { Terminal } from './terminal.js'

export interface SimulateFlags extends PopulationFlags {
  readonly now?: string
  readonly until?: string
  readonly signInsPerDay?: string
  readonly failOnLockouts?: string
  readonly format?: string
}

const TEN_YEARS_MS = 3660 * 86_400_000

const HELP = `
--until steps the clock a day at a time. The model: everybody signs in as often as --sign-ins-per-day says, evenly,
beginning at a moment of the first interval that is drawn from the user id. Whoever may go on without a factor does
and spends a grace login; nobody enrolls or opts out before having to. So the figures are what to expect when nobody
listens. People who are locked out in that time count for --fail-on-lockouts as well.`

export function simulateCommand(): Command {
  const command = new Command('simulate')
    .description(
      'Decides the next sign-in of every account, or the sign-ins of a log, and counts. Nothing is sent or stored.',
    )
    .argument('<file>', 'policy file; - for standard input')
    .argument('[window]', 'behind --replay LOG: how far back, e.g. 30d')
  return addPopulationFlags(command)
    .option('--now <time>', 'decide as of this time (default: now)')
    .option('--until <date>', 'forecast lockouts for each day until then')
    .option('--sign-ins-per-day <number>', 'sign-ins of one person a day, for --until (default: 0.5)')
    .option('--fail-on-lockouts <number>', 'exit 5 when the policy locks out more')
    .option('--format <format>', 'text or json', 'text')
    .addHelpText('after', `${POPULATION_HELP}\n${HELP}`)
    .action(async (file: string, window: string | undefined, flags: SimulateFlags) => {
      finish(await simulate(file, window, flags, processTerminal()))
    })
}

/** @throws CliExit 2 for wrong usage, 3 for an invalid policy */
export async function simulate(
  file: string,
  window: string | undefined,
  flags: SimulateFlags,
  terminal: Terminal,
): Promise<LongOutput> {
  const format = choose('--format', flags.format ?? 'text', ['text', 'json'])
  refuseTwoStandardInputs(file, flags.accounts, flags.replay, flags.request)
  const now = flags.now === undefined ? terminal.now() : readTime(flags.now, '--now')
  // A wrong limit is told before a long run and not after it.
  lockoutLimit(0, flags)
  const loaded = loadPolicy(file, now)
  const forecaster = forecasterOf(loaded, flags, now)
  const population = await openPopulation(flags, window, now)
  if (population === null) throw new CliExit(2, 'Whom to simulate? Give --accounts SOURCE or --replay LOG.')
  const simulator = createSimulator(loaded.policy)
  await eachSample(population, terminal, (sample) => {
    const decision = simulator.add(sample)
    forecaster?.add(sample, decision)
  })
  const simulation = simulator.result()
  const forecast = forecaster?.result() ?? null
  const report: SimulationReport = {
    loaded,
    now,
    population,
    simulation,
    forecast,
    signInsPerDay: rateOf(flags),
    notes: sourceNotes(population, loaded.set),
    limit: lockoutLimit(forecast?.at(-1)?.lockedOutSoFar ?? simulation.lockedOut, flags),
  }
  return {
    stdout: format === 'json' ? simulationJson(report) : simulationText(report),
    stderr: faultText(population),
    exitCode: exitCodeOf([report.limit], population, flags.skipFaulty ?? false),
  }
}

function lockoutLimit(lockedOut: number, { failOnLockouts }: SimulateFlags): Limited {
  return limited('locked out by this policy', lockedOut, '--fail-on-lockouts', failOnLockouts)
}

function forecasterOf({ policy }: LoadedPolicy, flags: SimulateFlags, now: number): Forecaster | null {
  const { until, replay } = flags
  const signInsPerDay = rateOf(flags)
  if (until === undefined) {
    if (flags.signInsPerDay !== undefined) throw new CliExit(2, '--sign-ins-per-day needs --until.')
    return null
  }
  if (replay !== undefined) throw new CliExit(2, '--until needs --accounts: a log tells what was, not who there is.')
  const end = readTime(until, '--until')
  const isNear = end > now && end <= now + TEN_YEARS_MS
  if (!isNear) throw new CliExit(2, '--until must lie within the ten years after --now.')
  return createForecaster(policy, { from: now, until: end, signInsPerDay })
}

function rateOf({ signInsPerDay = '0.5' }: SimulateFlags): number {
  const rate = /^\d{1,3}(\.\d{1,4})?$/.test(signInsPerDay) ? Number(signInsPerDay) : 0
  if (rate > 0 && rate <= 100) return rate
  throw new CliExit(2, '--sign-ins-per-day must be a number above 0, and 100 at most.')
}
