/** The outbox: what was texted and spoken, and a way to wait for the next. */
import { fits, nextMessage, type MessageFilter } from '../messages.js'
import { json, type Reply } from '../reply.js'
import type { Message } from '../state.js'
import { invalid, iso, wholeNumber, type ControlRequest, type ControlRoute } from './control-request.js'

export const messageRoutes: readonly ControlRoute[] = [
  { method: 'GET', path: '/_/messages', handle: listMessages },
  { method: 'GET', path: '/_/messages/next', handle: waitForMessage },
]

const defaultTimeoutMs = 5000
const longestTimeoutMs = 60_000

function listMessages({ world, query }: ControlRequest): Reply {
  const filter = readFilter(query)
  if (typeof filter === 'string') return invalid(filter)
  return json(200, world.state.messages.filter((message) => fits(message, filter)).map(messageView))
}

/** 204 when the time is up; the wait is real time, whatever the clock says. */
async function waitForMessage({ world, query, signal }: ControlRequest): Promise<Reply> {
  const filter = readFilter(query)
  if (typeof filter === 'string') return invalid(filter)
  const timeoutMs = wholeNumber(query, 'timeout_ms')
  if (timeoutMs === undefined || (timeoutMs ?? 0) > longestTimeoutMs) return invalid('timeout_ms')
  const ends = AbortSignal.any([signal, world.stop.signal])
  const message = await nextMessage(world, filter, timeoutMs ?? defaultTimeoutMs, ends)
  return message === null ? { ...json(204, null), body: '' } : json(200, messageView(message))
}

/** The filter, or the name of the parameter that makes no sense. */
function readFilter(query: URLSearchParams): MessageFilter | string {
  const authyId = wholeNumber(query, 'authy_id')
  const after = wholeNumber(query, 'after')
  const channel = query.get('channel')
  if (authyId === undefined) return 'authy_id'
  if (after === undefined) return 'after'
  return channel === null || channel === 'sms' || channel === 'voice' ? { authyId, channel, after } : 'channel'
}

const messageView = (message: Message): object => ({
  id: message.id,
  authy_id: message.authyId,
  channel: message.channel,
  to: message.to,
  text: message.text,
  code: message.code,
  at: iso(message.at),
})
