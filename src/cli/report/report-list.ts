/** The list of people as CSV, written as it is read. */
import type { PeopleFilter } from '../../report/people-filter.js'
import { listPeople } from '../../report/list-people.js'
import { PEOPLE_CSV_HEAD, personCsv } from '../../report/people-csv.js'
import type { ReportPerson } from '../../report/report-person.js'
import type { ExitCode } from '../exit.js'
import type { LoadedPolicy } from '../policy/load-policy.js'
import { startProgress } from '../policy/progress.js'
import type { OpenOutput } from './open-output.js'
import type { OpenPeople } from './open-people.js'
import type { ReportWorld } from './report.js'

export interface ReportRun {
  readonly loaded: LoadedPolicy
  readonly people: OpenPeople
  readonly filter: PeopleFilter
  /** Epoch ms. */
  readonly now: number
  readonly world: ReportWorld
  readonly output: OpenOutput
}

/** Characters that are written at once. */
const PIECE = 64 * 1024

export async function listOf({ loaded, people, filter, now, world, output }: ReportRun): Promise<ExitCode> {
  const progress = startProgress(world.terminal)
  try {
    let text = PEOPLE_CSV_HEAD
    for await (const row of listPeople(loaded.policy, oneByOne(people, progress.add), now, filter)) {
      text += personCsv(row)
      if (text.length < PIECE) continue
      await output.write(text)
      text = ''
    }
    await output.write(text)
  } finally {
    progress.end()
  }
  return 0
}

async function* oneByOne({ batches }: OpenPeople, onBatch: (rows: number) => void): AsyncGenerator<ReportPerson> {
  for await (const batch of batches) {
    yield* batch
    onBatch(batch.length)
  }
}
