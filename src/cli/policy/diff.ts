/** The verb `policy diff`: what differs between two policies, and whom that touches. */
import { Command } from 'commander'
import { changedFields } from '../../policy/study/changed-fields.js'
import { createPolicyComparer } from '../../policy/diff-policies.js'
import type { Effect } from '../../policy/diff-policies.js'
import { choose } from '../choice.js'
import { CliExit } from '../exit.js'
import { readTime, refuseTwoStandardInputs } from '../read-input.js'
import { diffJson, diffText } from './diff-report.js'
import type { EffectReport } from './diff-report.js'
import { exitCodeOf, finish } from './finish.js'
import type { LongOutput } from './finish.js'
import { limited, limitedShare } from './limits.js'
import type { Limited } from './limits.js'
import { loadPolicy } from './load-policy.js'
import type { LoadedPolicy } from './load-policy.js'
import { POPULATION_HELP, addPopulationFlags, eachSample, faultText, openPopulation } from './population.js'
import type { Population, PopulationFlags } from './population.js'
import { sourceNotes } from './source-notes.js'
import { processTerminal } from './terminal.js'
import type { Terminal } from './terminal.js'

export interface DiffFlags extends PopulationFlags {
  readonly now?: string
  readonly failOnLockouts?: string
  readonly failOnLooser?: string
  readonly maxChanged?: string
  readonly adminRole?: string
  readonly format?: string
}

const HELP = `
Stricter and looser: allow < allow_with_prompt < challenge < enroll_required < unavailable < locked; between two
challenges, being told to set up another method is stricter. Where the outcome stays, methods, grace logins, deadline,
skip, opt-out and max_age are compared. --max-changed counts those whose outcome changes; --fail-on-looser counts looser
outcomes and looser details, also where another detail of the same person is stricter.
The lockout guard exits 5, whatever the limits, when some administrator could get in before the change and none after.`

export function diffCommand(): Command {
  const command = new Command('diff')
    .description('Compares two policies field by field and, with --accounts or --replay, in what they decide.')
    .argument('<old>', 'policy file; - for standard input')
    .argument('<new>', 'policy file; - for standard input')
    .argument('[window]', 'behind --replay LOG: how far back, e.g. 30d')
  return addPopulationFlags(command)
    .option('--now <time>', 'decide as of this time (default: now)')
    .option('--fail-on-lockouts <number>', 'exit 5 when more people would be newly locked')
    .option('--fail-on-looser <number>', 'exit 5 when more people would get a looser decision')
    .option('--max-changed <share>', 'exit 5 when a larger share, such as 5%, would get another decision')
    .option('--admin-role <role>', 'role of those whom the lockout guard watches, besides emergency accounts', 'admin')
    .option('--format <format>', 'text or json', 'text')
    .addHelpText('after', `${POPULATION_HELP}\n${HELP}`)
    .action(async (from: string, to: string, window: string | undefined, flags: DiffFlags) => {
      finish(await diff([from, to], window, flags, processTerminal()))
    })
}

/** @throws CliExit 2 for wrong usage, 3 for an invalid policy */
export async function diff(
  files: readonly [from: string, to: string],
  window: string | undefined,
  flags: DiffFlags,
  terminal: Terminal,
): Promise<LongOutput> {
  const format = choose('--format', flags.format ?? 'text', ['text', 'json'])
  refuseTwoStandardInputs(...files, flags.accounts, flags.replay, flags.request)
  const now = flags.now === undefined ? terminal.now() : readTime(flags.now, '--now')
  limitsOf(NOBODY, flags)
  const [from, to] = [loadPolicy(files[0], now), loadPolicy(files[1], now)]
  const population = await openPopulation(flags, window, now)
  if (population === null) refuseLimitsWithoutPeople(flags)
  const effect = population === null ? null : await effectOf(from, to, population, flags, terminal)
  const report = { from, to, fields: changedFields(from.set, to.set), effect }
  return {
    stdout: format === 'json' ? diffJson(report) : diffText(report),
    stderr: population === null ? '' : faultText(population),
    exitCode:
      effect === null
        ? 0
        : exitCodeOf([...effect.limits, guardLimit(effect)], effect.population, flags.skipFaulty ?? false),
  }
}

async function effectOf(
  from: LoadedPolicy,
  to: LoadedPolicy,
  population: Population,
  flags: DiffFlags,
  terminal: Terminal,
): Promise<EffectReport> {
  const adminRole = flags.adminRole ?? 'admin'
  const comparer = createPolicyComparer(from.policy, to.policy, adminRole)
  await eachSample(population, terminal, comparer.add)
  const effect = comparer.result()
  return {
    ...effect,
    population,
    adminRole,
    limits: limitsOf(effect, flags),
    notes: sourceNotes(population, from.set, to.set),
  }
}

type Counts = Pick<Effect, 'total' | 'unchanged' | 'looser' | 'details' | 'newlyLocked'>

const NOBODY: Counts = {
  total: 0,
  unchanged: 0,
  looser: 0,
  details: { stricter: 0, looser: 0, mixed: 0 },
  newlyLocked: 0,
}

function limitsOf({ total, unchanged, looser, details, newlyLocked }: Counts, flags: DiffFlags): Limited[] {
  return [
    limited('newly locked', newlyLocked, '--fail-on-lockouts', flags.failOnLockouts),
    limited(
      'looser, details included',
      looser + details.looser + details.mixed,
      '--fail-on-looser',
      flags.failOnLooser,
    ),
    limitedShare('changed', total - unchanged, total, flags.maxChanged),
  ]
}

function guardLimit({ guard }: Effect): Pick<Limited, 'isExceeded'> {
  return { isExceeded: guard.isTripped }
}

/** A limit that nothing is held against would pass for a check. */
function refuseLimitsWithoutPeople({ failOnLockouts, failOnLooser, maxChanged }: DiffFlags): void {
  if ([failOnLockouts, failOnLooser, maxChanged].every((limit) => limit === undefined)) return
  throw new CliExit(2, 'A limit needs --accounts SOURCE or --replay LOG.')
}
