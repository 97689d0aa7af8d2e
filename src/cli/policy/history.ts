/** The verb `policy history`: which revisions were in force, since when, who brought them, and what they decided. */
import { Command } from 'commander'
import { historyFolder, readHistory } from '../../policy-file/history.js'
import type { OutcomeCounts, Revision } from '../../policy-file/history.js'
import { CliExit } from '../exit.js'

export function historyCommand(): Command {
  return new Command('history')
    .description('Lists the revisions of a policy, oldest first. Counts are decisions in the first hour.')
    .argument('<file>', 'policy file')
    .option('--history <folder>', 'folder of the revisions (default: the file’s name with .history)')
    .option('--format <format>', 'text or json', 'text')
    .action(showHistory)
}

export interface HistoryFlags {
  readonly history?: string
  readonly format: string
}

function showHistory(file: string, { history, format }: HistoryFlags): void {
  const folder = history ?? historyFolder(file)
  const revisions = readHistory(folder)
  if (revisions.length === 0) throw new CliExit(1, `There is no history in ${folder}. A running application keeps one with the option policyHistory.`)
  if (format === 'json') console.log(JSON.stringify(revisions, null, 2))
  else if (format === 'text') for (const line of historyLines(revisions)) console.log(line)
  else throw new CliExit(2, '--format must be text or json.')
}

/** One line a revision, columns aligned. */
export function historyLines(revisions: readonly Revision[]): string[] {
  const rows = revisions.map(({ number, revision, at, who, how, outcomes }) => [
    String(number),
    revision,
    at.replace('.000Z', 'Z'),
    who,
    how,
    outcomes === null ? 'not counted' : countsText(outcomes),
  ])
  const all = [['#', 'revision', 'in force since', 'by', 'how', 'first hour'], ...rows]
  const widths = all.reduce<number[]>((most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)), [])
  return all.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ').trimEnd())
}

function countsText(outcomes: OutcomeCounts): string {
  return Object.entries(outcomes).map(([outcome, count]) => `${outcome} ${count}`).join(', ')
}
