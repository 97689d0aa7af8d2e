/**
 * The Passport strategy: with a code in the body it verifies it, without one the second step begins. Register it by
 * name; a strategy passed to `passport.authenticate` as an instance would be shared between requests.
 */
import type { Request } from 'express'
import { Strategy as PassportStrategy } from 'passport-strategy'
import { REFUSALS } from '../errors.js'
import { beginSignIn } from '../flows/begin-sign-in.js'
import { checkCode } from '../flows/check-code.js'
import { look } from '../flows/decide.js'
import type { Visit } from '../flows/services.js'
import type { Mark } from '../ports/state-store.js'
import type { WebContext } from './context.js'
import * as fields from './fields.js'
import { isPageRequest } from './negotiate.js'
import { codeRefusal } from './prove-routes.js'
import type { Refusal } from './respond.js'
import { markIdOf, renewSession, sessionOf, signInIdOf, wantedPathOf, wishOf, writeMark } from './session.js'
import { visitOf } from './visit.js'

/** Options of `passport.authenticate('authy', options)` that this strategy reads, beside Passport's own. */
export interface AuthyStrategyOptions {
  /** Field of the body that holds the code. Default `code`. */
  readonly codeField?: string
  /** Passport's: set when the user is put elsewhere and no session is made. */
  readonly assignProperty?: string
  readonly session?: boolean
}

/** Ends of one request, taken before the first wait: Passport keeps them on an object that others may share. */
interface Ends {
  readonly success: (user: Express.User, info: object) => void
  readonly fail: (challenge: object, status: number) => void
  readonly redirect: (url: string, status?: number) => void
  readonly pass: () => void
  readonly error: (error: unknown) => void
}

export class AuthyStrategy extends PassportStrategy {
  readonly name = 'authy'
  /** Passport works on copies made with `Object.create`, where private fields do not reach. */
  protected readonly _context: WebContext

  constructor(context: WebContext) {
    super()
    this._context = context
  }

  override authenticate(req: Request, options: AuthyStrategyOptions = {}): void {
    const onError = this.error.bind(this)
    const ends: Ends = {
      success: this.success.bind(this),
      fail: this.fail.bind(this),
      redirect: this.redirect.bind(this),
      pass: this.pass.bind(this),
      error: (error) => onError(error instanceof Error ? error : new Error('The second factor failed.')),
    }
    run(this._context, req, options, ends).catch(ends.error)
  }
}

async function run(context: WebContext, req: Request, options: AuthyStrategyOptions, ends: Ends): Promise<void> {
  sessionOf(req)
  const visit = await visitOf(context, req, wantedPathOf(req), wishOf(req))
  if (visit === null || !req.user) return failWith(ends, { code: 'not_signed_in' })
  const typed = typedCode(req, options.codeField ?? 'code')
  if (typed.kind === 'invalid') return failWith(ends, { code: 'invalid_request', field: typed.field })
  if (typed.kind === 'none') return beginStep(context, req, visit, ends)
  const situation = await look(context.services, visit)
  const result = await checkCode(context.services, situation, typed.code, 'sign_in')
  if (result.kind !== 'completed') return failWith(ends, codeRefusal(result))
  await context.services.store.endChallenge(visit.person.id, visit.challengeId)
  await succeed(req, options, ends, req.user, result.mark)
}

type Typed = { readonly kind: 'code'; readonly code: string } | { readonly kind: 'none' } | { readonly kind: 'invalid'; readonly field: string }

/** From the body only: a code in an address ends up in logs. */
function typedCode(req: Request, field: string): Typed {
  try {
    const body = fields.bodyOf(req.body)
    return Object.hasOwn(body, field) ? { kind: 'code', code: fields.code(body, field) } : { kind: 'none' }
  } catch (error) {
    if (error instanceof fields.InvalidField) return { kind: 'invalid', field: error.field }
    throw error
  }
}

async function beginStep(context: WebContext, req: Request, visit: Visit, ends: Ends): Promise<void> {
  const { situation } = await beginSignIn(context.services, visit)
  const { outcome, reason, lockedUntil, maySkip, remaining } = situation.decision
  if (outcome === 'allow' || reason === 'nudge') return ends.pass()
  if (outcome === 'allow_with_prompt' && situation.mark?.kind === 'grace') return ends.pass()
  if (outcome === 'locked') return failWith(ends, { code: 'locked', ...(lockedUntil === null ? {} : { status: 429 }) })
  if (outcome === 'unavailable') return failWith(ends, { code: 'provider_unavailable' })
  if (isPageRequest(req)) return ends.redirect(context.path, 303)
  if (outcome === 'allow_with_prompt') return failWith(ends, { code: 'grace_choice_required', members: { may_skip: maySkip, remaining } })
  failWith(ends, { code: outcome === 'challenge' ? 'second_factor_required' : 'enrollment_required' })
}

function failWith(ends: Ends, { code, status, field, attemptsLeft, members }: Refusal): void {
  const info = { message: REFUSALS[code].title, code, ...members, ...(field === undefined ? {} : { field }) }
  const more = attemptsLeft === undefined ? {} : { attemptsLeft }
  ends.fail({ ...info, ...more }, status ?? REFUSALS[code].status)
}

/**
 * `success` makes Passport sign the user in once more, which gives the session a new id; the mark is written into
 * that new session, before Passport goes on.
 */
async function succeed(req: Request, options: AuthyStrategyOptions, ends: Ends, user: Express.User, mark: Mark): Promise<void> {
  const info = { method: mark.method, amr: mark.amr, verifiedAt: new Date(mark.createdAt) }
  if (options.assignProperty !== undefined || options.session === false) {
    await renewSession(req, mark)
    return ends.success(user, info)
  }
  writeAfterLogin(req, mark, markIdOf(req, signInIdOf(req)))
  ends.success(user, info)
}

function writeAfterLogin(req: Request, mark: Mark, held: string | null): void {
  const own = { logIn: req.logIn.bind(req), login: req.login.bind(req) }
  const wrapped = (user: Express.User, given: object | LogInDone, last: LogInDone = () => undefined): void => {
    Object.assign(req, own)
    const [options, done] = typeof given === 'function' ? [{}, given as LogInDone] : [given, last]
    own.logIn(user, { session: true, ...options, keepSessionInfo: true }, (error: unknown) => {
      if (error) done(error)
      else writeMark(req, mark, held).then(() => done(), done)
    })
  }
  Object.assign(req, { logIn: wrapped, login: wrapped })
}

type LogInDone = (error?: unknown) => void
