/**
 * The page for administrators: who is not done, and reminders. Mounted by the host wherever it likes, below its own
 * gate and below `enforce()`.
 */
import express from 'express'
import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response, Router } from 'express'
import { SecondFactorError } from '../errors.js'
import { ADMIN_STYLES } from '../pages/admin-assets.js'
import { adminFigures } from './admin-figures.js'
import { adminGate, isYes } from './admin-gate.js'
import type { MayAdminister } from './admin-gate.js'
import { csvRoute, figuresRoute, offersReminders, peopleRoute } from './admin-look-routes.js'
import { FILTER_NAMES, queryOf } from './admin-query.js'
import { remindRoute } from './admin-remind-route.js'
import { adminStaged, oneByOne } from './admin-stage.js'
import type { AdminStage } from './admin-stage.js'
import { answerError, bodyRefusal } from './answer-error.js'
import type { WebContext } from './context.js'
import { refuse } from './respond.js'
import { refuseCrossSite } from './router.js'

export interface AdministrationOptions {
  /**
   * Whether the person who asks may do this, e.g. `(req) => req.user.roles.includes('admin')`. Asked on every request,
   * after `enforce()` has let it pass; only `true` is a yes.
   */
  readonly may: MayAdminister
}

const MAX_BODY = '10kb'

/**
 * | route | does |
 * |---|---|
 * | `GET /` | figures, as page or JSON; with a filter in the query, the list |
 * | `GET /people` | the list, 100 a page, by user id; `after` is the cursor |
 * | `?format=csv` | the list as a file |
 * | `POST /remind` | reminds `{user}` or all of `{standing}`, once a day each |
 *
 * @throws SecondFactorError `invalid_options` without a function `may`
 */
export function administration(context: WebContext, { may }: AdministrationOptions): Router {
  if (typeof may !== 'function') {
    throw new SecondFactorError('invalid_options', 'administration() needs the option may: (req, permission) => boolean.')
  }
  const own = express.Router()
  own.use(quiet, adminGate(context, may, 'report'))
  own.get('/assets/admin.css', (_req, res) => {
    res.set('X-Content-Type-Options', 'nosniff').type('text/css').send(ADMIN_STYLES)
  })
  addRoutes(own, context, may)
  own.use((req: Request, res: Response) => refuse(context, req, res, { code: 'not_found' }))
  own.use(onError(context))
  return own
}

function addRoutes(own: Router, context: WebContext, may: MayAdminister): void {
  const parts = { context, figures: adminFigures(context.services), oneByOne: oneByOne() }
  const mayRemind = async (req: Request): Promise<boolean> => offersReminders(parts) && isYes(await may(req, 'remind'))
  const staged = (handler: (stage: AdminStage) => Promise<void>): RequestHandler => adminStaged(parts, mayRemind, handler)
  own.get('/', staged(lookRoute('/')))
  own.get('/people', staged(lookRoute('/people')))
  own.post(
    '/remind',
    refuseCrossSite(context),
    adminGate(context, may, 'remind'),
    express.json({ limit: MAX_BODY }),
    express.urlencoded({ extended: false, limit: MAX_BODY, parameterLimit: 50 }),
    staged(remindRoute),
  )
  for (const [path, allowed] of [['/', 'GET, HEAD'], ['/people', 'GET, HEAD'], ['/remind', 'POST']] as const) {
    own.all(path, (req: Request, res: Response) => {
      res.set('Allow', allowed)
      refuse(context, req, res, { code: 'method_not_supported' })
    })
  }
}

/** A filter asks for the people and not for the figures, also without the longer path. */
function lookRoute(path: '/' | '/people'): (stage: AdminStage) => Promise<void> {
  return (stage) => {
    const query = queryOf(stage.req)
    if (query.get('format') === 'csv') return csvRoute(stage)
    const isList = path === '/people' || [...FILTER_NAMES, 'after'].some((name) => query.has(name))
    return isList ? peopleRoute(stage) : figuresRoute(stage)
  }
}

const quiet: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store')
  next()
}

/** Express knows an error handler by its four parameters. */
function onError(context: WebContext): ErrorRequestHandler {
  return (error: unknown, req: Request, res: Response, next: NextFunction) => {
    const code = bodyRefusal(error)
    if (code === null) answerError(context, req, res, error, next)
    else refuse(context, req, res, { code })
  }
}
