/** `POST /signup`: a new account, signed in at once. */
import type { Request, RequestHandler } from 'express'
import { asksForPage } from './guards.js'
import { signupPage } from './pages.js'
import { hashPassword } from './users.js'
import type { ShopUser, Users } from './users.js'

export function signUp(users: Users): RequestHandler {
  return async (req, res, next) => {
    const problem = await tryToAdd(users, req)
    if (problem === null) next()
    else if (asksForPage(req)) res.status(422).send(signupPage(problem.sentence))
    else res.status(400).json({ code: 'invalid_request', field: problem.field })
  }
}

interface Problem {
  readonly field: 'username' | 'email' | 'password'
  readonly sentence: string
}

async function tryToAdd(users: Users, req: Request): Promise<Problem | null> {
  const body: unknown = req.body
  const username = textOf(body, 'username')
  const email = textOf(body, 'email')
  const password = textOf(body, 'password')
  if (!/^[a-z0-9][a-z0-9_.-]{1,31}$/.test(username)) return { field: 'username', sentence: 'Names have 2 to 32 small letters and digits.' }
  if (!/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(email)) return { field: 'email', sentence: 'That is not an email address.' }
  if (password.length < 10 || password.length > 128) return { field: 'password', sentence: 'Passwords have at least 10 characters.' }
  const created = new Date().toISOString()
  const user: ShopUser = { id: username, username, email, groups: ['customers'], roles: [], attributes: {}, created, locale: 'en' }
  if (!users.add(user, await hashPassword(password))) return { field: 'username', sentence: 'That name is taken.' }
  await logIn(req, user)
  return null
}

function textOf(body: unknown, field: string): string {
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
