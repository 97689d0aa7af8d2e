/** `POST /remind` with `{user}` or `{standing}`; rule, group and the other names of a filter narrow it down. */
import { everybody, withHostFacts } from './admin-people.js'
import { FILTER_NAMES, queryOf, readAdminQuery, readFilter, writeAdminQuery } from './admin-query.js'
import { remindAll, writeRemindCounts } from './admin-remind.js'
import type { RemindCounts } from './admin-remind.js'
import type { AdminStage } from './admin-stage.js'
import { bodyOf, InvalidField } from './fields.js'
import { goOn, refuse } from './respond.js'
import { visitOf } from './visit.js'
import { REMINDABLE } from '../report/standing.js'
import type { PeopleFilter } from '../report/people-filter.js'
import type { ReportPerson } from '../report/report-person.js'

export async function remindRoute(stage: AdminStage): Promise<void> {
  const { context, req, res, mayRemind } = stage
  const visit = await visitOf(context, req, null)
  if (visit === null || !mayRemind) {
    refuse(context, req, res, { code: visit === null ? 'not_signed_in' : 'not_found' })
    return
  }
  const whom = readWhom(bodyOf(req.body))
  const counts = whom.user === null ? await remindMany(stage, whom.filter, visit.person.id) : await remindUser(stage, whom.user, visit.person.id)
  if (counts === null) {
    refuse(context, req, res, { code: 'not_found' })
    return
  }
  const { reminded, already, failed, more } = counts
  goOn(req, res, nextPage(stage, counts), { reminded, already_today: already, failed, more })
}

type Whom = { readonly user: string; readonly filter: null } | { readonly user: null; readonly filter: PeopleFilter }

/** @throws InvalidField for nobody, for both, and for a standing in which a reminder helps nobody */
function readWhom(body: Readonly<Record<string, unknown>>): Whom {
  const read = (name: string): string => {
    const value = Object.hasOwn(body, name) ? body[name] : ''
    if (typeof value !== 'string') throw new InvalidField(name)
    return value
  }
  const [user, standing] = [read('user'), read('standing')]
  if ((user === '') === (standing === '')) throw new InvalidField(user === '' ? 'standing' : 'user')
  if (user !== '') return { user, filter: null }
  const filter = readFilter((name) => (FILTER_NAMES.some((known) => known === name) ? read(name) : ''))
  if (filter.standings?.every((name) => REMINDABLE.includes(name)) !== true) throw new InvalidField('standing')
  return { user: null, filter }
}

function remindMany({ context: { services } }: AdminStage, filter: PeopleFilter, by: string): Promise<RemindCounts> {
  return remindAll(services, everybody(services, services.clock.now()), filter, by)
}

/** @returns `null` when there is no account of this user */
async function remindUser({ context: { services } }: AdminStage, user: string, by: string): Promise<RemindCounts | null> {
  const stored = await services.accounts.read(user)
  if (stored === null) return null
  return remindAll(services, only(await withHostFacts(services, stored.record, services.clock.now())), {}, by)
}

// An async generator, because that is what is read; nothing here has to be waited for.
// eslint-disable-next-line @typescript-eslint/require-await
async function* only(person: ReportPerson): AsyncGenerator<ReportPerson> {
  yield person
}

/** Back to the list that the form stood on, which the form's address names. */
function nextPage({ req }: AdminStage, counts: RemindCounts): string {
  const query = writeAdminQuery(readAdminQuery(queryOf(req)))
  for (const [name, value] of writeRemindCounts(counts)) query.set(name, value)
  return `${req.baseUrl}/people?${query.toString()}`
}
