/** Production-shaped calls: find the route, read the parameters, check the key, let faults strike, answer. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import { setTimeout as wait } from 'node:timers/promises'
import { takeFaults, type Fault } from '../faults.js'
import { decodeSegments, type Incoming } from '../incoming.js'
import { parseForm, parseJson, textOf, type Params } from '../params.js'
import { reversed } from '../reversed.js'
import { gateRefusal, invalidEncoding, invalidKey, invalidRequest, type Reply, unknownUrl } from '../reply.js'
import { findRoute, type ApiRoute, type Call } from '../route.js'
import type { World } from '../world.js'
import { apiRoutes } from './routes.js'
import { tooManyTokens } from './refusals.js'

/** An answer, or none: `drop` closes the connection, `hang` leaves it open. */
export type Outcome = Reply | 'drop' | 'hang'

/** Answers a call of the emulated service. `exactKey` is the only key accepted; null accepts all that begin `demo_`. */
export async function answerApi(world: World, incoming: Incoming, exactKey: string | null): Promise<Outcome> {
  const { settings } = world.state
  const segments = decodeSegments(incoming.rawSegments, settings.normalize_dot_segments)
  if (segments === null) return invalidEncoding()
  const found = findRoute(apiRoutes, incoming.method, segments)
  if (found === null) return unknownUrl()
  const params = readParams(incoming)
  const apiKey = keyOf(incoming, 'status' in params ? parseForm(incoming.query) : params.all)
  if (!isGoodKey(apiKey, exactKey)) return invalidKey()
  if ('status' in params) return params
  if (settings.reject_get_body && incoming.method === 'GET' && incoming.body.length > 0) return invalidRequest()
  return disturb(world, found.route, { world, params: params.all, path: found.path, apiKey })
}

/** Query and body together; the body wins. Wrapped, so that a parameter named `status` is no refusal. */
function readParams({ query, body, headers }: Incoming): { readonly all: Params } | Reply {
  if (!isUtf8(body)) return invalidEncoding()
  const text = body.toString('utf8')
  const isJson = (headers['content-type'] ?? '').includes('json') || /^\s*\{/.test(text)
  const fromBody = text.trim() === '' ? {} : isJson ? parseJson(text) : parseForm(text)
  return fromBody === null ? invalidRequest() : { all: { ...parseForm(query), ...fromBody } }
}

function keyOf({ headers }: Incoming, params: Params): string {
  const header = headers['x-authy-api-key']
  return typeof header === 'string' ? header : (textOf(params['api_key']) ?? '')
}

function isGoodKey(key: string, exactKey: string | null): boolean {
  return exactKey === null ? key.startsWith('demo_') : timingSafeEqual(digest(key), digest(exactKey))
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

async function disturb(world: World, route: ApiRoute, call: Call): Promise<Outcome> {
  const faults = takeFaults(world.state.faults, route.stage ?? null)
  await pause(faults, world.stop.signal)
  const error = faults.find((fault) => fault.kind === 'error')
  if (error !== undefined) return failure(error.status)
  const lost = faults.find((fault) => fault.kind === 'drop' || fault.kind === 'hang')
  if (lost !== undefined && route.method !== 'POST') return lost.kind === 'drop' ? 'drop' : 'hang'
  const carried = { ...call, isLost: has(faults, 'lose') }
  const reply = await route.handle(carried)
  for (const { kind } of faults) if (kind === 'duplicate') await route.handle(carried)
  if (lost !== undefined) return lost.kind === 'drop' ? 'drop' : 'hang'
  return labelled(world, route, distorted(reply, faults))
}

const has = (faults: readonly Fault[], kind: Fault['kind']): boolean => faults.some((fault) => fault.kind === kind)

async function pause(faults: readonly Fault[], signal: AbortSignal): Promise<void> {
  for (const fault of faults) {
    if (fault.kind === 'delay') await wait(fault.delayMs, undefined, { signal }).catch(() => undefined)
  }
}

function failure(status: number): Reply {
  if (status === 401) return invalidKey()
  return status === 429 ? tooManyTokens(60) : gateRefusal(status, '60000', 'Service is not available')
}

function distorted(reply: Reply, faults: readonly Fault[]): Reply {
  const body = has(faults, 'reorder') ? JSON.stringify(reversed(JSON.parse(reply.body))) : reply.body
  return { ...reply, body: has(faults, 'malformed') ? body.slice(0, body.length / 2) : body }
}

/** Some answers of the real service were JSON under another name. */
const labelled = (world: World, route: ApiRoute, reply: Reply): Reply =>
  world.state.settings.html_label && route.path.startsWith('/protected/json/')
    ? { ...reply, type: 'text/html;charset=utf-8' }
    : reply
