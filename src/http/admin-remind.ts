/** Reminds one person, or all of a standing, at most once a day each (UTC). */
import type { Services } from '../flows/services.js'
import { send } from '../flows/tell-user.js'
import { newId } from '../ids.js'
import { fits } from '../report/people-filter.js'
import type { PeopleFilter } from '../report/people-filter.js'
import { judgePerson } from '../report/person-row.js'
import type { PersonRow } from '../report/person-row.js'
import type { ReportPerson } from '../report/report-person.js'
import { reminderFor } from '../report/reminder.js'
import { REMINDABLE } from '../report/standing.js'

export interface RemindCounts {
  readonly reminded: number
  /** Had a reminder today already. */
  readonly already: number
  /** The message could not be sent; not tried again today. */
  readonly failed: number
  /** Whether some were left for the next request. */
  readonly more: boolean
}

/** Messages that one request sends: an answer has to come while somebody waits for it. */
const MOST = 500
/** Messages on their way at the same time. */
const AT_ONCE = 10
const DAY_MS = 86_400_000

type Sent = 'reminded' | 'already' | 'failed'

/** @param by user id of the administrator */
export async function remindAll(
  services: Services,
  people: AsyncIterable<ReportPerson>,
  filter: PeopleFilter,
  by: string,
): Promise<RemindCounts> {
  const [now, policy, op] = [services.clock.now(), services.policy(), newId()]
  const counts = { reminded: 0, already: 0, failed: 0 }
  let batch: Promise<Sent>[] = []
  const settle = async (): Promise<void> => {
    for (const sent of await Promise.all(batch)) counts[sent] += 1
    batch = []
  }
  for await (const person of people) {
    const { row } = judgePerson(policy, person, now)
    if (!REMINDABLE.includes(row.standing) || !fits(row, filter)) continue
    if (batch.length >= AT_ONCE) await settle()
    if (counts.reminded + counts.failed >= MOST) return { ...counts, more: true }
    const sent = remindOne(services, person, row, { by, op, now })
    // Whatever fails is told when the batch is waited for; until then nobody else may take it for unnoticed.
    sent.catch(() => undefined)
    batch.push(sent)
  }
  await settle()
  return { ...counts, more: false }
}

interface Round {
  readonly by: string
  readonly op: string
  readonly now: number
}

/** The day is used up first: better one message too few than the same one twice. */
async function remindOne(services: Services, person: ReportPerson, row: PersonRow, { by, op, now }: Round): Promise<Sent> {
  const day = Math.floor(now / DAY_MS)
  const isFirst = await services.store.consumeOnce(row.user, `reminder ${day}`, op, (day + 1) * DAY_MS, now)
  if (isFirst === 'used') return 'already'
  const { email, locale } = person
  if (!(await send(services, { userId: row.user, email, locale }, reminderFor(row)))) return 'failed'
  services.events.emit({ type: 'reminded', userId: row.user, at: now, by })
  return 'reminded'
}

/** The counts as a query, for the page that is shown next. */
export function writeRemindCounts({ reminded, already, failed, more }: RemindCounts): readonly (readonly [string, string])[] {
  return [['reminded', String(reminded)], ['already', String(already)], ['failed', String(failed)], ['more', more ? '1' : '0']]
}

/** @returns `null` when the query holds none */
export function readRemindCounts(query: URLSearchParams): RemindCounts | null {
  const number = (name: string): number => Number(/^\d{1,9}$/.exec(query.get(name) ?? '')?.[0] ?? 0)
  if (query.get('reminded') === null) return null
  return { reminded: number('reminded'), already: number('already'), failed: number('failed'), more: number('more') > 0 }
}
