/** `GET /people/:user`: one person, and what the help desk can do. */
import type { AccountRecord } from '../ports/account-store.js'
import { adminPersonPage } from '../pages/admin-person-page.js'
import { DESK_ACTIONS } from '../pages/admin-desk-words.js'
import type { DeskProblem, DeskState } from '../pages/admin-desk.js'
import { personViewJson } from '../report/report-json.js'
import { personView } from '../report/person-view.js'
import type { PersonView } from '../report/person-view.js'
import { actionsOf, addressOf, counterOf } from './admin-helper.js'
import { withHostFacts } from './admin-people.js'
import { queryOf } from './admin-query.js'
import type { AdminStage } from './admin-stage.js'
import type { WebContext } from './context.js'
import { isPageRequest } from './negotiate.js'
import { refuse, sendHtml } from './respond.js'

export async function personRoute(stage: AdminStage): Promise<void> {
  const { context, req, res } = stage
  const counter = await counterOf(stage)
  if (counter?.record == null) {
    refuse(context, req, res, { code: counter === null ? 'not_signed_in' : 'not_found' })
    return
  }
  const { helper, record } = counter
  if (isPageRequest(req)) {
    await showPerson(stage, record, helper.state)
    return
  }
  const actions = await actionsOf(stage)
  const at = new Date(context.services.clock.now()).toISOString()
  const desk = { may: actions, is_own: helper.state === 'own', is_fresh: helper.state === 'ready' }
  res.json({ at, ...personViewJson(await viewOf(context, record)), help_desk: desk })
}

/** The account as it is now, with the timed lock that only the state store knows. */
export async function viewOf({ services }: WebContext, record: AccountRecord): Promise<PersonView> {
  const now = services.clock.now()
  const [person, lockedUntil] = await Promise.all([withHostFacts(services, record, now), services.store.lockedUntil(record.userId, now)])
  return personView(services.policy(), record, person, lockedUntil, now)
}

/** The page, also with what was wrong with an act that was asked for on it. */
export async function showPerson(stage: AdminStage, record: AccountRecord, state: DeskState, status = 200, problem: DeskProblem | null = null): Promise<void> {
  const { context, req, res, mayRemind } = stage
  const done = queryOf(req).get('done')
  const model = {
    appName: context.appName,
    base: req.baseUrl,
    mayRemind,
    at: context.services.clock.now(),
    person: await viewOf(context, record),
    address: addressOf(stage, record.userId),
    state,
    actions: await actionsOf(stage),
    twoStepPath: context.path,
    problem,
    done: DESK_ACTIONS.find((action) => action === done) ?? null,
  }
  sendHtml(res, status, adminPersonPage(model))
}
