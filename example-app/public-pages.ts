/** What stands in front of the gate: the shop window, the ways in and out, and each person's own messages. */
import type { Express, Request, RequestHandler } from 'express'
import passport from 'passport'
import type { ShopParts } from './app.js'
import { asksForPage, requireLogin } from './guards.js'
import { KEPT_MESSAGES } from './outbox.js'
import { homePage } from './pages/home-page.js'
import { frameOf } from './pages/layout.js'
import { outboxPage } from './pages/outbox-page.js'
import { signInPage } from './pages/sign-in-page.js'
import { signUpPage } from './pages/sign-up-page.js'
import { signUp, textOf } from './sign-up.js'

export function addPublicPages(app: Express, parts: ShopParts): void {
  const { users, clock, secondFactor, phoneUrl } = parts
  app.get('/', (req, res) => res.send(homePage(frameOf(req), phoneUrl)))
  app.get('/login', signInRoute(parts))
  app.post('/login', passwordCheck, secondFactor.begin())
  app.get('/signup', (req, res) => res.send(signUpPage(frameOf(req))))
  app.post('/signup', signUp(users, clock), secondFactor.begin())
  app.post(['/logout', '/api/logout'], signOut(parts))
  // A client without a session: nothing is written into one, and the answer holds the token for the next step.
  app.post('/api/login', passport.authenticate('local', { session: false }) as RequestHandler, secondFactor.begin({ bearer: true }))
  app.get('/outbox', requireLogin, forAdmins(secondFactor.enforce()), outboxRoute(parts))
}

function signInRoute({ users, phoneUrl }: ShopParts): RequestHandler {
  return (req, res) => {
    const { failed, changed, as } = req.query
    const form = { returnTo: pathIn(req.query), failed: failed !== undefined, changed: changed !== undefined, as: typeof as === 'string' ? as : null, phoneUrl }
    res.send(signInPage(frameOf(req), { ...form, exists: (username) => users.find(username) !== null }))
  }
}

/** A person goes back to the form; a program gets 401. */
const passwordCheck: RequestHandler = (req, res, next) => {
  const options = asksForPage(req) ? { failureRedirect: formAgain(req) } : {}
  const check: RequestHandler = passport.authenticate('local', options) as RequestHandler
  void check(req, res, next)
}

function formAgain(req: Request): string {
  const returnTo = pathIn(req.body)
  return returnTo === null ? '/login?failed' : `/login?failed&return_to=${encodeURIComponent(returnTo)}`
}

/** Whether it leads to another site is checked where it is used. */
function pathIn(fields: unknown): string | null {
  const path = textOf(fields, 'return_to')
  return path === '' ? null : path
}

function signOut({ secondFactor }: ShopParts): RequestHandler {
  return async (req, res, next) => {
    await secondFactor.logout(req)
    req.logout((error: unknown) => {
      if (error) next(error)
      else if (asksForPage(req)) res.redirect(303, '/')
      else res.json({ signed_out: true })
    })
  }
}

function isAdmin(req: Request): boolean {
  return req.user?.roles.includes('admin') ?? false
}

/** Others need their messages before they have a second factor, as they would need their mailbox. */
function forAdmins(gate: RequestHandler): RequestHandler {
  return (req, res, next) => {
    if (isAdmin(req)) void gate(req, res, next)
    else next()
  }
}

function outboxRoute({ outbox }: ShopParts): RequestHandler {
  return (req, res) => {
    const messages = isAdmin(req) ? outbox.allMessages() : outbox.messagesTo(req.user?.id ?? '')
    res.send(outboxPage(frameOf(req), messages, KEPT_MESSAGES))
  }
}
