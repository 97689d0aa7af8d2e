/** Who asks on the page of one person, and whether this administrator can act for that person now. */
import type { Request } from 'express'
import { look } from '../flows/decide.js'
import { isFreshlyProven } from '../flows/open-challenge.js'
import type { Visit } from '../flows/services.js'
import { DESK_ACTIONS } from '../pages/admin-desk-words.js'
import type { DeskAction } from '../pages/admin-desk-words.js'
import { personPath } from '../pages/admin-frame.js'
import type { DeskState } from '../pages/admin-desk.js'
import type { AccountRecord } from '../ports/account-store.js'
import { isAllowed } from './admin-stage.js'
import type { AdminStage } from './admin-stage.js'
import type { WebContext } from './context.js'
import { localPath } from './local-path.js'
import { isPageRequest } from './negotiate.js'
import { wantFresh } from './refuse-stale.js'
import { refuse } from './respond.js'
import { visitOf } from './visit.js'

/** Longer ids than any host has. */
const LONGEST = 1024

export interface Helper {
  readonly visit: Visit
  /** Own accounts are somebody else's business; every act needs a second factor of the last ten minutes. */
  readonly state: DeskState
}

/** What a request for one person needs; `record` is `null` when there is no account of this user. */
export interface Counter {
  readonly helper: Helper
  readonly record: AccountRecord | null
}

/** @returns `null` when nobody is signed in */
export async function counterOf({ context, req }: AdminStage): Promise<Counter | null> {
  const visit = await visitOf(context, req, `${context.path}/settings`)
  if (visit === null) return null
  const user = userIn(req)
  return { helper: { visit, state: await stateOf(context, visit, user) }, record: await recordOf(context, user) }
}

async function stateOf({ services }: WebContext, visit: Visit, user: string): Promise<DeskState> {
  if (visit.person.id === user) return 'own'
  const situation = await look(services, visit)
  if (situation.account.state !== 'enrolled') return 'not_enrolled'
  return isFreshlyProven(situation) ? 'ready' : 'stale'
}

/** The user that the address names; the empty text for what can be nobody's id. */
function userIn({ params }: Request): string {
  const user: unknown = params['user']
  return typeof user === 'string' && user.length <= LONGEST && !user.includes('\0') ? user : ''
}

/** A store that takes two spellings for one must not let anybody act under a spelling that is not the account's. */
async function recordOf({ services }: WebContext, user: string): Promise<AccountRecord | null> {
  const record = user === '' ? null : ((await services.accounts.read(user))?.record ?? null)
  return record?.userId === user ? record : null
}

/** Address of the person's page, without the origin. */
export function addressOf({ req }: AdminStage, user: string): string {
  return localPath(req.baseUrl + (personPath(user) ?? '/people')) ?? localPath(`${req.baseUrl}/people`) ?? '/'
}

/** Acts that the host allows to this administrator. */
export async function actionsOf(stage: AdminStage): Promise<readonly DeskAction[]> {
  const allowed = await Promise.all(DESK_ACTIONS.map((action) => isAllowed(stage, action)))
  return DESK_ACTIONS.filter((_action, at) => allowed[at] === true)
}

export interface Cleared {
  /** User id of the administrator. */
  readonly by: string
  readonly record: AccountRecord
}

/** Answers the request unless this administrator may act for this person now. */
export async function clear(stage: AdminStage): Promise<Cleared | null> {
  const { context, req, res } = stage
  const counter = await counterOf(stage)
  const { helper, record } = counter ?? { helper: null, record: null }
  if (helper === null) refuse(context, req, res, { code: 'not_signed_in' })
  else if (helper.state === 'own') refuse(context, req, res, { code: 'forbidden' })
  else if (record === null) refuse(context, req, res, { code: 'not_found' })
  else if (helper.state === 'not_enrolled') refuse(context, req, res, { code: 'enrollment_required', members: { page: context.path } })
  else if (helper.state === 'stale') await sendToProof(stage, helper.visit, record.userId)
  else return { by: helper.visit.person.id, record }
  return null
}

/** The proof leads back to the person's page, where the administrator writes the reason and presses. */
async function sendToProof(stage: AdminStage, visit: Visit, user: string): Promise<void> {
  const { context, req, res } = stage
  const { members } = await wantFresh(context, req, visit, addressOf(stage, user))
  if (isPageRequest(req)) res.redirect(303, context.path)
  else refuse(context, req, res, { code: 'step_up_required', members })
}
