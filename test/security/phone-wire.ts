/** A wire to the provider on which chosen calls fail before they arrive; everything else passes. */
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface PhoneWire {
  readonly url: string
  readonly port: number
  /** From now on calls whose path fits are answered 503; `null`: none. */
  refuse(path: RegExp | null): void
  stop(): Promise<void>
}

export async function startPhoneWire(target: string): Promise<PhoneWire> {
  let refused: RegExp | null = null
  const server = createServer((req, res) => {
    if (refused?.test(req.url ?? '') === true) res.writeHead(503, { 'content-type': 'application/json' }).end('{"success":false}')
    else pass(target, req, res)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    refuse: (path) => (refused = path),
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function pass(target: string, req: IncomingMessage, res: ServerResponse): void {
  const { method, headers, url = '/' } = req
  const onward = request(target + url, { method, headers: { ...headers, host: new URL(target).host } }, (answer) => {
    res.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(res)
  })
  onward.on('error', () => res.destroy())
  res.on('close', () => onward.destroy())
  req.pipe(onward)
}
