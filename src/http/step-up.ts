/** `secondFactor.stepUp(action)`: in front of a handler whose action policy may want a fresh factor for. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { answerError } from './answer-error.js'
import type { WebContext } from './context.js'
import { InvalidField } from './fields.js'
import { mayPassAs, pass } from './enforce.js'
import { requestPath } from './request-path.js'
import { refuse } from './respond.js'
import { visitOf } from './visit.js'
import { checkAction, wishFor } from './wish.js'
import type { StepUpOptions } from './wish.js'

/** @throws SecondFactorError `invalid_options` at once, when the action's name is not one */
export function stepUp(context: WebContext, action: string, options: StepUpOptions): RequestHandler {
  const name = checkAction(action)
  return (req: Request, res: Response, next: NextFunction) => {
    run(context, req, res, next, name, options).catch((error: unknown) => {
      if (error instanceof InvalidField) refuse(context, req, res, { code: 'invalid_request', field: error.field })
      else answerError(context, req, res, error, next)
    })
  }
}

async function run(
  context: WebContext,
  req: Request,
  res: Response,
  next: NextFunction,
  action: string,
  options: StepUpOptions,
): Promise<void> {
  const wish = await wishFor(req, action, options)
  const visit = (await mayPassAs(context, req)) ? await visitOf(context, req, requestPath(req), wish) : null
  if (visit === null) refuse(context, req, res, { code: 'not_signed_in' })
  else await pass(context, req, res, next, visit)
}
