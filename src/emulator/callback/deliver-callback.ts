/** Tells the application that a request was answered, signed as Authy signs, or wrongly where a fault says so. */
import { setTimeout as wait } from 'node:timers/promises'
import { takeFaults, type Fault } from '../faults.js'
import { reversed } from '../reversed.js'
import type { Approval } from '../state.js'
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
    const status = outgoing === null ? null : await sendRequest(outgoing, signal)
    if (status !== null && status >= 200 && status < 300) approval.notified = true
    note(world, approval, callbackUrl, status, struck)
  }
}

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
    : { method, url: `${url.replace(/[?#].*$/s, '')}?${params}`, headers, body: null }
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

function note(world: World, approval: Approval, url: string, status: number | null, faults: readonly Fault[]): void {
  world.state.deliveries.push({
    uuid: approval.uuid,
    method: world.state.settings.callback_method,
    url,
    status,
    faults: faults.map((fault) => fault.kind),
    at: world.clock.now(),
  })
}
