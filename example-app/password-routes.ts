/** `/account/password`: a new password, for whoever knows the old one and holds the second factor now. */
import type { Express, Request, RequestHandler } from 'express'
import type { RequestSecondFactor, SecondFactor } from 'passport-authy'
import { asksForPage } from './guards.js'
import { frameOf } from './pages/layout.js'
import { passwordPage } from './pages/password-page.js'
import type { PasswordField } from './pages/password-page.js'
import { isGoodPassword, textOf } from './sign-up.js'
import { hashPassword } from './users.js'
import type { Users } from './users.js'

export interface PasswordParts {
  readonly secondFactor: SecondFactor
  readonly users: Users
}

export function addPasswordRoutes(app: Express, parts: PasswordParts): void {
  const fresh = whoHasOne(parts.secondFactor.stepUp('password.change'))
  // Asked for before the form is shown, since passwords are kept nowhere while somebody looks for the phone.
  app.get('/account/password', fresh, (req, res) => res.send(passwordPage(frameOf(req), null)))
  app.post('/account/password', fresh, changeRoute(parts))
}

type Reason = RequestSecondFactor['reason']

/** The gate let them in although they have no second factor. */
const WITHOUT_ONE: readonly Reason[] = [
  'opted_out', 'nudge', 'opt_in_not_enrolled', 'disabled_by_policy', 'enroll_within_grace', 'confirm_within_grace',
]

/** Whoever has no second factor can still replace a password that leaked. */
function whoHasOne(stepUp: RequestHandler): RequestHandler {
  return (req, res, next) => {
    const { reason } = req.secondFactor ?? {}
    if (reason !== undefined && WITHOUT_ONE.includes(reason)) next()
    else void stepUp(req, res, next)
  }
}

/** Ends every session of the person, this one too, and every browser that is remembered. */
function changeRoute({ secondFactor, users }: PasswordParts): RequestHandler {
  return async (req, res, next) => {
    if (req.user === undefined) {
      next()
      return
    }
    const wrong = await wrongField(users, req.user.username, req)
    if (wrong !== null) {
      if (asksForPage(req)) res.status(422).send(passwordPage(frameOf(req), wrong))
      else res.status(400).json({ code: 'invalid_request', field: wrong })
      return
    }
    users.setPassword(req.user.id, await hashPassword(textOf(req.body, 'new_password')))
    await secondFactor.revoke(req.user.id)
    req.logout((error: unknown) => {
      if (error) next(error)
      else if (asksForPage(req)) res.redirect(303, '/login?changed')
      else res.json({ changed: true })
    })
  }
}

async function wrongField(users: Users, username: string, { body }: Request): Promise<PasswordField | null> {
  if (!isGoodPassword(textOf(body, 'new_password'))) return 'new_password'
  return (await users.checkPassword(username, textOf(body, 'password'))) === null ? 'password' : null
}
