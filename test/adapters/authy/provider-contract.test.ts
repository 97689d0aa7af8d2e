import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { AuthyProvider } from '../../../src/adapters/authy/authy-provider.js'
import { startEmulator } from '../../../src/emulator/index.js'
import type { RawCallback } from '../../../src/ports/provider.js'
import { describeProvider, type PhoneDriver, type ProviderUnderTest } from '../../../src/testing/describe-provider.js'

for (const method of ['POST', 'GET'] as const) {
  describeProvider(`AuthyProvider on the emulator, callbacks by ${method}`, () => withEmulator(method))
}

async function withEmulator(callbackMethod: 'POST' | 'GET'): Promise<ProviderUnderTest> {
  const apiKey = 'demo_contract'
  const emulator = await startEmulator({ port: 0, key: apiKey })
  const callbacks = await receiveCallbacks(() => emulator.clock.now())
  const control = controlOf(emulator.url)
  await control('POST', '/_/callback-url', { url: callbacks.url })
  await control('PATCH', '/_/settings', { callback_method: callbackMethod })
  return {
    provider: new AuthyProvider({ apiKey, apiUrl: emulator.url }),
    phone: phoneOf(control, callbacks.next),
    close: async () => {
      await emulator.close()
      await callbacks.close()
    },
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads what the control routes answer
type Control = (method: string, path: string, body?: unknown) => Promise<any>

function controlOf(url: string): Control {
  return async (method, path, body) => {
    const headers = { 'content-type': 'application/json' }
    const json = body === undefined ? {} : { body: JSON.stringify(body), headers }
    const response = await fetch(`${url}${path}`, { method, ...json })
    const answer = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${answer}`)
    return answer === '' ? null : JSON.parse(answer)
  }
}

function phoneOf(control: Control, nextCallback: () => Promise<RawCallback>): PhoneDriver {
  return {
    strangerId: '99999999',
    strangerRef: '00000000-0000-0000-0000-000000000000',
    answer: async (ref, answer) => {
      const callback = nextCallback()
      await control('POST', `/_/approvals/${ref}`, { answer })
      return callback
    },
    newestCode: async (id, channel) => {
      const messages = await control('GET', `/_/messages?authy_id=${id}&channel=${channel}`)
      return messages.at(-1).code
    },
    sentCount: async (id) => (await control('GET', `/_/messages?authy_id=${id}`)).length,
    appCode: async (id) => (await control('GET', `/_/users/${id}/softtoken`)).code,
    setApp: (id, hasApp) => control('PATCH', `/_/users/${id}`, { has_app: hasApp }),
    advance: (seconds) => control('POST', '/_/clock', { advance_seconds: seconds }),
    setDown: (isDown) => {
      const stages = ['push', 'push_status', 'sms', 'voice', 'verify']
      return control('POST', '/_/faults', isDown ? stages.map((stage) => ({ stage, kind: 'error', status: 503 })) : [])
    },
  }
}

async function receiveCallbacks(now: () => number) {
  let take: (callback: RawCallback) => void = () => undefined
  const server = createServer((request, response) => {
    void readRaw(request).then((callback) => {
      response.end()
      take(callback)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/2fa/callback` // listens on TCP
  const readRaw = async (request: IncomingMessage): Promise<RawCallback> => ({
    method: request.method ?? '',
    query: (request.url ?? '').split('?')[1] ?? '',
    body: await text(request),
    headers: request.headers,
    url,
    now: now(),
  })
  return {
    url,
    next: () => new Promise<RawCallback>((resolve) => (take = resolve)),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
