/**
 * The page for administrators: who is not done, reminders, and what the help desk does. Mounted by the host wherever it likes, below its own
 * gate and below `enforce()`.
 */
import express from 'express'
import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response, Router } from 'express'
import { SecondFactorError } from '../errors.js'
import { DESK_ACTIONS, DESK_PATHS } from '../pages/admin-desk-words.js'
import { ADMIN_STYLES } from '../pages/admin-assets.js'
import { actRoute, stepUpRoute } from './admin-act-route.js'
import { adminFigures } from './admin-figures.js'
import { adminGate } from './admin-gate.js'
import type { AdminPermission, MayAdminister } from './admin-gate.js'
import { csvRoute, figuresRoute, peopleRoute } from './admin-look-routes.js'
import { personRoute } from './admin-person-route.js'
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
/** The page of one person. */
const PERSON = '/people/:user'

/**
 * | route | does |
 * |---|---|
 * | `GET /` | figures, as page or JSON; with a filter in the query, the list |
 * | `GET /people` | the list, 100 a page, by user id; `after` is the cursor |
 * | `?format=csv` | the list as a file |
 * | `POST /remind` | reminds `{user}` or all of `{standing}`, once a day each |
 * | `GET /people/:user` | one person: standing, locks, what is left of what, activity |
 * | `POST /people/:user/unlock`, `lock` | with `{why}`: opens or closes the account |
 * | `POST /people/:user/bypass-code`, `reset` | with `{why}`: answers `{code}`, this once |
 * | `POST /people/:user/step-up` | asks the administrator for the fresh second factor that each act needs |
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
  const parts = { context, may, figures: adminFigures(context.services), oneByOne: oneByOne() }
  const staged = (handler: (stage: AdminStage) => Promise<void>): RequestHandler => adminStaged(parts, handler)
  const gets = { '/': lookRoute('/'), '/people': lookRoute('/people'), [PERSON]: personRoute }
  const posts: readonly (readonly [string, AdminPermission, (stage: AdminStage) => Promise<void>])[] = [
    ['/remind', 'remind', remindRoute],
    [`${PERSON}/step-up`, 'report', stepUpRoute],
    ...DESK_ACTIONS.map((action) => [`${PERSON}/${DESK_PATHS[action]}`, action, actRoute(action)] as const),
  ]
  const parsers = [express.json({ limit: MAX_BODY }), express.urlencoded({ extended: false, limit: MAX_BODY, parameterLimit: 50 })]
  for (const [path, handler] of Object.entries(gets)) own.get(path, staged(handler)).all(path, refuseMethod(context, 'GET, HEAD'))
  for (const [path, permission, handler] of posts) {
    own.post(path, refuseCrossSite(context), adminGate(context, may, permission), ...parsers, staged(handler))
    own.all(path, refuseMethod(context, 'POST'))
  }
}

function refuseMethod(context: WebContext, allowed: string): RequestHandler {
  return (req: Request, res: Response) => {
    res.set('Allow', allowed)
    refuse(context, req, res, { code: 'method_not_supported' })
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
