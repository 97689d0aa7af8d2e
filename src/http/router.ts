/** The routes under `/2fa`. Every answer is `no-store`; every change is refused when another site asks for it. */
import express from 'express'
import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response, Router } from 'express'
import { SCRIPT, STYLES } from '../pages/assets/assets.js'
import { answerError, bodyRefusal } from './answer-error.js'
import type { WebContext } from './context.js'
import { isCrossSite } from './cross-site.js'
import { enrollRoute, optOutQuestion, optOutRoute, skipRoute, startOverRoute } from './enroll-routes.js'
import type { EventStreams } from './event-streams.js'
import { cancelRoute, stateRoute, statusRoute } from './look-routes.js'
import { codeRoute, completeRoute, pushRoute, verifyRoute, wayRoute } from './prove-routes.js'
import { startProofRoute } from './proof-route.js'
import { pushCallback } from './push-callback.js'
import { refuse } from './respond.js'
import { backupCodesRoute, disableRoute, reportQuestion, reportRoute, revokeDevicesRoute, settingsRoute } from './settings-routes.js'
import { challengeOf, lookAt, staged } from './stage.js'
import type { Stage } from './stage.js'

/** No form of ours comes near this. */
const MAX_BODY = '10kb'

export function router(context: WebContext, streams: EventStreams): Router {
  const all = express.Router()
  const own = express.Router()
  own.use(noStore)
  own.all('/callback', only('POST', 'GET'), pushCallback(context))
  own.get('/assets/second-factor.css', asset('text/css', STYLES))
  own.get('/assets/second-factor.js', asset('text/javascript', SCRIPT))
  own.use(refuseCrossSite(context), refuseOtherBodies(context))
  own.use(express.json({ limit: MAX_BODY }), express.urlencoded({ extended: false, limit: MAX_BODY, parameterLimit: 50 }))
  addSteps(own, context, streams)
  own.use((req: Request, res: Response) => refuse(context, req, res, { code: 'not_found' }))
  own.use(onError(context))
  all.use(context.path, own)
  return all
}

function addSteps(own: Router, context: WebContext, streams: EventStreams): void {
  const gets = { '/': stateRoute, '/status': statusRoute, '/events': eventsRoute(streams), '/opt-out': optOutQuestion, '/settings': settingsRoute, '/report': reportQuestion }
  const posts = {
    '/push': pushRoute,
    '/code': codeRoute,
    '/way': wayRoute,
    '/verify': verifyRoute('sign_in'),
    '/complete': completeRoute,
    '/skip': skipRoute,
    '/opt-out': optOutRoute,
    '/enroll': enrollRoute,
    '/start-over': startOverRoute,
    '/enroll/confirm': verifyRoute('enroll'),
    '/proof': startProofRoute,
    '/disable': disableRoute,
    '/devices/revoke': revokeDevicesRoute,
    '/backup-codes': backupCodesRoute,
    '/report': reportRoute,
    '/cancel': cancelRoute,
  }
  for (const [path, handler] of Object.entries(gets)) own.get(path, staged(context, handler))
  for (const [path, handler] of Object.entries(posts)) own.post(path, staged(context, handler))
  for (const path of Object.keys({ ...gets, ...posts })) {
    const allowed = [...(path in gets ? ['GET', 'HEAD'] : []), ...(path in posts ? ['POST'] : [])].join(', ')
    own.all(path, (req: Request, res: Response) => {
      res.set('Allow', allowed)
      refuse(context, req, res, { code: 'method_not_supported' })
    })
  }
}

/** `GET /2fa/events` */
function eventsRoute(streams: EventStreams): (stage: Stage) => Promise<void> {
  return async (stage) => {
    const challenge = await challengeOf(stage, await lookAt(stage))
    if (stage.req.method === 'HEAD') stage.res.status(challenge?.push ? 200 : 404).end()
    else if (challenge?.push) streams.open(stage.res, challenge)
    else refuse(stage.context, stage.req, stage.res, { code: 'no_challenge', status: 404 })
  }
}

const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store')
  next()
}

function only(...methods: string[]): RequestHandler {
  return (req, res, next) => {
    if (methods.includes(req.method)) next()
    else res.status(405).set('Allow', methods.join(', ')).end()
  }
}

/** Part of no secret, but small enough to be sent anew each time, so that an update is never half seen. */
function asset(type: string, content: string): RequestHandler {
  return (_req, res) => {
    res.set('X-Content-Type-Options', 'nosniff').type(type).send(content)
  }
}

export function refuseCrossSite(context: WebContext): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    if (isCrossSite(req, context.origin)) refuse(context, req, res, { code: 'cross_site' })
    else next()
  }
}

/** Only what our parsers read: JSON and plain forms. */
function refuseOtherBodies(context: WebContext): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    const type = req.headers['content-type']
    if (type === undefined || /^application\/(json|x-www-form-urlencoded)\s*(;|$)/i.test(type)) next()
    else refuse(context, req, res, { code: 'unsupported_media_type' })
  }
}

/** Express knows an error handler by its four parameters. */
function onError(context: WebContext): ErrorRequestHandler {
  return (error: unknown, req: Request, res: Response, next: NextFunction) => {
    const code = bodyRefusal(error)
    if (code === null) answerError(context, req, res, error, next)
    else refuse(context, req, res, { code })
  }
}
