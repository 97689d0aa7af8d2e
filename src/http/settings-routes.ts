/** The user's own settings. Whoever looks at them has passed the gate's decision; whoever changes them proved it lately. */
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
import { settingsJson } from './problem.js'
import { goOn, refuse } from './respond.js'
import { bearerOf, dropSession, keep, renewSession } from './session.js'
import { refuseStale } from './refuse-stale.js'
import { lookAt, refuseForm } from './stage.js'
import type { Stage } from './stage.js'

/** `GET /2fa/settings` */
export async function settingsRoute(stage: Stage): Promise<void> {
  const situation = await allowed(stage)
  if (situation === null) return
  stage.res.json(settingsJson(settingsState(situation, await deviceIdOf(stage.context.services, situation))))
}

/** A half-made sign-in sees nothing of the settings, and changes nothing. */
async function allowed(stage: Stage): Promise<Situation | null> {
  const { context, req, res, visit } = stage
  const path = `${context.path}/settings`
  const situation = await look(context.services, { ...visit, path, wish: null })
  if (situation.decision.outcome === 'allow') return situation
  keep(req, { returnTo: path })
  if (situation.decision.outcome === 'challenge') refuse(context, req, res, { code: 'second_factor_required', members: { page: context.path } })
  else refuse(context, req, res, { code: 'step_up_required', members: { page: context.path } })
  return null
}

/** `POST /2fa/disable` */
export async function disableRoute(stage: Stage): Promise<void> {
  const { context, req, res } = stage
  const situation = await allowed(stage)
  if (situation === null) return
  const result = await disable(context.services, situation)
  if (result !== 'disabled') return refuseChange(stage, result)
  await renewSession(req, null)
  dropDeviceCookie(context, res)
  const after = await lookAt({ ...stage, visit: { ...stage.visit, markId: null } })
  const { account, decision } = after
  const tokens = bearerOf(req) === null ? {} : { second_factor_token: await mintOpenToken(context, account.userId, account.credentialVersion) }
  goOn(req, res, '/', { outcome: decision.outcome, enrollment: { state: account.state }, ...tokens })
}

/** `POST /2fa/backup-codes` */
export async function backupCodesRoute(stage: Stage): Promise<void> {
  const situation = await allowed(stage)
  if (situation === null) return
  const result = await newBackupCodes(stage.context.services, situation)
  if (typeof result === 'string') return refuseChange(stage, result)
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
  if (typeof result === 'string') return refuseChange(stage, result)
  if (all) dropDeviceCookie(context, res)
  goOn(req, res, `${context.path}/settings`, { revoked: result })
}

/** `POST /2fa/report {sign_out?}`: also from a half-made sign-in, which is where somebody else's is noticed. */
export async function reportRoute(stage: Stage): Promise<void> {
  const { context, req, res, body } = stage
  const stays = Object.hasOwn(body, 'sign_out') && !fields.flag(body, 'sign_out')
  const reference = await reportSignIn(context.services, await lookAt(stage), !stays)
  if (!stays) await dropSession(req)
  goOn(req, res, context.signInPath, { reference })
}

function refuseChange(stage: Stage, refusal: SettingRefusal): Promise<void> {
  if (refusal === 'step_up_required') return refuseStale(stage)
  return refuseForm(stage, { code: refusal === 'not_enrolled' ? 'no_challenge' : refusal })
}
