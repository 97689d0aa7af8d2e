/** Everybody a report is about: accounts from a file or a store, joined with what the organisation knows about them. */
import { UNKNOWN_FACTS, personOf, personOfRow, personWithoutAccount } from '../../report/report-person.js'
import type { PersonFacts, ReportPerson } from '../../report/report-person.js'
import { askedConditions } from '../../policy/study/asked-conditions.js'
import type { PolicySet } from '../../policy/language/schema.js'
import { openStore } from '../enroll/open-store.js'
import type { OpenStore } from '../enroll/open-store.js'
import { numberText } from '../policy/number-table.js'
import { createFaults } from '../policy/accounts/faults.js'
import type { Faults } from '../policy/accounts/faults.js'
import { openAccounts } from '../policy/accounts/open-accounts.js'
import type { AccountFact, AccountSource } from '../policy/accounts/open-accounts.js'
import { readPeopleFile } from './people-file.js'

export interface OpenPeople {
  readonly batches: AsyncIterable<readonly ReportPerson[]>
  /** Of the accounts, and of the register. */
  readonly faults: readonly { readonly file: string; readonly faults: Faults }[]
  /** What the report must not leave unsaid about where its people came from; complete at the end. */
  readonly notes: (policy: PolicySet) => readonly string[]
  readonly close: () => void
}

const BATCH = 500

type Register = ReadonlyMap<string, PersonFacts>

/**
 * @param people register; `null` without one
 * @param now epoch ms
 * @throws CliExit 2 when a file cannot be read, 1 when a store cannot be opened
 */
export async function openPeople(accounts: string, people: string | null, now: number): Promise<OpenPeople> {
  const faults = { accounts: createFaults(), people: createFaults() }
  const register = people === null ? null : await readPeopleFile(people, faults.people)
  const isStore = accounts.startsWith('sql:') || /^rediss?:\/\//.test(accounts)
  const store = isStore ? await openStore(accounts, true) : null
  const file = store === null ? await openAccounts(accounts, faults.accounts) : null
  const seen = new Set<string>()
  const rows = file === null ? fromStore(store, register, now) : fromFile(file, register)
  let added = 0
  const everybody = withTheRest(rows, register, { seen, now, onAdd: (count) => (added += count) })
  return {
    batches: everybody,
    faults: [
      { file: file?.file ?? accounts, faults: faults.accounts },
      ...(people === null ? [] : [{ file: people, faults: faults.people }]),
    ],
    notes: (policy) => notesOf(policy, register, file, added),
    close: () => store?.close(),
  }
}

async function* fromStore(store: OpenStore | null, register: Register | null, now: number): AsyncGenerator<ReportPerson[]> {
  let batch: ReportPerson[] = []
  for await (const record of store?.accounts.list() ?? []) {
    if (batch.push(personOf(record, register?.get(record.userId) ?? UNKNOWN_FACTS, now)) < BATCH) continue
    yield batch
    batch = []
  }
  yield batch
}

async function* fromFile({ rows }: AccountSource, register: Register | null): AsyncGenerator<ReportPerson[]> {
  for await (const batch of rows) yield batch.map((row) => personOfRow(row, register?.get(row.account.user) ?? null))
}

interface Rest {
  readonly seen: Set<string>
  readonly now: number
  readonly onAdd: (people: number) => void
}

/** People of the register without an account come last: they have done nothing yet, and that is what is asked. */
async function* withTheRest(
  rows: AsyncIterable<ReportPerson[]>,
  register: Register | null,
  { seen, now, onAdd }: Rest,
): AsyncGenerator<ReportPerson[]> {
  for await (const batch of rows) {
    if (register !== null) for (const { account } of batch) seen.add(account.user)
    yield batch
  }
  let batch: ReportPerson[] = []
  for (const [user, facts] of register ?? []) {
    if (seen.has(user)) continue
    onAdd(1)
    if (batch.push(personWithoutAccount(user, facts, now)) < BATCH) continue
    yield batch
    batch = []
  }
  yield batch
}

const NAMES: readonly AccountFact[] = ['groups', 'roles', 'attributes', 'created']

function notesOf(policy: PolicySet, register: Register | null, file: AccountSource | null, added: number): string[] {
  const asked = askedConditions(policy)
  const isAsked = (fact: AccountFact): boolean =>
    fact === 'created' ? asked.has('created_after') || asked.has('created_before') : asked.has(fact)
  if (register !== null) {
    return added === 0 ? [] : [`people of the register without an account, counted as having done nothing: ${numberText(added)}`]
  }
  if (file === null) {
    const missing = NAMES.filter(isAsked)
    return [
      ...(missing.length === 0
        ? []
        : [`the account store does not hold ${missing.join(', ')}: not known, so the strictest outcome was taken; --people FILE adds them`]),
      'only people of whom the account store has a record are counted; --people FILE adds the others',
    ]
  }
  const missing = file.missing.filter(isAsked)
  return missing.length === 0 ? [] : [`${file.file} has no column ${missing.join(', ')}`]
}
