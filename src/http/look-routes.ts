/** The routes that only look: they send nothing, to nobody. And the one that gives up. */
import { pushViewOf, viewOf } from '../challenge/view.js'
import { look, note } from '../flows/decide.js'
import { cancelSignIn } from '../flows/end-sign-in.js'
import { endBearer } from './bearer.js'
import { challengeJson } from './problem.js'
import { goOn, refuse, sendState } from './respond.js'
import { cameFromOf, dropSession, forgetWanted } from './session.js'
import { challengeOf, lookAt } from './stage.js'
import type { Stage } from './stage.js'

/** `GET /2fa` */
export async function stateRoute(stage: Stage): Promise<void> {
  const { context, req, res } = stage
  const situation = await note(context.services, stage.visit)
  await sendState(context, req, res, situation, await challengeOf(stage, situation))
}

/** `GET /2fa/status` */
export async function statusRoute(stage: Stage): Promise<void> {
  const { context, req, res } = stage
  const situation = await lookAt(stage)
  const challenge = await challengeOf(stage, situation)
  const view = pushViewOf(challenge) ?? viewOf(challenge, situation.decision.settings.challenge.code)
  // A browser counts from here: its own clock may be wrong.
  res.set('Second-Factor-Now', new Date(situation.now).toISOString())
  if (view === null) refuse(context, req, res, { code: 'no_challenge', status: 404 })
  else res.json(challengeJson(view))
}

/**
 * `POST /2fa/cancel`: a half-made sign-in ends. Whoever may go on without this proof stays signed in, and gives up
 * only what asked for more.
 */
export async function cancelRoute(stage: Stage): Promise<void> {
  const { context, req, res, visit } = stage
  const cameFrom = cameFromOf(req)
  await cancelSignIn(context.services, visit)
  await endBearer(context, req)
  forgetWanted(req)
  const { decision, mark } = await look(context.services, { ...visit, path: '/', wish: null })
  // A proof by a method on its way out is good for setting up another one only.
  const hasEarned = mark?.kind === 'factor' || mark?.kind === 'grace'
  const isIn = decision.outcome === 'allow' || decision.reason === 'nudge' || (hasEarned && decision.reason !== 'method_no_longer_allowed')
  if (!isIn) await dropSession(req)
  const to = isIn ? await openPage(stage, cameFrom) : context.signInPath
  goOn(req, res, to, { redirect_to: to })
}

/** Back to where the person was, unless that would ask for the same proof again. */
async function openPage({ context, visit }: Stage, page: string): Promise<string> {
  const path = page.split('?', 1)[0] ?? '/'
  const { decision, mark } = await look(context.services, { ...visit, path, wish: null })
  const isOpen = decision.outcome === 'allow' || decision.reason === 'nudge' || (decision.outcome === 'allow_with_prompt' && mark?.kind === 'grace')
  return isOpen ? page : '/'
}
