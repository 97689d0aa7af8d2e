/** `POST /signup`: a new account, signed in at once. */
import type { Request, RequestHandler } from 'express'
import type { Clock } from 'passport-authy'
import { asksForPage } from './guards.js'
import { frameOf } from './pages/layout.js'
import { signUpPage } from './pages/sign-up-page.js'
import type { SignUpProblem } from './pages/sign-up-page.js'
import { hashPassword } from './users.js'
import type { ShopUser, Users } from './users.js'

export function signUp(users: Users, clock: Clock): RequestHandler {
  return async (req, res, next) => {
    const problem = await tryToAdd(users, clock, req)
    if (problem === null) next()
    else if (asksForPage(req)) res.status(422).send(signUpPage(frameOf(req), problem, typed(req)))
    else res.status(400).json({ code: 'invalid_request', field: problem.field })
  }
}

async function tryToAdd(users: Users, clock: Clock, req: Request): Promise<SignUpProblem | null> {
  const body: unknown = req.body
  const username = textOf(body, 'username')
  const email = textOf(body, 'email')
  const password = textOf(body, 'password')
  if (!/^[a-z0-9][a-z0-9_.-]{1,31}$/.test(username)) return { field: 'username', sentence: 'Names have 2 to 32 small letters and digits.' }
  if (!/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(email)) return { field: 'email', sentence: 'That is not an email address.' }
  if (!isGoodPassword(password)) return { field: 'password', sentence: 'Passwords have at least 10 characters.' }
  const created = new Date(clock.now()).toISOString()
  const user: ShopUser = { id: username, username, email, groups: ['customers'], roles: [], attributes: {}, created, locale: 'en' }
  if (!users.add(user, await hashPassword(password))) return { field: 'username', sentence: 'That name is taken.' }
  await logIn(req, user)
  return null
}

export function isGoodPassword(password: string): boolean {
  return password.length >= 10 && password.length <= 128
}

function typed({ body }: Request): { readonly username: string; readonly email: string } {
  return { username: textOf(body, 'username'), email: textOf(body, 'email') }
}

export function textOf(body: unknown, field: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, field) : null
  return typeof value === 'string' ? value : ''
}

function logIn(req: Request, user: ShopUser): Promise<void> {
  return new Promise((resolve, reject) => {
    req.logIn(user, (error: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error('The sign-in failed.'))
      else resolve()
    })
  })
}
