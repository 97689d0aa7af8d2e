/** Control of everything else: reset, settings, faults, the callback address, and what happened so far. */
import { faultView, parseFaults } from '../faults.js'
import { json, type Reply } from '../reply.js'
import { isHttpUrl } from '../http-url.js'
import { changeSettings } from '../settings.js'
import { resetState } from '../state.js'
import { stopper } from '../world.js'
import { fieldsOf, invalid, iso, type ControlRequest, type ControlRoute } from './control-request.js'

export const settingsRoutes: readonly ControlRoute[] = [
  { method: 'POST', path: '/_/reset', handle: reset },
  { method: 'GET', path: '/_/settings', handle: ({ world }) => json(200, world.state.settings) },
  { method: 'PATCH', path: '/_/settings', handle: patchSettings },
  { method: 'GET', path: '/_/faults', handle: ({ world }) => json(200, world.state.faults.map(faultView)) },
  { method: 'POST', path: '/_/faults', handle: replaceFaults },
  { method: 'GET', path: '/_/callback-url', handle: ({ world }) => json(200, { url: world.state.callbackUrl }) },
  { method: 'POST', path: '/_/callback-url', handle: setCallbackUrl },
  { method: 'GET', path: '/_/requests', handle: ({ world }) => json(200, withTimes(world.state.requests)) },
  { method: 'GET', path: '/_/callbacks', handle: ({ world }) => json(200, withTimes(world.state.deliveries)) },
  { method: 'GET', path: '/_/events', handle: listEvents },
]

const withTimes = (entries: readonly { readonly at: number }[]): readonly object[] =>
  entries.map((entry) => ({ ...entry, at: iso(entry.at) }))

/** As if just started: what is under way ends, the clock is real, the callback address is the one of the start. */
function reset({ world, body }: ControlRequest): Reply {
  const keepUsers = fieldsOf(body)?.['keep_users'] ?? false
  if (typeof keepUsers !== 'boolean') return invalid('keep_users')
  world.stop.abort()
  world.stop = stopper()
  world.schedule.clear()
  resetState(world.state, world.startCallbackUrl, keepUsers)
  world.clock.real()
  return json(200, { reset: true })
}

function patchSettings({ world, body }: ControlRequest): Reply {
  const changes = fieldsOf(body)
  const settings = changes === null ? 'settings' : changeSettings(world.state.settings, changes)
  if (typeof settings === 'string') return invalid(settings)
  world.state.settings = settings
  return json(200, settings)
}

function replaceFaults({ world, body }: ControlRequest): Reply {
  const faults = parseFaults(body)
  if (typeof faults === 'string') return invalid(faults)
  world.state.faults = faults
  return json(200, faults.map(faultView))
}

/** Null or an empty text: nobody is called back. */
function setCallbackUrl({ world, body }: ControlRequest): Reply {
  const url = fieldsOf(body)?.['url']
  if (url !== null && (typeof url !== 'string' || (url !== '' && !isHttpUrl(url)))) return invalid('url')
  world.state.callbackUrl = url === '' ? null : url
  return json(200, { url: world.state.callbackUrl })
}

function listEvents({ world }: ControlRequest): Reply {
  return json(
    200,
    world.state.happenings.map(({ event, authyId, at }) => ({ event, authy_id: authyId, at: iso(at) })),
  )
}
