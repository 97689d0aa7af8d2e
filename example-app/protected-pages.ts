/** What stands behind the gate. */
import type { Express, RequestHandler } from 'express'
import type { ShopParts } from './app.js'
import { asksForPage, requireRole } from './guards.js'
import { ORDERS } from './orders.js'
import { accountPage } from './pages/account-page.js'
import { adminPage } from './pages/admin-page.js'
import { frameOf } from './pages/layout.js'
import { textOf } from './sign-up.js'

/** Where the library's own page for administrators is served. */
const TWO_STEP_PATH = '/admin/two-step'

export function addProtectedPages(app: Express, parts: ShopParts): void {
  const { secondFactor, transfers } = parts
  app.get('/account', (req, res, next) => {
    if (req.user === undefined) next()
    else res.send(accountPage(frameOf(req), { user: req.user, secondFactor: req.secondFactor, transfers: transfers.sentBy(req.user.id) }))
  })
  app.get('/api/account', (req, res) => {
    res.json({ title: `Order history of ${req.user?.username ?? ''}`, orders: ORDERS.map(({ name }) => name) })
  })
  app.use('/admin', requireRole('admin'))
  app.use(TWO_STEP_PATH, secondFactor.administration({ may: (req) => req.user?.roles.includes('admin') ?? false }))
  app.get('/admin', (req, res) => res.send(adminPage(frameOf(req), TWO_STEP_PATH)))
  app.post('/admin/new-phone-code', newPhoneCode(parts))
}

/** `POST /admin/new-phone-code {username}`: the code is shown in the answer and nowhere else. */
function newPhoneCode({ users, makeAdminCode }: ShopParts): RequestHandler {
  return (req, res) => {
    const username = textOf(req.body, 'username').trim()
    const user = users.find(username)
    const wantsPage = asksForPage(req)
    if (user === null) {
      if (wantsPage) res.status(422).send(adminPage(frameOf(req), TWO_STEP_PATH, { kind: 'unknown', username }))
      else res.status(400).json({ code: 'invalid_request', field: 'username' })
      return
    }
    const code = makeAdminCode(user.id)
    if (wantsPage) res.send(adminPage(frameOf(req), TWO_STEP_PATH, { kind: 'made', username, code }))
    else res.status(201).json({ username, code })
  }
}
