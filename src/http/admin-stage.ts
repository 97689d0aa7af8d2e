/** One request on the administrators' page, past the gate. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { AdminFigures } from './admin-figures.js'
import { answerError } from './answer-error.js'
import type { WebContext } from './context.js'
import { InvalidField } from './fields.js'
import { refuse } from './respond.js'

/** What all requests share. */
export interface AdminParts {
  readonly context: WebContext
  readonly figures: AdminFigures
  /** Runs what reads all accounts after whatever else does so: a list is not worth more than everybody's sign-in. */
  readonly oneByOne: <T>(run: () => Promise<T>) => Promise<T>
}

export interface AdminStage extends AdminParts {
  readonly req: Request
  readonly res: Response
  /** Whether reminding is offered to this administrator. */
  readonly mayRemind: boolean
}

export function adminStaged(
  parts: AdminParts,
  mayRemind: (req: Request) => Promise<boolean>,
  handler: (stage: AdminStage) => Promise<void>,
): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    run(parts, mayRemind, req, res, handler).catch((error: unknown) => answerError(parts.context, req, res, error, next))
  }
}

async function run(
  parts: AdminParts,
  mayRemind: (req: Request) => Promise<boolean>,
  req: Request,
  res: Response,
  handler: (stage: AdminStage) => Promise<void>,
): Promise<void> {
  try {
    await handler({ ...parts, req, res, mayRemind: await mayRemind(req) })
  } catch (error) {
    if (!(error instanceof InvalidField)) throw error
    refuse(parts.context, req, res, { code: 'invalid_request', field: error.field })
  }
}

export function oneByOne(): AdminParts['oneByOne'] {
  let last: Promise<unknown> = Promise.resolve()
  return (run) => {
    const mine = last.then(run)
    last = mine.catch(() => undefined)
    return mine
  }
}
