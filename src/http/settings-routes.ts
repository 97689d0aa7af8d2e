/** The user's own settings. Whoever looks at them has passed the gate's decision; whoever changes them proved it lately. */
import { REFUSALS } from '../errors.js'
import { look } from '../flows/decide.js'
import type { Situation } from '../flows/decide.js'
import { deviceIdOf } from '../flows/remember-device.js'
import { reportSignIn } from '../flows/report-sign-in.js'
import { disable, newBackupCodes, revokeDevices } from '../flows/settings.js'
import type { SettingRefusal } from '../flows/settings.js'
import { settingsState } from '../flows/settings-state.js'
import { mintOpenToken } from './bearer.js'
import { dropDeviceCookie } from './device-cookie.js'
import * as fields from './fields.js'
import { isPageRequest } from './negotiate.js'
import { settingsJson } from './problem.js'
import { goOn, refuse } from './respond.js'
import { bearerOf, dropSession, forgetWish, keep, renewSession } from './session.js'
import { sendCodes, sendReport, sendSettings, settingsPage, settingsPath } from './settings-pages.js'
import { refuseStale } from './refuse-stale.js'
import { lookAt, refuseForm } from './stage.js'
import type { Stage } from './stage.js'

/** `GET /2fa/settings` */
export async function settingsRoute(stage: Stage): Promise<void> {
  const situation = await allowed(stage)
  if (situation === null) return
  if (isPageRequest(stage.req)) return settingsPage(stage, situation)
  stage.res.json(settingsJson(settingsState(situation, await deviceIdOf(stage.context.services, situation))))
}

/** A half-made sign-in sees nothing of the settings, and changes nothing. */
async function allowed(stage: Stage): Promise<Situation | null> {
  const { context, req, res, visit } = stage
  const path = `${context.path}/settings`
  const situation = await look(context.services, { ...visit, path, wish: null })
  if (situation.decision.outcome === 'allow') return situation
  if (isPageRequest(req)) return goesOn(situation) ? situation : toStep(stage, situation)
  keep(req, { returnTo: path })
  if (situation.decision.outcome === 'challenge') refuse(context, req, res, { code: 'second_factor_required', members: { page: context.path } })
  else refuse(context, req, res, { code: 'step_up_required', members: { page: context.path } })
  return null
}

/** Whoever was reminded, or spent a sign-in of the grace period, may look around. */
function goesOn({ decision, mark }: Situation): boolean {
  return decision.outcome === 'allow_with_prompt' && (decision.reason === 'nudge' || mark?.kind === 'grace')
}

/** The step comes first, and the settings after it. */
function toStep({ context, req, res }: Stage, { decision }: Situation): null {
  const path = `${context.path}/settings`
  keep(req, { returnTo: path, refused: path })
  forgetWish(req)
  if (decision.outcome === 'unavailable') refuse(context, req, res, { code: 'provider_unavailable', retryAfterSeconds: 10 })
  else goOn(req, res, context.path, {})
  return null
}

/** `POST /2fa/disable` */
export async function disableRoute(stage: Stage): Promise<void> {
  const { context, req, res } = stage
  const situation = await allowed(stage)
  if (situation === null) return
  const result = await disable(context.services, situation)
  if (result !== 'disabled') return refuseChange(stage, situation, result)
  await renewSession(req, null)
  dropDeviceCookie(context, res)
  const after = await lookAt({ ...stage, visit: { ...stage.visit, markId: null } })
  const { account, decision } = after
  const tokens = bearerOf(req) === null ? {} : { second_factor_token: await mintOpenToken(context, account.userId, account.credentialVersion) }
  goOn(req, res, settingsPath(stage), { outcome: decision.outcome, enrollment: { state: account.state }, ...tokens })
}

/** `POST /2fa/backup-codes` */
export async function backupCodesRoute(stage: Stage): Promise<void> {
  const situation = await allowed(stage)
  if (situation === null) return
  const result = await newBackupCodes(stage.context.services, situation)
  if (typeof result === 'string') return refuseChange(stage, situation, result)
  if (isPageRequest(stage.req)) return sendCodes(stage, situation, result)
  stage.res.json({ codes: result })
}

/** `POST /2fa/devices/revoke {id}` or `{all: true}` */
export async function revokeDevicesRoute(stage: Stage): Promise<void> {
  const { context, req, res, body } = stage
  const all = fields.flag(body, 'all')
  const id = all ? 'all' : fields.requiredText(body, 'id')
  const situation = await allowed(stage)
  if (situation === null) return
  const result = await revokeDevices(context.services, situation, id)
  if (typeof result === 'string') return refuseChange(stage, situation, result)
  if (all) dropDeviceCookie(context, res)
  goOn(req, res, `${context.path}/settings`, { revoked: result })
}

/** `POST /2fa/report {sign_out?}`: also from a half-made sign-in, which is where somebody else's is noticed. */
export async function reportRoute(stage: Stage): Promise<void> {
  const { context, req, res, body } = stage
  // A box that was not ticked is not sent, so the form says that it had one.
  const stays = (Object.hasOwn(body, 'sign_out') || fields.flag(body, 'asked')) && !fields.flag(body, 'sign_out')
  const result = await reportSignIn(context.services, await lookAt(stage), !stays)
  if (result.kind === 'limited') return refuseForm(stage, { code: 'too_many_requests', retryAt: result.retryAt })
  const { reference } = result
  if (!stays) await dropSession(req)
  if (isPageRequest(req)) return sendReport(stage, { reference, isSignedOut: !stays })
  res.json({ reference })
}

/** `GET /2fa/report`: what a report does, before anything is done. */
export function reportQuestion(stage: Stage): Promise<void> {
  return sendReport(stage, null)
}

function refuseChange(stage: Stage, situation: Situation, refusal: SettingRefusal): Promise<void> {
  if (refusal === 'step_up_required') return refuseStale(stage)
  const code = refusal === 'not_enrolled' ? 'no_challenge' : refusal
  return isPageRequest(stage.req) ? sendSettings(stage, situation, { status: REFUSALS[code].status, refusal: { code } }) : refuseForm(stage, { code })
}
