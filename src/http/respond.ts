/** Answers: a state, a refusal, or a way on; as a page for a person, as JSON for a program. */
import type { Request, Response } from 'express'
import type { Challenge } from '../challenge/challenge.js'
import { REFUSALS } from '../errors.js'
import type { RefusalCode } from '../errors.js'
import type { Situation } from '../flows/decide.js'
import { signInState } from '../flows/sign-in-state.js'
import type { SignInState } from '../flows/sign-in-state.js'
import type { PageModel, PageProblem } from '../pages/model.js'
import { refusalPage, unavailablePage } from '../pages/notice-page.js'
import { page } from '../pages/page.js'
import type { WebContext } from './context.js'
import { isPageRequest } from './negotiate.js'
import { sendProblem, stateJson } from './problem.js'
import type { ProblemExtras } from './problem.js'
import { returnToOf } from './session.js'

const CSP =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

export function sendHtml(res: Response, status: number, markup: string): void {
  res.set({
    'Cache-Control': 'no-store',
    'Content-Security-Policy': CSP,
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  })
  res.status(status).type('html').send(markup)
}

/** The state object, or the page for the step it is at. */
export function sendState(context: WebContext, req: Request, res: Response, situation: Situation, challenge: Challenge | null, status = 200): void {
  const state = signInState(context.services, situation, challenge)
  if (isPageRequest(req)) sendHtml(res, status, page(pageModel(context, req, situation, state, null)))
  else res.status(status).json(stateJson(state))
}

export function pageModel(
  context: WebContext,
  req: Request,
  { visit, now }: Situation,
  state: SignInState,
  problem: PageProblem | null,
): PageModel {
  const { appName, path, signInPath } = context
  return { ...state, appName, path, signInPath, now, returnTo: returnToOf(req), email: visit.person.email, problem }
}

export interface Refusal extends ProblemExtras {
  readonly code: RefusalCode
  readonly field?: string
  readonly attemptsLeft?: number
  /** Epoch ms; becomes `Retry-After`. */
  readonly retryAt?: number | null
}

/** A refusal without a step to go back to. */
export function refuse(context: WebContext, req: Request, res: Response, refusal: Refusal): void {
  const now = context.services.clock.now()
  const { code, members, retryAt, field, attemptsLeft } = refusal
  const seconds = retryAt === null || retryAt === undefined ? refusal.retryAfterSeconds : (retryAt - now) / 1000
  if (!isPageRequest(req)) {
    const more = { ...(field === undefined ? {} : { field }), ...(attemptsLeft === undefined ? {} : { attempts_left: attemptsLeft }) }
    sendProblem(res, code, { ...refusal, retryAfterSeconds: seconds ?? null, members: { ...members, ...more } })
    return
  }
  const status = refusal.status ?? REFUSALS[code].status
  if (seconds) res.set('Retry-After', String(Math.max(1, Math.ceil(seconds))))
  sendHtml(res, status, status === 503 ? unavailablePage(context) : refusalPage(context, code))
}

/** A refused form is shown again, with the reason and without what was typed. */
export function refuseStep(
  context: WebContext,
  req: Request,
  res: Response,
  situation: Situation,
  challenge: Challenge | null,
  refusal: Refusal,
): void {
  if (!isPageRequest(req)) {
    refuse(context, req, res, refusal)
    return
  }
  const { code, field, attemptsLeft, retryAt } = refusal
  const problem = { code, field: field ?? null, attemptsLeft: attemptsLeft ?? null, retryAt: retryAt ?? null }
  const state = signInState(context.services, situation, challenge)
  const status = refusal.status ?? REFUSALS[code].status
  sendHtml(res, status === 400 ? 422 : status, page(pageModel(context, req, situation, state, problem)))
}

/** 303 for a person, JSON for a program. */
export function goOn(req: Request, res: Response, to: string, body: object, status = 200): void {
  if (isPageRequest(req)) res.redirect(303, to)
  else res.status(status).json(body)
}
