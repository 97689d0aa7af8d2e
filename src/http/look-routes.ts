/** The routes that only look: they send nothing, to nobody. And the one that gives up. */
import { pushViewOf, viewOf } from '../challenge/view.js'
import { decide } from '../flows/decide.js'
import { cancelSignIn } from '../flows/end-sign-in.js'
import { challengeJson } from './problem.js'
import { goOn, refuse, sendState } from './respond.js'
import { dropSession } from './session.js'
import { challengeOf, lookAt } from './stage.js'
import type { Stage } from './stage.js'

/** `GET /2fa` */
export async function stateRoute(stage: Stage): Promise<void> {
  const { context, req, res } = stage
  const situation = await decide(context.services, stage.visit)
  sendState(context, req, res, situation, await challengeOf(stage, situation))
}

/** `GET /2fa/status` */
export async function statusRoute(stage: Stage): Promise<void> {
  const { context, req, res } = stage
  const situation = await lookAt(stage)
  const challenge = await challengeOf(stage, situation)
  const view = pushViewOf(challenge) ?? viewOf(challenge, situation.decision.settings.challenge.code)
  if (view === null) refuse(context, req, res, { code: 'no_challenge', status: 404 })
  else res.json(challengeJson(view))
}

/** `POST /2fa/cancel`: somebody who has proven himself stays signed in; a half-made sign-in ends. */
export async function cancelRoute(stage: Stage): Promise<void> {
  const { context, req, res, visit } = stage
  const { mark } = await lookAt(stage)
  await cancelSignIn(context.services, visit)
  if (mark === null) await dropSession(req)
  goOn(req, res, context.signInPath, { redirect_to: context.signInPath })
}
