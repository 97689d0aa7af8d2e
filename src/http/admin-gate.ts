/**
 * Who may see and do what administrators see and do. Closed unless everything says otherwise: somebody is signed in,
 * the gate above has let this very request pass with a second factor as policy asks, and the host says yes.
 */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { DeskAction } from '../pages/admin-desk-words.js'
import { answerError } from './answer-error.js'
import type { WebContext } from './context.js'
import { isPageRequest } from './negotiate.js'
import { refuse } from './respond.js'
import type { Refusal } from './respond.js'

/**
 * `report`: sees figures, lists and single people, and is needed for all the others too. `remind`: has reminders sent.
 * The rest is the help desk's: opening and closing an account, a code that stands in for the phone, and taking the
 * phone off the account.
 */
export type AdminPermission = 'report' | 'remind' | DeskAction

/** Asked on every request; only `true` is a yes. */
export type MayAdminister = (req: Request, permission: AdminPermission) => boolean | Promise<boolean>

/** RFC 9470, section 3. */
const INSUFFICIENT = 'Bearer error="insufficient_user_authentication", error_description="A second factor is needed"'

export function adminGate(context: WebContext, may: MayAdminister, permission: AdminPermission): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    pass(context, may, permission, req, res, next).catch((error: unknown) => answerError(context, req, res, error, next))
  }
}

async function pass(
  context: WebContext,
  may: MayAdminister,
  permission: AdminPermission,
  req: Request,
  res: Response,
  next: NextFunction,
): Promise<void> {
  const refusal = refusalOf(req) ?? (isYes(await may(req, permission)) ? null : { code: 'forbidden' as const })
  if (refusal === null) {
    next()
    return
  }
  res.set('Cache-Control', 'no-store')
  if (refusal.code === 'second_factor_required' && !isPageRequest(req)) res.set('WWW-Authenticate', INSUFFICIENT)
  refuse(context, req, res, refusal)
}

/** No decision on the request means that no gate stands above, and that counts as no. */
function refusalOf(req: Request): Refusal | null {
  if (!req.user) return { code: 'not_signed_in' }
  switch (req.secondFactor?.outcome) {
    case 'allow':
      return null
    case 'allow_with_prompt':
      return { code: 'enrollment_required' }
    default:
      return { code: 'second_factor_required' }
  }
}

/** A host without types may answer anything; a name or an object is no yes. */
export function isYes(answer: unknown): boolean {
  return answer === true
}
