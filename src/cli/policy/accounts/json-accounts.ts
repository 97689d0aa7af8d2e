/** Accounts as JSON lines, one account object a line. */
import { readAccount } from '../../../policy/facts-json.js'
import type { AccountRow } from '../../../policy/study/sample.js'
import type { Faults } from './faults.js'
import { readJsonLines } from './json-lines.js'
import type { JsonLine } from './json-lines.js'

export function readJsonAccounts(chunks: AsyncIterable<string>, faults: Faults): AsyncGenerator<readonly AccountRow[]> {
  return readJsonLines(chunks, faults, (line) => rowOf(line, faults))
}

function rowOf({ line, value }: JsonLine, faults: Faults): AccountRow | null {
  const result = readAccount(value, '')
  if (result.ok && result.facts.user !== '') return { account: result.facts, failuresInARow: 0 }
  faults.add({ line, ...(result.ok ? { column: 'user', reason: 'is missing' } : problemOf(result.problems)) })
  return null
}

/** Splits `grace_used: must be a number`. */
export function problemOf([problem = 'cannot be read']: readonly string[]): { column: string | null; reason: string } {
  const at = problem.indexOf(': ')
  return at < 1
    ? { column: null, reason: problem.replace(/^: /, '') }
    : { column: problem.slice(0, at), reason: problem.slice(at + 2) }
}
