/** The shop: sessions, Passport with name and password, the second factor, and pages worth protecting. */
import express from 'express'
import type { Express, RequestHandler } from 'express'
import session from 'express-session'
import helmet from 'helmet'
import passport from 'passport'
import { Strategy as LocalStrategy } from 'passport-local'
import type { Clock, SecondFactor } from 'passport-authy'
import { notFound, onError, requireLogin } from './guards.js'
import type { Outbox } from './outbox.js'
import { SHOP_STYLES } from './pages/styles.js'
import { addPasswordRoutes } from './password-routes.js'
import { addProtectedPages } from './protected-pages.js'
import { addPublicPages } from './public-pages.js'
import { addTransferRoutes } from './transfer-routes.js'
import type { Transfers } from './transfers.js'
import type { ShopUser, Users } from './users.js'

export interface ShopParts {
  readonly users: Users
  readonly secondFactor: SecondFactor
  readonly outbox: Outbox
  readonly transfers: Transfers
  readonly clock: Clock
  /** A code with which the person may set up a phone. */
  readonly makeAdminCode: (userId: string) => string
  readonly sessionStore: session.Store
  readonly sessionSecret: string
  /** Whether people reach the shop over https. */
  readonly isSecure: boolean
  /** Shown on the sign-in page; `null` with a real provider. */
  readonly phoneUrl: string | null
}

export function makeShop(parts: ShopParts): Express {
  const { secondFactor } = parts
  const app = express()
  app.disable('x-powered-by')
  app.get('/healthz', async (_req, res) => {
    const health = await secondFactor.health()
    res.status(health.store.status === 'up' ? 200 : 503).json(health)
  })
  // The page that a form was on is told to this site only, so that people come back to it after a second factor.
  app.use(helmet({ contentSecurityPolicy: { directives: CONTENT }, referrerPolicy: { policy: 'same-origin' } }))
  app.get('/shop.css', (_req, res) => res.type('css').send(SHOP_STYLES))
  app.use(noStore)
  app.use(sessions(parts))
  setUpPassport(parts)
  app.use(passport.session())
  app.use(secondFactor.router)
  app.use(express.json({ limit: '10kb' }), express.urlencoded({ extended: false, limit: '10kb' }))
  app.use(secondFactor.refuseCrossSite())
  addPublicPages(app, parts)
  // The gate says who a bearer token belongs to, and lets nobody in particular pass: they are stopped behind it.
  app.use(secondFactor.enforce())
  app.use(requireLogin)
  addProtectedPages(app, parts)
  addTransferRoutes(app, parts)
  addPasswordRoutes(app, parts)
  app.use(notFound)
  app.use(onError)
  return app
}

/** Beside helmet's own: no style but the one sheet, and nobody puts the shop into a frame. */
const CONTENT = { 'upgrade-insecure-requests': null, 'style-src': ["'self'"], 'frame-ancestors': ["'none'"] }

/** Every page tells who is signed in. */
const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store')
  next()
}

function sessions({ sessionStore, sessionSecret, isSecure }: ShopParts): RequestHandler {
  return session({
    name: 'shop.sid',
    secret: sessionSecret,
    store: sessionStore,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: isSecure },
  })
}

function setUpPassport({ users, secondFactor }: ShopParts): void {
  const check = async (username: unknown, password: unknown): Promise<ShopUser | false> => {
    // A form can make arrays of anything.
    if (typeof username !== 'string' || typeof password !== 'string') return false
    return (await users.checkPassword(username, password)) ?? false
  }
  passport.use(new LocalStrategy((username, password, done) => {
    check(username, password).then((user) => done(null, user), done)
  }))
  passport.use(secondFactor.strategy)
  passport.serializeUser((user, done) => done(null, users.sessionKey(user.id)))
  passport.deserializeUser((key: string, done) => done(null, users.findBySessionKey(key) ?? false))
}
