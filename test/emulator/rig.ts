/** An emulator in this process, with short ways to call it as an application and to play the phone. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/index.js'

export const key = 'demo_key'

/** An answer, with its body as it came and, where it is JSON, parsed. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // The tests look into answers freely; a wrong guess fails the assertion.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly json: any
}

export interface Rig {
  readonly emulator: Emulator
  /** Calls the emulated service with the key in the header; a body goes as JSON. */
  api(method: string, path: string, body?: unknown): Promise<Answer>
  control(method: string, path: string, body?: unknown): Promise<Answer>
  /** Registers somebody and answers the Authy id. */
  register(phone?: string, countryCode?: string): Promise<number>
  /** Sends an approval request and answers its uuid. */
  push(authyId: number, fields?: object): Promise<string>
  status(uuid: string): Promise<string>
  /** The last code that was texted or spoken. */
  lastCode(): Promise<string>
  verify(authyId: number, code: string, query?: string): Promise<Answer>
  advance(seconds: number): Promise<void>
  close(): Promise<void>
}

export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parse(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function jsonInit(method: string, body: unknown, headers: Record<string, string>): RequestInit {
  return body === undefined
    ? { method, headers }
    : { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

export async function startRig(options: EmulatorOptions = {}): Promise<Rig> {
  const emulator = await startEmulator({ port: 0, ...options })
  const control: Rig['control'] = (method, path, body) => send(emulator.url + path, jsonInit(method, body, {}))
  const api: Rig['api'] = (method, path, body) =>
    send(emulator.url + path, jsonInit(method, body, { 'x-authy-api-key': key }))
  return {
    emulator,
    api,
    control,
    register: async (phone = '317-338-9302', countryCode = '1') => {
      const user = { email: 'ann@shop.example', cellphone: phone, country_code: countryCode }
      return (await api('POST', '/protected/json/users/new', { user, send_install_link_via_sms: false })).json.user.id
    },
    push: async (authyId, fields = {}) => {
      const body = { message: 'Sign in?', ...fields }
      return (await api('POST', `/onetouch/json/users/${authyId}/approval_requests`, body)).json.approval_request.uuid
    },
    status: async (uuid) => (await api('GET', `/onetouch/json/approval_requests/${uuid}`)).json.approval_request.status,
    lastCode: async () => (await control('GET', '/_/messages')).json.at(-1).code,
    verify: (authyId, code, query = '?force=true') => api('GET', `/protected/json/verify/${code}/${authyId}${query}`),
    advance: async (seconds) => {
      await control('POST', '/_/clock', { advance_seconds: seconds })
    },
    close: () => emulator.close(),
  }
}

export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Receiver {
  readonly url: string
  readonly received: readonly Received[]
  /** The next callback that comes in, or one that was not asked for yet. */
  next(): Promise<Received>
  /** Status of the answers, 200 at first. */
  answerWith(status: number): void
  close(): Promise<void>
}

/** A small application that takes callbacks at `/authy/callback`. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let status = 200
  let taken = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      response.writeHead(status).end()
      server.emit('callback')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server
  return {
    url: `http://127.0.0.1:${port}/authy/callback`,
    received,
    next: async () => {
      while (received.length <= taken) await once(server, 'callback')
      taken += 1
      return received[taken - 1] ?? Promise.reject(new Error('nothing received'))
    },
    answerWith: (next) => {
      status = next
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
