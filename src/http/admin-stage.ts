/** One request on the administrators' page, past the gate. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { reachesPeople } from '../report/reminder.js'
import type { AdminFigures } from './admin-figures.js'
import { isYes } from './admin-gate.js'
import type { AdminPermission, MayAdminister } from './admin-gate.js'
import { answerError } from './answer-error.js'
import type { WebContext } from './context.js'
import { InvalidField } from './fields.js'
import { refuse } from './respond.js'

/** What all requests share. */
export interface AdminParts {
  readonly context: WebContext
  readonly may: MayAdminister
  readonly figures: AdminFigures
  /** Runs what reads all accounts after whatever else does so: a list is not worth more than everybody's sign-in. */
  readonly oneByOne: <T>(run: () => Promise<T>) => Promise<T>
}

export interface AdminStage extends AdminParts {
  readonly req: Request
  readonly res: Response
  /** Whether reminding is offered: to those who may, where messages go anywhere. */
  readonly mayRemind: boolean
}

export function adminStaged(parts: AdminParts, handler: (stage: AdminStage) => Promise<void>): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    run(parts, req, res, handler).catch((error: unknown) => answerError(parts.context, req, res, error, next))
  }
}

async function run(parts: AdminParts, req: Request, res: Response, handler: (stage: AdminStage) => Promise<void>): Promise<void> {
  try {
    const mayRemind = reachesPeople(parts.context.services.notify) && (await isAllowed({ ...parts, req }, 'remind'))
    await handler({ ...parts, req, res, mayRemind })
  } catch (error) {
    if (!(error instanceof InvalidField)) throw error
    refuse(parts.context, req, res, { code: 'invalid_request', field: error.field })
  }
}

/** Whether the host allows it to the administrator who asks. */
export async function isAllowed({ may, req }: Pick<AdminStage, 'may' | 'req'>, permission: AdminPermission): Promise<boolean> {
  return isYes(await may(req, permission))
}

export function oneByOne(): AdminParts['oneByOne'] {
  let last: Promise<unknown> = Promise.resolve()
  return (run) => {
    const mine = last.then(run)
    last = mine.catch(() => undefined)
    return mine
  }
}
