/** Answers: a state, a refusal, or a way on; as a page for a person, as JSON for a program. */
import type { Request, Response } from 'express'
import type { Challenge } from '../challenge/challenge.js'
import { REFUSALS } from '../errors.js'
import type { RefusalCode } from '../errors.js'
import type { Situation } from '../flows/decide.js'
import { signInState } from '../flows/sign-in-state.js'
import type { FieldFault, PageModel } from '../pages/model.js'
import { page, refusalPage, unavailablePage } from '../pages/page.js'
import type { StepView } from '../pages/page.js'
import type { WebContext } from './context.js'
import { isPageRequest } from './negotiate.js'
import { frameOf, pageModel, speakerOf } from './page-model.js'
import { sendProblem, stateJson } from './problem.js'
import type { ProblemExtras } from './problem.js'

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

export interface PageOptions {
  readonly status: number
  readonly refusal?: Refusal
  /** Another page than the one of the step. */
  readonly view?: StepView
}

/** The page for the step, ours or the host's. */
export async function sendPage(context: WebContext, req: Request, res: Response, situation: Situation, challenge: Challenge | null, options: PageOptions): Promise<void> {
  const { status, refusal, view } = options
  const model = await modelOf(context, req, situation, challenge, refusal)
  sendHtml(res, status, page(model, context.views, view))
}

export function modelOf(context: WebContext, req: Request, situation: Situation, challenge: Challenge | null, refusal?: Refusal): Promise<PageModel> {
  const state = signInState(context.services, situation, challenge)
  return pageModel(context, req, situation, state, refusal === undefined ? null : problemOf(refusal))
}

function problemOf({ code, field, fault, attemptsLeft, retryAt }: Refusal): NonNullable<Parameters<typeof pageModel>[4]> {
  return { code, field: field ?? null, fault: fault ?? null, attemptsLeft: attemptsLeft ?? null, retryAt: retryAt ?? null }
}

/** The state object, or the page for the step it is at. */
export async function sendState(context: WebContext, req: Request, res: Response, situation: Situation, challenge: Challenge | null): Promise<void> {
  if (isPageRequest(req)) await sendPage(context, req, res, situation, challenge, { status: 200 })
  else res.status(200).json(stateJson(signInState(context.services, situation, challenge)))
}

export interface Refusal extends ProblemExtras {
  readonly code: RefusalCode
  readonly field?: string
  /** What about the field is wrong; said on pages only. */
  readonly fault?: FieldFault | null
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
  const frame = frameOf(context, speakerOf(context, req, null))
  sendHtml(res, status, status === 503 ? unavailablePage(frame) : refusalPage(frame, code))
}

/** A refused form is shown again, with the reason and without what was typed. */
export async function refuseStep(
  context: WebContext,
  req: Request,
  res: Response,
  situation: Situation,
  challenge: Challenge | null,
  refusal: Refusal,
): Promise<void> {
  if (!isPageRequest(req)) {
    refuse(context, req, res, refusal)
    return
  }
  const status = refusal.status ?? REFUSALS[refusal.code].status
  await sendPage(context, req, res, situation, challenge, { status: status === 400 ? 422 : status, refusal })
}

/**
 * 303 for a person, JSON for a program. Our own script asks for pages too, but goes on by itself: following a redirect
 * it would load the host's page twice.
 */
export function goOn(req: Request, res: Response, to: string, body: object, status = 200): void {
  if (!isPageRequest(req)) res.status(status).json(body)
  else if (req.headers['second-factor-dialog'] !== undefined) res.status(204).set('Second-Factor-Location', to).end()
  else res.redirect(303, to)
}
