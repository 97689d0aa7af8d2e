/** The log of what clients asked, with everything secret taken out before it is kept. */
import type { Outcome } from './api/answer-api.js'
import type { Incoming } from './incoming.js'
import { nextId } from './messages.js'
import { redactedBody, redactedPath } from './redact.js'
import type { Exchange } from './state.js'
import { changed, type World } from './world.js'

const longestLog = 10_000
/** Exchanges are kept with their bodies, so there are fewer of them. */
const longestTimeline = 200

/** Notes a call and its outcome; `ms` is real time. */
export function logRequest(world: World, incoming: Incoming, outcome: Outcome, ms: number): void {
  const { requests } = world.state
  const entry = {
    id: nextId(world.state),
    method: incoming.method,
    path: redactedPath(incoming.rawSegments, incoming.query),
    status: typeof outcome === 'string' ? null : outcome.status,
    ms,
    at: world.clock.now(),
  }
  requests.push(entry)
  if (requests.length > longestLog) requests.shift()
  noteExchange(world, {
    ...entry,
    kind: 'call',
    request: redactedBody(incoming.body.toString('utf8')),
    response: typeof outcome === 'string' ? '' : redactedBody(outcome.body),
    callback: null,
  })
}

/** Puts a call or a callback onto the timeline. */
export function noteExchange(world: World, exchange: Exchange): void {
  const { exchanges } = world.state
  exchanges.push(exchange)
  if (exchanges.length > longestTimeline) exchanges.shift()
  changed(world)
}
