/** Finds out what `--accounts` names, and opens it. */
import type { AccountRow } from '../../../policy/study/sample.js'
import { CliExit } from '../../exit.js'
import { openCsvAccounts } from './csv-accounts.js'
import type { Faults } from './faults.js'
import { readJsonAccounts } from './json-accounts.js'
import { openText } from './read-text.js'
import { readRedisAccounts, readSqlAccounts } from './store-accounts.js'

/** Conditions of a policy that look at something which a source may not have. */
export type AccountFact = 'groups' | 'roles' | 'attributes' | 'created'

export interface AccountSource {
  readonly rows: AsyncGenerator<readonly AccountRow[]>
  /** Named in the faults. */
  readonly file: string
  readonly isStore: boolean
  /** What the source holds of nobody. */
  readonly missing: readonly AccountFact[]
}

const FACTS: readonly AccountFact[] = ['groups', 'roles', 'attributes', 'created']

/** @param source a CSV or JSON lines file, `-`, `sql:FILE`, or `redis://…` */
export async function openAccounts(source: string, faults: Faults): Promise<AccountSource> {
  if (source.startsWith('sql:')) {
    return { rows: readSqlAccounts(source.slice(4)), file: source, isStore: true, missing: FACTS }
  }
  if (/^rediss?:\/\//.test(source)) {
    return { rows: readRedisAccounts(source), file: 'redis', isStore: true, missing: FACTS }
  }
  const file = source === '-' ? 'standard input' : source
  const { firstLetter, chunks } = await openText(source)
  if (firstLetter === '[')
    throw new CliExit(2, `${file} is one JSON array; write one account a line, e.g. with: jq -c '.[]'`)
  if (firstLetter === '{') return { rows: readJsonAccounts(chunks, faults), file, isStore: false, missing: [] }
  const { columns, rows } = await openCsvAccounts(chunks, file, faults)
  return { rows, file, isStore: false, missing: FACTS.filter((fact) => !columns.includes(fact)) }
}
