/** What administrators look at: figures, the people behind them, and both as JSON or CSV. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'
import { adminListPage } from '../pages/admin-list-page.js'
import { adminPage } from '../pages/admin-page.js'
import type { AdminFrame } from '../pages/admin-frame.js'
import { fits } from '../report/people-filter.js'
import type { PeopleFilter } from '../report/people-filter.js'
import { PEOPLE_CSV_HEAD, personCsv } from '../report/people-csv.js'
import { startPage } from '../report/people-page.js'
import type { PeoplePage } from '../report/people-page.js'
import { listPeople } from '../report/list-people.js'
import { judgePerson } from '../report/person-row.js'
import { REMINDABLE } from '../report/standing.js'
import { personJson, reportJson } from '../report/report-json.js'
import { readRemindCounts } from './admin-remind.js'
import type { AdminStage } from './admin-stage.js'
import { everybody } from './admin-people.js'
import { queryOf, readAdminQuery, writeAdminQuery } from './admin-query.js'
import { isPageRequest } from './negotiate.js'
import { sendHtml } from './respond.js'

const PAGE_SIZE = 100
/** Characters that are sent at once. */
const PIECE = 64 * 1024

/** `GET /` */
export async function figuresRoute({ context, req, res, figures, mayRemind }: AdminStage): Promise<void> {
  const report = await figures.report()
  const now = context.services.clock.now()
  if (isPageRequest(req)) sendHtml(res, 200, adminPage({ ...frameOf(context.appName, req, mayRemind), now, report }))
  else res.json({ ...reportJson(report), age_seconds: Math.max(0, Math.round((now - report.at) / 1000)) })
}

/** `GET /people` */
export async function peopleRoute(stage: AdminStage): Promise<void> {
  const { context, req, res, figures, mayRemind, oneByOne } = stage
  const query = queryOf(req)
  const asked = readAdminQuery(query)
  const page = await oneByOne(() => pageOf(stage, asked.filter, asked.after))
  if (!isPageRequest(req)) {
    res.json({ at: new Date(page.at).toISOString(), people: page.people.map(personJson), next: page.next })
    return
  }
  const { rules } = await figures.report()
  const [here, next] = [asked.after, page.next].map((after) => writeAdminQuery({ ...asked, after }).toString())
  const { standings } = asked.filter
  const model = {
    ...frameOf(context.appName, req, mayRemind),
    ...page,
    filter: asked.filter,
    // Rules whose people are gone stay on offer while they are what is asked for.
    rules: [...new Set(rules.map(({ name }) => name ?? ''))],
    query: { here: here ?? '', next: page.next === null ? null : (next ?? ''), all: writeAdminQuery({ ...asked, after: null }).toString() },
    isFirst: asked.after === null,
    remindable: (standings ?? REMINDABLE).filter((standing) => REMINDABLE.includes(standing)),
    done: readRemindCounts(query),
  }
  sendHtml(res, 200, adminListPage(model))
}

async function pageOf({ context: { services } }: AdminStage, filter: PeopleFilter, after: string | null): Promise<PeoplePage & { at: number }> {
  const at = services.clock.now()
  const policy = services.policy()
  const page = startPage(after, PAGE_SIZE)
  for await (const person of everybody(services, at, page.hasRoomFor)) {
    const { row } = judgePerson(policy, person, at)
    if (fits(row, filter)) page.add(row)
  }
  return { ...page.result(), at }
}

/** `?format=csv`: everybody who fits, in no order, as a file. */
export async function csvRoute({ context: { services }, req, res }: AdminStage): Promise<void> {
  const { filter } = readAdminQuery(queryOf(req))
  const now = services.clock.now()
  const pieces = csvPieces(listPeople(services.policy(), everybody(services, now), now, filter))
  // A store that is down is told before the file begins.
  const first = await pieces.next()
  res.attachment('two-step-sign-in.csv').set({ 'Content-Type': 'text/csv; charset=utf-8; header=present', 'X-Content-Type-Options': 'nosniff' })
  if (req.method === 'HEAD') {
    await pieces.return(undefined)
    res.end()
    return
  }
  await sendPieces(res, first.done === true ? '' : first.value, pieces)
}

/** Ends quietly when nobody listens any more; a fault on the way breaks the file off, so that it is no whole one. */
async function sendPieces(res: Response, first: string, rest: AsyncGenerator<string>): Promise<void> {
  const all = async function* (): AsyncGenerator<string> {
    yield first
    yield* rest
  }
  try {
    await pipeline(Readable.from(all()), res)
  } catch {
    res.destroy()
  }
}

async function* csvPieces(rows: ReturnType<typeof listPeople>): AsyncGenerator<string, undefined> {
  let text = PEOPLE_CSV_HEAD
  for await (const row of rows) {
    text += personCsv(row)
    if (text.length < PIECE) continue
    yield text
    text = ''
  }
  yield text
}

function frameOf(appName: string, req: Request, mayRemind: boolean): AdminFrame {
  return { appName, base: req.baseUrl, mayRemind }
}
