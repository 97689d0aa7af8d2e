/** `secondFactor.begin()`: behind the first factor, in the same POST. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { beginSignIn } from '../flows/begin-sign-in.js'
import type { Begun } from '../flows/begin-sign-in.js'
import { countNudge } from '../flows/count-nudge.js'
import { signInState } from '../flows/sign-in-state.js'
import { answerError } from './answer-error.js'
import { beginBearer } from './begin-bearer.js'
import type { WebContext } from './context.js'
import { localPath } from './local-path.js'
import { isPageRequest } from './negotiate.js'
import { stateJson } from './problem.js'
import { recognized } from './recognized.js'
import { refuse } from './respond.js'
import { keep, returnToOf, sessionOf, wantedPathOf } from './session.js'
import { visitOf } from './visit.js'

export interface BeginOptions {
  /** For a client that keeps tokens instead of a session. Default false. */
  readonly bearer?: boolean
}

/** 303 to the next step or to the saved page; for programs the state object (200; 403 when locked). */
export function begin(context: WebContext, { bearer = false }: BeginOptions): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    const work = bearer ? beginBearer : run
    work(context, req, res).catch((error: unknown) => answerError(context, req, res, error, next))
  }
}

async function run(context: WebContext, req: Request, res: Response): Promise<void> {
  sessionOf(req)
  rememberReturnTo(req)
  const visit = await visitOf(context, req, wantedPathOf(req))
  if (visit === null) {
    refuse(context, req, res, { code: 'not_signed_in' })
    return
  }
  await answerBegun(context, req, res, await beginSignIn(context.services, await recognized(context, req, res, visit)))
}

/** A sign-in form may carry `return_to`: a path on this site, or nothing. */
function rememberReturnTo(req: Request): void {
  const body: unknown = req.body
  const wanted: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'return_to') : null
  const returnTo = localPath(wanted)
  if (returnTo !== null) keep(req, { returnTo })
}

export async function answerBegun(context: WebContext, req: Request, res: Response, begun: Begun): Promise<void> {
  const { situation, challenge } = begun
  const { decision, account } = situation
  res.set('Cache-Control', 'no-store')
  if (decision.outcome === 'unavailable') {
    refuse(context, req, res, { code: 'provider_unavailable', retryAfterSeconds: 10 })
    return
  }
  if (!isPageRequest(req)) {
    const state = stateJson(signInState(context.services, situation, challenge))
    res.status(decision.outcome === 'locked' ? 403 : 200).json(state)
    return
  }
  if (decision.reason === 'nudge') {
    await countNudge(context.services, account.userId)
    keep(req, { nudged: true })
  }
  res.redirect(303, decision.outcome === 'allow' ? returnToOf(req) : context.path)
}
