/** The gate: whatever stands below it is reached only by those whom the policy lets. */
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { countNudge } from '../flows/count-nudge.js'
import { decide, scopeOf } from '../flows/decide.js'
import type { Situation } from '../flows/decide.js'
import type { Visit, Wish } from '../flows/services.js'
import { useGrant } from '../flows/use-grant.js'
import { answerError } from './answer-error.js'
import { adoptBearer, nextToken } from './bearer.js'
import type { WebContext } from './context.js'
import { localPath } from './local-path.js'
import { isPageRequest } from './negotiate.js'
import { attach } from './request-facts.js'
import { recognized } from './recognized.js'
import { requestPath } from './request-path.js'
import { refuse, sendPage } from './respond.js'
import type { Refusal } from './respond.js'
import { bearerOf, forgetWish, keep, wasNudged } from './session.js'
import { visitOf } from './visit.js'

/** An anonymous request passes: what it may see is the host's business. */
export function enforce(context: WebContext): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    gate(context, req, res, next).catch((error: unknown) => answerError(context, req, res, error, next))
  }
}

async function gate(context: WebContext, req: Request, res: Response, next: NextFunction): Promise<void> {
  const path = requestPath(req)
  // Our own routes decide for themselves.
  if (isOwn(context, path)) {
    next()
    return
  }
  if (!(await mayPassAs(context, req))) {
    refuse(context, req, res, { code: 'not_signed_in' })
    return
  }
  const visit = await visitOf(context, req, path)
  if (visit === null) next()
  else await pass(context, req, res, next, visit)
}

/** A token that is ours opens the gate only when the second factor behind it is done; any other is the host's business. */
export async function mayPassAs(context: WebContext, req: Request): Promise<boolean> {
  const adoption = await adoptBearer(context, req)
  return adoption !== 'refused' && bearerOf(req)?.kind !== 'mfa'
}

/** Lets the visit through, or sends it to the step it needs. */
export async function pass(context: WebContext, req: Request, res: Response, next: NextFunction, visit: Visit): Promise<void> {
  const situation = await decide(context.services, await recognized(context, req, res, visit))
  const isIn = situation.decision.outcome !== 'allow' || (await useGrant(context.services, situation))
  // Somebody used it up a moment ago: this request has none any more.
  if (!isIn) return pass(context, req, res, next, { ...visit, grantId: null })
  attach(req, situation)
  await answer(context, req, res, next, situation)
}

function isOwn({ path: own }: WebContext, path: string | null): boolean {
  return path !== null && (path === own || path.startsWith(`${own}/`))
}

async function answer(context: WebContext, req: Request, res: Response, next: NextFunction, situation: Situation): Promise<void> {
  const { decision, mark } = situation
  switch (decision.outcome) {
    case 'allow':
      next()
      return
    case 'allow_with_prompt':
      if (decision.reason === 'nudge') return nudge(context, req, res, next, situation)
      if (mark?.kind === 'grace') next()
      else await stop(context, req, res, situation, graceRefusal(situation))
      return
    case 'challenge':
      // A method on its way out was shown, and one of the sign-ins left for moving was spent.
      if (mark?.kind === 'grace' && mark.method !== null && decision.maySkip) next()
      else await stop(context, req, res, situation, challengeRefusal(context, situation))
      return
    case 'enroll_required':
      await stop(context, req, res, situation, { code: 'enrollment_required', members: pageMember(context) })
      return
    case 'locked':
      await sendLocked(context, req, res, situation)
      return
    case 'unavailable':
      refuse(context, req, res, { code: 'provider_unavailable', retryAfterSeconds: 10 })
      return
  }
}

/** A reminder is shown once a session, and never in the way of a program. */
async function nudge(context: WebContext, req: Request, res: Response, next: NextFunction, situation: Situation): Promise<void> {
  if (!isPageRequest(req)) {
    res.set('Second-Factor-Prompt', context.path)
    next()
    return
  }
  if (wasNudged(req)) {
    next()
    return
  }
  await countNudge(context.services, situation.account.userId)
  keep(req, { nudged: true })
  sendToStep(context, req, res)
}

/** 303 to the step for a page; for a program the refusal. */
async function stop(context: WebContext, req: Request, res: Response, situation: Situation, refusal: Refusal): Promise<void> {
  const { visit, decision } = situation
  const wish = wishIn(situation)
  if (visit.path !== null) keep(req, { refused: visit.path })
  keep(req, { cameFrom: pageBefore(context, req) })
  if (wish === null) forgetWish(req)
  else keep(req, { wish })
  if (isPageRequest(req)) {
    sendToStep(context, req, res)
    return
  }
  if (decision.outcome === 'challenge') res.set('WWW-Authenticate', insufficient(decision.maxAge))
  refuse(context, req, res, { ...refusal, members: { ...refusal.members, ...(await nextToken(context, req, situation, wishIn(situation))) } })
}

/** RFC 9470, section 3. */
function insufficient(maxAge: number): string {
  return `Bearer error="insufficient_user_authentication", error_description="A second factor is needed", max_age="${maxAge}"`
}

/** What is to be proven next, when it is more than the path. */
function wishIn({ visit, isOneTime }: Situation): Wish | null {
  const { action = null, details = null } = visit.wish ?? {}
  return isOneTime || action !== null ? { action, details, scope: isOneTime ? scopeOf(visit) : null } : null
}

function sendToStep(context: WebContext, req: Request, res: Response): void {
  // What was posted is not replayed: the person goes back to the form, and presses again.
  const returnTo = req.method === 'GET' ? localPath(req.originalUrl) : formPath(context, req)
  if (returnTo !== null) keep(req, { returnTo })
  res.set('Cache-Control', 'no-store').redirect(303, context.path)
}

/** The page that the form was on, if it is one of this site. */
function formPath({ origin }: WebContext, req: Request): string | null {
  const { referer } = req.headers
  return referer?.startsWith(`${origin}/`) === true ? localPath(referer.slice(origin.length)) : null
}

/** For those who give up. Steps of ours lead nowhere by then; the settings do. */
function pageBefore(context: WebContext, req: Request): string {
  const path = formPath(context, req)
  const isStep = path !== null && isOwn(context, path.split('?', 1)[0] ?? '') && !path.startsWith(`${context.path}/settings`)
  return path === null || isStep ? '/' : path
}

function graceRefusal({ decision }: Situation): Refusal {
  return { code: 'grace_choice_required', members: { may_skip: decision.maySkip, remaining: decision.remaining } }
}

function challengeRefusal(context: WebContext, { decision }: Situation): Refusal {
  return { code: 'second_factor_required', members: { max_age: decision.maxAge, ...pageMember(context) } }
}

function pageMember(context: WebContext): Readonly<Record<string, unknown>> {
  return { page: context.path }
}

async function sendLocked(context: WebContext, req: Request, res: Response, situation: Situation): Promise<void> {
  const { lockedUntil, settings } = situation.decision
  const timed = lockedUntil !== null
  if (isPageRequest(req)) {
    await sendPage(context, req, res, situation, null, { status: 403, view: 'locked' })
    return
  }
  const members = { reason: situation.decision.reason, help_url: settings.recovery.helpUrl, reference: situation.decisionId }
  refuse(context, req, res, { code: 'locked', members, ...(timed ? { status: 429, retryAt: lockedUntil } : {}) })
}
