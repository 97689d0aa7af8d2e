/** The pages of one's own settings: what is set up, new backup codes, and a sign-in that was somebody else's. */
import { look } from '../flows/decide.js'
import type { Situation } from '../flows/decide.js'
import { isFreshlyProven } from '../flows/open-challenge.js'
import { deviceIdOf } from '../flows/remember-device.js'
import { settingsState } from '../flows/settings-state.js'
import { rendered } from '../pages/page.js'
import { showOf } from './page-model.js'
import { wantFresh } from './refuse-stale.js'
import { goOn, modelOf, sendHtml, sendPage } from './respond.js'
import type { Refusal } from './respond.js'
import { keep, returnToOf } from './session.js'
import type { Stage } from './stage.js'

/** Where the settings are. */
export function settingsPath({ context }: Stage): string {
  return `${context.path}/settings`
}

/** `GET /2fa/settings` for a person; with `show=new-phone` the form for another phone. */
export function settingsPage(stage: Stage, situation: Situation): Promise<void> {
  const isChange = showOf(stage.req) === 'new-phone' && situation.account.state === 'enrolled'
  return isChange ? phonePage(stage, situation) : sendSettings(stage, situation, { status: 200 })
}

/** Whoever would be refused afterwards is asked for the proof before anything is typed. */
async function phonePage(stage: Stage, situation: Situation): Promise<void> {
  const { context, req, res, visit } = stage
  const settings = settingsPath(stage)
  if (!isFreshlyProven(situation)) {
    await wantFresh(context, req, visit, `${settings}?show=new-phone`, settings)
    goOn(req, res, context.path, {})
    return
  }
  keep(req, { returnTo: settings })
  await sendPage(context, req, res, situation, null, { status: 200, view: 'enroll' })
}

export async function sendSettings(stage: Stage, situation: Situation, { status, refusal }: { readonly status: number; readonly refusal?: Refusal }): Promise<void> {
  const { context, req, res } = stage
  const model = await modelOf(context, req, situation, null, refusal)
  const settings = settingsState(situation, await deviceIdOf(context.services, situation))
  sendHtml(res, status, rendered('settings', { ...model, settings }, context.views))
}

/** In the answer to the press, so that they are in no address and in no history. */
export async function sendCodes(stage: Stage, situation: Situation, codes: readonly string[]): Promise<void> {
  const { context, req, res, body } = stage
  const next = body['from'] === 'settings' ? settingsPath(stage) : returnToOf(req)
  const model = await modelOf(context, req, situation, null)
  sendHtml(res, 200, rendered('codes', { ...model, codes, next }, context.views))
}

/** @param done what was done; `null` before the person has said so */
export async function sendReport(stage: Stage, done: { readonly reference: string; readonly isSignedOut: boolean } | null): Promise<void> {
  const { context, req, res, visit } = stage
  const settings = settingsPath(stage)
  const situation = await look(context.services, { ...visit, path: settings, wish: null })
  const { pausePush: pauseSeconds, lock: locks } = context.services.policy().onReport
  const { reference = null, isSignedOut = false } = done ?? {}
  const inside = situation.decision.outcome === 'allow' ? settings : context.path
  const report = { reference, isSignedOut, pauseSeconds, locks, next: isSignedOut ? context.signInPath : inside }
  const model = await modelOf(context, req, situation, null)
  sendHtml(res, 200, rendered('report', { ...model, report }, context.views))
}
