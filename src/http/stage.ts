/** One request of a signed-in person on one of our routes. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Challenge } from '../challenge/challenge.js'
import { SecondFactorError } from '../errors.js'
import { currentChallenge } from '../flows/begin-sign-in.js'
import { foresee, look } from '../flows/decide.js'
import type { Situation } from '../flows/decide.js'
import { readChallenge } from '../flows/open-challenge.js'
import type { Visit } from '../flows/services.js'
import { adoptBearer } from './bearer.js'
import type { WebContext } from './context.js'
import { bodyOf, InvalidField } from './fields.js'
import { refuse, refuseStep } from './respond.js'
import type { Refusal } from './respond.js'
import { sessionOf, wantedPathOf, wishOf } from './session.js'
import { visitOf } from './visit.js'

export interface Stage {
  readonly context: WebContext
  readonly req: Request
  readonly res: Response
  readonly visit: Visit
  readonly body: Readonly<Record<string, unknown>>
}

/** Runs a handler for the person who is signed in; whatever goes wrong ends in `next`. */
export function staged(context: WebContext, handler: (stage: Stage) => Promise<void>): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    run(context, req, res, handler).catch(next)
  }
}

async function run(context: WebContext, req: Request, res: Response, handler: (stage: Stage) => Promise<void>): Promise<void> {
  const bearer = await adoptBearer(context, req)
  if (bearer === 'none') sessionOf(req)
  const visit = bearer === 'refused' ? null : await visitOf(context, req, wantedPathOf(req), wishOf(req))
  if (visit === null) {
    refuse(context, req, res, { code: 'not_signed_in' })
    return
  }
  try {
    await handler({ context, req, res, visit, body: bodyOf(req.body) })
  } catch (error) {
    if (!(error instanceof InvalidField)) throw error
    const { field, fault } = error
    await refuseForm({ context, req, res, visit, body: {} }, { code: 'invalid_request', field, fault })
  }
}

export function lookAt({ context, visit }: Stage): Promise<Situation> {
  return look(context.services, visit)
}

/** For the steps that need the provider: while it is down and policy denies, nobody is asked to wait for it. */
export async function lookWithProvider(stage: Stage): Promise<Situation> {
  return withProvider(await lookAt(stage))
}

/** For an approval, which no throttle on codes stands in the way of. */
export async function foreseeWithProvider({ context, visit }: Stage): Promise<Situation> {
  return withProvider(await foresee(context.services, visit))
}

function withProvider(situation: Situation): Situation {
  if (situation.decision.outcome !== 'unavailable') return situation
  throw new SecondFactorError('provider_unavailable', 'The provider is down.', { retryAfterSeconds: 10 })
}

/** Refuses with the state as it is now, so that the page shown again is true; the provider is not asked once more. */
export async function refuseForm(stage: Stage, refusal: Refusal): Promise<void> {
  const { context, req, res } = stage
  const situation = await lookAt(stage)
  await refuseStep(context, req, res, situation, await readChallenge(context.services, situation), refusal)
}

/** The challenge as it stands; a provider that cannot be asked does not keep anybody from seeing the page. */
export function challengeOf({ context }: Stage, situation: Situation): Promise<Challenge | null> {
  return currentChallenge(context.services, situation)
}
