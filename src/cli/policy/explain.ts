/** The verb `policy explain`: one person, one request, the decision and everything that was looked at. */
import { Command, Option } from 'commander'
import type { AccountFacts, RequestFacts } from '../../policy/decision.js'
import { decisionJson } from '../../policy/decision-json.js'
import { evaluate } from '../../policy/evaluate.js'
import { choose } from '../choice.js'
import { jsonText, print } from '../output.js'
import type { Output } from '../output.js'
import { paintOutput, plain } from '../paint.js'
import type { Paint } from '../paint.js'
import { readTime, refuseTwoStandardInputs } from '../read-input.js'
import { FACT_FLAGS } from './explain-flags.js'
import type { FactFlags } from './explain-flags.js'
import { explainFacts } from './explain-facts.js'
import { explainText } from './explain-text.js'
import { loadPolicy } from './load-policy.js'

export interface ExplainFlags extends FactFlags {
  readonly account?: string
  readonly request?: string
  readonly now?: string
  readonly format?: string
  readonly color?: string
}

/** All that one explanation is about. */
export interface Case {
  readonly account: AccountFacts
  readonly request: RequestFacts
}

const HELP = `
Flags override the files.
For groups, roles, attributes, path and ip the word unknown means that it is not known.`

export function explainCommand(): Command {
  const command = new Command('explain')
    .description('Decides one case and shows why. Nothing is sent or stored.')
    .argument('<file>', 'policy file; - for standard input')
    .option('--account <file>', 'account as JSON or YAML; - for standard input')
    .option('--request <file>', 'request as JSON or YAML; - for standard input')
    .option('--now <time>', 'decide as of this time (default: now)')
    .option('--format <format>', 'text or json', 'text')
    .option('--color <when>', 'auto, always or never', 'auto')
  for (const flag of FACT_FLAGS)
    command.addOption(new Option(`--${flag.name}${flag.kind === 'yes' ? '' : ' <value>'}`, flag.help))
  return command
    .addHelpText('after', HELP)
    .action((file: string, flags: ExplainFlags) =>
      print(explain(file, flags, Date.now(), paintOutput(flags.color ?? 'auto'))),
    )
}

/**
 * @param clock epoch ms, where no `--now` is given
 * @throws CliExit 2 for wrong usage, 3 for an invalid policy
 */
export function explain(file: string, flags: ExplainFlags, clock: number, paint: Paint = plain): Output {
  const format = choose('--format', flags.format ?? 'text', ['text', 'json'])
  refuseTwoStandardInputs(file, flags.account, flags.request)
  const now = flags.now === undefined ? clock : readTime(flags.now, '--now')
  const { policy } = loadPolicy(file, now)
  const facts = explainFacts(flags)
  const decision = evaluate(policy, facts.account, facts.request, now, { trace: true })
  const stdout = format === 'json' ? jsonText(decisionJson(decision)) : explainText(policy, facts, decision, paint)
  return { stdout, exitCode: 0 }
}
