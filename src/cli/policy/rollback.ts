/** The verb `policy rollback`: an old revision comes into force again, as a new one. */
import { userInfo } from 'node:os'
import { Command } from 'commander'
import { compilePolicy } from '../../policy/compile.js'
import { parsePolicy } from '../../policy/parse.js'
import { historyFolder, readHistory, readRevision, recordRevision } from '../../policy-file/history.js'
import { replaceFile } from '../../policy-file/replace-file.js'
import { CliExit } from '../exit.js'
import { problemLine } from './load-policy.js'

export function rollbackCommand(): Command {
  return new Command('rollback')
    .description('Writes the text of an old revision over the policy file. Running applications take it up as they do any change.')
    .argument('<file>', 'policy file')
    .argument('<revision>', 'revision or number, as policy history shows them')
    .option('--history <folder>', 'folder of the revisions (default: the file’s name with .history)')
    .option('--who <name>', 'who does it, for the history (default: the name of this user)')
    .action(rollback)
}

interface RollbackFlags {
  readonly history?: string
  readonly who?: string
}

function rollback(file: string, wanted: string, { history, who }: RollbackFlags): void {
  const folder = history ?? historyFolder(file)
  const revision = revisionOf(folder, wanted)
  const text = readRevision(folder, revision)
  if (text === null) throw new CliExit(2, `Revision ${wanted} is not in ${folder}. See: passport-authy policy history ${file}`)
  const now = Date.now()
  const result = parsePolicy(text, { file: `revision ${revision}`, now })
  if (!result.ok) throw new CliExit(3, result.problems.map(problemLine).join('\n'))
  const compiled = compilePolicy(result.policy)
  replaceFile(file, text)
  recordRevision(folder, { revision: compiled.revision, at: new Date(now).toISOString(), who: who ?? userInfo().username, how: 'rollback' }, text)
  console.log(`${file} is revision ${compiled.revision} again.`)
}

function revisionOf(folder: string, wanted: string): string {
  if (!/^\d{1,6}$/.test(wanted)) return wanted
  return readHistory(folder).find(({ number }) => number === Number(wanted))?.revision ?? wanted
}
