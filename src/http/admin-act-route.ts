/** `POST /people/:user/unlock`, `/lock`, `/bypass-code`, `/reset` with `{why}`: the help desk acts. */
import { helpDesk } from '../flows/help-desk.js'
import type { HelpDeskNote } from '../flows/help-desk.js'
import type { Services } from '../flows/services.js'
import { newId } from '../ids.js'
import { adminCodePage } from '../pages/admin-code-page.js'
import type { DeskAction } from '../pages/admin-desk-words.js'
import type { DeskProblem } from '../pages/admin-desk.js'
import type { AccountRecord } from '../ports/account-store.js'
import { REFUSALS } from '../errors.js'
import { addressOf, clear } from './admin-helper.js'
import type { Cleared } from './admin-helper.js'
import { showPerson, viewOf } from './admin-person-route.js'
import type { AdminStage } from './admin-stage.js'
import { bodyOf } from './fields.js'
import { isPageRequest } from './negotiate.js'
import { goOn, refuse, sendHtml } from './respond.js'
import type { Refusal } from './respond.js'

/** Acts of one administrator, for all people together. */
const WINDOWS = [{ max: 30, perMs: 60 * 60_000 }] as const
const LONGEST_WHY = 200

export function actRoute(action: DeskAction): (stage: AdminStage) => Promise<void> {
  return async (stage) => {
    const cleared = await clear(stage)
    if (cleared === null) return
    const why = readWhy(bodyOf(stage.req.body))
    if (why.text === null) return refuseAct(stage, cleared, { code: 'invalid_request', field: 'why' }, { action, kind: 'why', typed: why.typed })
    await act(stage, action, cleared, why.text)
  }
}

/** `POST /people/:user/step-up`: asks the administrator for a fresh second factor, and leads back. */
export async function stepUpRoute(stage: AdminStage): Promise<void> {
  const cleared = await clear(stage)
  if (cleared !== null) goOn(stage.req, stage.res, addressOf(stage, cleared.record.userId), { is_fresh: true })
}

/** One line that can be read: nothing that breaks, hides or turns what the log shows. */
function readWhy(body: Readonly<Record<string, unknown>>): { readonly text: string | null; readonly typed: string } {
  const value = Object.hasOwn(body, 'why') ? body['why'] : ''
  if (typeof value !== 'string') return { text: null, typed: '' }
  const text = value.trim()
  const isFine = text.length <= LONGEST_WHY && /[\p{L}\p{N}\p{P}\p{S}]/u.test(text) && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text)
  return { text: isFine ? text : null, typed: text.slice(0, LONGEST_WHY) }
}

async function act(stage: AdminStage, action: DeskAction, cleared: Cleared, why: string): Promise<void> {
  const { services } = stage.context
  const { by, record } = cleared
  const taken = await services.store.take({ userId: by, budget: 'help_desk', op: newId(), now: services.clock.now(), windows: WINDOWS })
  if (taken.kind === 'limited') {
    const { retryAt } = taken
    return refuseAct(stage, cleared, { code: 'too_many_requests', retryAt }, { action, kind: 'limited', retryAt, typed: why })
  }
  const result = await perform(services, action, record.userId, { by, why })
  if (result.kind === 'done') goOn(stage.req, stage.res, `${addressOf(stage, record.userId)}?done=${action}`, { [result.what]: true })
  else if (result.kind === 'code') await sendCode(stage, action, record, result.code)
  else await refuseAct(stage, cleared, { code: 'no_challenge', members: { reason: result.kind } }, { action, kind: 'not_enrolled', typed: why })
}

type Result =
  | { readonly kind: 'done'; readonly what: 'locked' | 'unlocked' }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'not_enrolled' }

async function perform(services: Services, action: DeskAction, user: string, note: HelpDeskNote): Promise<Result> {
  const desk = helpDesk(services)
  switch (action) {
    case 'lock':
      await desk.lock(user, note)
      return { kind: 'done', what: 'locked' }
    case 'unlock':
      await desk.unlock(user, note)
      return { kind: 'done', what: 'unlocked' }
    case 'bypass_code': {
      const code = await desk.bypassCode(user, note)
      return code === null ? { kind: 'not_enrolled' } : { kind: 'code', code }
    }
    case 'reset':
      return { kind: 'code', code: await desk.reset(user, note) }
  }
}

/** In the answer itself, this once: no address, no page and no log has the code. */
async function sendCode(stage: AdminStage, action: DeskAction, { userId }: AccountRecord, code: string): Promise<void> {
  const { context, req, res } = stage
  if (!isPageRequest(req)) {
    res.json({ code })
    return
  }
  const stored = await context.services.accounts.read(userId)
  const held = stored === null ? [] : (await viewOf(context, stored.record)).helpDeskCodes
  const kind = action === 'reset' ? 'bind_code' : 'bypass_code'
  const { uses = 1, expiresAt = null } = held.find((other) => other.kind === kind) ?? {}
  sendHtml(res, 200, adminCodePage({ appName: context.appName, base: req.baseUrl, address: addressOf(stage, userId), user: userId, kind, code, uses, expiresAt }))
}

/** The form is shown again, with the reason and with what was typed. */
async function refuseAct(stage: AdminStage, { record }: Cleared, refusal: Refusal, problem: DeskProblem): Promise<void> {
  const { context, req, res } = stage
  if (!isPageRequest(req)) {
    refuse(context, req, res, refusal)
    return
  }
  const { status } = REFUSALS[refusal.code]
  if (problem.kind === 'limited') res.set('Retry-After', String(Math.max(1, Math.ceil((problem.retryAt - context.services.clock.now()) / 1000))))
  await showPerson(stage, record, 'ready', status === 400 ? 422 : status, problem)
}
