/** The verb `policy why`: from the reference on a person's page to everything that led to the decision. */
import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { explainDecision } from '../../decision-log/explain-decision.js'
import type { LoggedDecision } from '../../decision-log/explain-decision.js'
import { findInFile, findInStream } from '../../decision-log/find-decision.js'
import { compilePolicy } from '../../policy/compile.js'
import type { CompiledPolicy } from '../../policy/compile.js'
import type { Decision } from '../../policy/decision.js'
import { decisionJson } from '../../policy/decision-json.js'
import { parsePolicy } from '../../policy/parse.js'
import { historyFolder, readRevision } from '../../policy-file/history.js'
import { CliExit } from '../exit.js'
import { loadPolicy } from './load-policy.js'

export function whyCommand(): Command {
  return new Command('why')
    .description('Finds a decision in the log and shows its full trace, worked out anew from the logged facts.')
    .argument('<decision>', 'reference of the decision, as pages and the log show it')
    .requiredOption('--log <log>', 'file of the decision log, or redis://… with its stream')
    .requiredOption('--policy <file>', 'policy file; the revision of that moment is taken from its history')
    .option('--history <folder>', 'folder of the revisions (default: the file’s name with .history)')
    .option('--key <key>', 'key of the Redis stream', '2fa:decisions')
    .option('--format <format>', 'text or json', 'text')
    .action(showWhy)
}

interface WhyFlags {
  readonly log: string
  readonly policy: string
  readonly history?: string
  readonly key: string
  readonly format: string
}

async function showWhy(id: string, flags: WhyFlags): Promise<void> {
  if (flags.format !== 'text' && flags.format !== 'json') throw new CliExit(2, '--format must be text or json.')
  const logged = await find(id, flags)
  if (logged === null) throw new CliExit(1, `The log holds no decision ${id}.`)
  const explained = explainDecision(policyOf(logged, flags), logged)
  if (!('trace' in explained)) throw new CliExit(1, `The logged facts cannot be read: ${explained.join('; ')}`)
  if (flags.format === 'json') console.log(JSON.stringify({ logged, explained: decisionJson(explained) }, null, 2))
  else console.log(whyLines(logged, explained).join('\n'))
}

async function find(id: string, { log, key }: WhyFlags): Promise<LoggedDecision | null> {
  if (!/^rediss?:\/\//.test(log)) {
    if (!existsSync(log)) throw new CliExit(2, `The log ${log} cannot be read.`)
    return findInFile(log, id)
  }
  const { Redis } = await import('ioredis')
  const client = new Redis(log, { maxRetriesPerRequest: 1, lazyConnect: true })
  client.on('error', () => undefined)
  try {
    return await findInStream(client, key, id)
  } catch {
    throw new CliExit(1, 'Redis does not answer.')
  } finally {
    client.disconnect()
  }
}

/** The policy of that moment; another one would explain something that never happened. */
function policyOf({ revision, at }: LoggedDecision, flags: WhyFlags): CompiledPolicy {
  const present = loadPolicy(flags.policy, at).policy
  if (present.revision === revision) return present
  const text = readRevision(flags.history ?? historyFolder(flags.policy), revision)
  const result = text === null ? null : parsePolicy(text, { now: at })
  if (result?.ok !== true) throw new CliExit(1, `Revision ${revision} is neither ${flags.policy} nor in its history.`)
  return compilePolicy(result.policy)
}

function whyLines(logged: LoggedDecision, decision: Decision): string[] {
  const same = logged.outcome === decision.outcome && logged.reason === decision.reason
  return [
    `Decision ${logged.id}  ${new Date(logged.at).toISOString()}  user ${logged.user}  revision ${logged.revision}`,
    `Account  ${JSON.stringify(logged.account)}`,
    `Request  ${JSON.stringify(logged.request)}`,
    '',
    ...decision.trace.map(({ kind, id, match, mark, conditions }) => {
      const details = Object.entries(conditions).map(([name, answer]) => `${name} ${answer}`).join(', ')
      return `${MARKS[mark ?? 'none']} ${kind.padEnd(9)} ${id}  ${match}${details === '' ? '' : `  (${details})`}`
    }),
    '',
    `Outcome  ${decision.outcome}  (${decision.reason}, rule ${decision.rule ?? 'none'})`,
    same ? 'The log says the same.' : `The log says ${logged.outcome} (${logged.reason}): some facts, such as attributes, are not logged.`,
  ]
}

const MARKS = { decided: '*', undecided: '~', report_only: 'r', step_up: 's', none: ' ' } as const
