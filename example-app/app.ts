/** The shop: sessions, Passport with name and password, the second factor, and pages worth protecting. */
import express from 'express'
import type { Express, RequestHandler } from 'express'
import session from 'express-session'
import helmet from 'helmet'
import passport from 'passport'
import { Strategy as LocalStrategy } from 'passport-local'
import type { SecondFactor } from 'passport-authy'
import { asksForPage, onError, requireLogin, requireRole } from './guards.js'
import { accountPage, homePage, loginPage, shopPage, SHOP_STYLES, signupPage } from './pages.js'
import { signUp } from './sign-up.js'
import type { ShopUser, Users } from './users.js'

export interface ShopParts {
  readonly users: Users
  readonly secondFactor: SecondFactor
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
  app.use(helmet({ contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } } }))
  app.get('/shop.css', (_req, res) => res.type('css').send(SHOP_STYLES))
  app.use(sessions(parts))
  setUpPassport(parts)
  app.use(passport.session())
  app.use(secondFactor.router)
  app.use(express.json({ limit: '10kb' }), express.urlencoded({ extended: false, limit: '10kb' }))
  app.use(secondFactor.refuseCrossSite())
  addPublicPages(app, parts)
  app.use(requireLogin)
  app.use(secondFactor.enforce())
  addProtectedPages(app)
  app.use((_req, res) => res.status(404).type('html').send(shopPage('Not found', '<p>There is nothing here.</p>')))
  app.use(onError)
  return app
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
  passport.serializeUser((user, done) => done(null, user.id))
  passport.deserializeUser((id: string, done) => done(null, users.find(id) ?? false))
}

function addPublicPages(app: Express, { users, secondFactor, phoneUrl }: ShopParts): void {
  app.get('/', (req, res) => res.send(homePage(req.user?.username ?? null)))
  app.get('/login', (req, res) => {
    const { return_to: returnTo, failed } = req.query
    res.send(loginPage(typeof returnTo === 'string' ? returnTo : null, failed !== undefined, phoneUrl))
  })
  app.post('/login', passwordCheck, secondFactor.begin())
  app.get('/signup', (_req, res) => res.send(signupPage(null)))
  app.post('/signup', signUp(users), secondFactor.begin())
  app.post('/logout', async (req, res, next) => {
    await secondFactor.logout(req)
    req.logout((error: unknown) => {
      if (error) next(error)
      else if (asksForPage(req)) res.redirect(303, '/')
      else res.json({ signed_out: true })
    })
  })
}

/** A person goes back to the form; a program gets 401. */
const passwordCheck: RequestHandler = (req, res, next) => {
  const options = asksForPage(req) ? { failureRedirect: '/login?failed' } : {}
  const check: RequestHandler = passport.authenticate('local', options) as RequestHandler
  void check(req, res, next)
}

function addProtectedPages(app: Express): void {
  app.get('/account', (req, res) => res.send(accountPage(req.user?.username ?? '')))
  app.get('/api/account', (req, res) => {
    res.json({ title: `Order history of ${req.user?.username ?? ''}`, orders: ['Dotted notebook, A5', 'Twelve pencils, HB'] })
  })
  app.get('/admin', requireRole('admin'), (_req, res) => {
    res.send(shopPage('Administration', '<p>Only administrators with a fresh second factor see this.</p>'))
  })
}
