/** Everybody of whom the account store has a record, with what the host says about them, a batch at a time. */
import { setImmediate } from 'node:timers/promises'
import type { Person, Services } from '../flows/services.js'
import { UNKNOWN_FACTS, personOf } from '../report/report-person.js'
import type { ReportPerson } from '../report/report-person.js'
import type { AccountRecord } from '../ports/account-store.js'

/** People whom the host is asked about at once. */
const BATCH = 50
/** Records after which other requests get their turn. */
const PAUSE_EVERY = 500

/**
 * @param isWanted asked before the host is, so that people who cannot matter cost nothing
 * @param now epoch ms
 */
export async function* everybody(
  services: Services,
  now: number,
  isWanted: (user: string) => boolean = () => true,
): AsyncGenerator<ReportPerson> {
  let batch: AccountRecord[] = []
  let read = 0
  for await (const record of services.accounts.list()) {
    read += 1
    if (read % PAUSE_EVERY === 0) await setImmediate()
    if (!isWanted(record.userId) || batch.push(record) < BATCH) continue
    yield* await withFacts(services, batch, now)
    batch = []
  }
  yield* await withFacts(services, batch, now)
}

function withFacts(services: Services, records: readonly AccountRecord[], now: number): Promise<ReportPerson[]> {
  return Promise.all(records.map((record) => withHostFacts(services, record, now)))
}

/** Whom the host does not know, or cannot look up now, is a person of whom nothing more is known. */
export async function withHostFacts(services: Services, record: AccountRecord, now: number): Promise<ReportPerson> {
  const person: Person | null = await services.findPerson(record.userId).catch(() => null)
  return personOf(record, person ?? UNKNOWN_FACTS, now)
}
