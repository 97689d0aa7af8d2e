/** The control surface under `/_/` and the page at `/`: for tests and for the person who plays the phone. */
import { decodeSegments, type Incoming } from '../incoming.js'
import { phonePageRoutes } from '../phone-page/routes.js'
import { json, type Reply } from '../reply.js'
import { findRoute } from '../route.js'
import type { World } from '../world.js'
import type { ControlRequest, ControlRoute } from './control-request.js'
import { approvalRoutes } from './approvals.js'
import { clockRoutes } from './clock-routes.js'
import { guard } from './guard.js'
import { messageRoutes } from './message-routes.js'
import { qrRoutes } from './qr-routes.js'
import { settingsRoutes } from './settings-routes.js'
import { controlUserRoutes } from './users.js'

const controlRoutes: readonly ControlRoute[] = [
  ...approvalRoutes,
  ...clockRoutes,
  ...messageRoutes,
  ...phonePageRoutes,
  ...qrRoutes,
  ...settingsRoutes,
  ...controlUserRoutes,
]

/** Answers a control request or shows the page. */
export async function answerControl(world: World, incoming: Incoming): Promise<Reply> {
  const refused = guard(incoming)
  if (refused !== null) return refused
  const segments = decodeSegments(incoming.rawSegments, false)
  const found = segments === null ? null : findRoute(controlRoutes, incoming.method, segments)
  if (found === null) return json(404, { code: 'not_found' })
  const body = readBody(incoming)
  if (body === undefined) return json(400, { code: 'invalid_request', field: 'body' })
  const request: ControlRequest = {
    world,
    path: found.path,
    query: new URLSearchParams(incoming.query),
    body,
    isForm: isForm(incoming),
    signal: incoming.signal,
  }
  return found.route.handle(request)
}

const isForm = ({ headers }: Incoming): boolean =>
  (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')

/** JSON, or the fields of one of the page's forms; undefined when it is neither. */
function readBody(incoming: Incoming): unknown {
  const text = incoming.body.toString('utf8')
  if (text.trim() === '') return {}
  if (isForm(incoming)) return Object.fromEntries(new URLSearchParams(text))
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
