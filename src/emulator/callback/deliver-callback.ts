/** Tells the application that a request was answered, signed as Authy signs, or wrongly where a fault says so. */
import { setTimeout as wait } from 'node:timers/promises'
import { takeFaults, type Fault } from '../faults.js'
import { reversed } from '../reversed.js'
import { noteExchange } from '../log-request.js'
import { nextId } from '../messages.js'
import { redactedBody } from '../redact.js'
import type { Approval, Exchange } from '../state.js'
import type { World } from '../world.js'
import { callbackBody } from './callback-body.js'
import { sendRequest, type Outgoing } from './send-request.js'
import { signCallback } from './sign-callback.js'
import { toQuery } from './to-query.js'

const staleBySeconds = 3600

/** Sends the callback of an answered request, if there is anybody to tell. Never rejects. */
export async function deliverCallback(world: World, approval: Approval): Promise<void> {
  const { callbackUrl, faults } = world.state
  if (callbackUrl === null) return
  const struck = takeFaults(faults, 'callback')
  const { signal } = world.stop
  await pause(struck, signal)
  if (signal.aborted) return
  const lost = has(struck, 'drop') || has(struck, 'hang') || has(struck, 'error')
  const outgoing = lost ? null : compose(world, approval, callbackUrl, struck)
  for (let copy = has(struck, 'duplicate') ? 2 : 1; copy > 0; copy -= 1) {
    const faultNames = struck.map(({ kind }) => kind)
    await attempt(world, approval, { outgoing, url: callbackUrl, faults: faultNames, isReplay: false, signal })
  }
}

/** Sends a callback again, byte for byte, with the old signature and nonce; null when there is nothing to send. */
export function replayCallback(world: World, exchange: Exchange): Promise<void> | null {
  const outgoing = exchange.callback?.outgoing ?? null
  const approval = world.state.approvals.get(exchange.callback?.uuid ?? '')
  if (outgoing === null || approval === undefined) return null
  const url = withoutQuery(outgoing.url)
  return attempt(world, approval, { outgoing, url, faults: [], isReplay: true, signal: world.stop.signal })
}

interface Attempt {
  readonly outgoing: Outgoing | null
  readonly url: string
  readonly faults: readonly string[]
  readonly isReplay: boolean
  readonly signal: AbortSignal
}

async function attempt(world: World, approval: Approval, sent: Attempt): Promise<void> {
  const { outgoing, url, faults, isReplay, signal } = sent
  const startedAt = performance.now()
  const status = outgoing === null ? null : await sendRequest(outgoing, signal)
  const ms = Math.round(performance.now() - startedAt)
  if (status !== null && status >= 200 && status < 300) approval.notified = true
  const { uuid } = approval
  const [method, at] = [outgoing?.method ?? world.state.settings.callback_method, world.clock.now()]
  world.state.deliveries.push({ uuid, method, url, status, faults, at })
  noteExchange(world, {
    id: nextId(world.state),
    kind: 'callback',
    method,
    path: new URL(url).pathname,
    status,
    ms,
    at,
    request: redactedBody(outgoing?.body ?? outgoing?.url.split('?')[1] ?? ''),
    response: '',
    callback: { uuid, faults, outgoing, isReplay },
  })
}

const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, '')

const has = (faults: readonly Fault[], kind: Fault['kind']): boolean => faults.some((fault) => fault.kind === kind)

async function pause(faults: readonly Fault[], signal: AbortSignal): Promise<void> {
  const delays = faults.filter((fault) => fault.kind === 'delay').map((fault) => fault.delayMs)
  const totalMs = delays.reduce((sum, delayMs) => sum + delayMs, 0)
  if (totalMs > 0) await wait(totalMs, undefined, { signal }).catch(() => undefined)
}

function compose(world: World, approval: Approval, url: string, faults: readonly Fault[]): Outgoing | null {
  const user = world.state.users.get(approval.authyId)
  if (user === undefined) return null
  const year = has(faults, 'shape_2016') ? 2016 : has(faults, 'shape_2019') ? 2019 : 2017
  const body = callbackBody(approval, user, { year, mismatch: has(faults, 'status_mismatch') })
  const method = world.state.settings.callback_method
  const params = toQuery(body)
  const headers = signatureHeaders(world, approval, { method, url, params }, faults)
  const whole = JSON.stringify(has(faults, 'reorder') ? reversed(body) : body)
  const text = has(faults, 'malformed') ? whole.slice(0, whole.length / 2) : whole
  return method === 'POST'
    ? { method, url, headers: { ...headers, 'content-type': 'application/json;charset=utf-8' }, body: text }
    : { method, url: `${withoutQuery(url)}?${params}`, headers, body: null }
}

function signatureHeaders(
  world: World,
  approval: Approval,
  signed: { readonly method: 'GET' | 'POST'; readonly url: string; readonly params: string },
  faults: readonly Fault[],
): Readonly<Record<string, string>> {
  if (has(faults, 'no_signature')) return {}
  const seconds = Math.floor(world.clock.now() / 1000) - (has(faults, 'stale_nonce') ? staleBySeconds : 0)
  const apiKey = has(faults, 'bad_signature') ? `${approval.apiKey}?` : approval.apiKey
  const nonce = String(seconds)
  const url = has(faults, 'http_url') ? otherScheme(signed.url) : signed.url
  return {
    'x-authy-signature': signCallback({ ...signed, url, apiKey, nonce }),
    'x-authy-signature-nonce': nonce,
  }
}

/** As behind a proxy that ends TLS: the signed address differs from the called one in its scheme. */
const otherScheme = (url: string): string =>
  url.startsWith('https:') ? url.replace(/^https:/, 'http:') : url.replace(/^http:/, 'https:')
