/** A real HTTP server that answers as the test says and keeps what it was asked. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  /** Method and target as they came over the wire. */
  readonly line: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface ScriptedServer {
  readonly url: string
  readonly asked: Asked[]
  answer: (request: IncomingMessage, response: ServerResponse) => void
  close(): Promise<void>
}

export async function startScriptedServer(port = 0): Promise<ScriptedServer> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked.push({
        line: `${request.method ?? ''} ${request.url ?? ''}`,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      })
      scripted.answer(request, response)
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const scripted: ScriptedServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // listens on TCP
    asked,
    answer: (_, response) => response.end('{}'),
    close: async () => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  return scripted
}

/** Answers with JSON, or with the given text as it is. */
export function reply(status: number, body: unknown, headers: Record<string, string> = {}): ScriptedServer['answer'] {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json;charset=utf-8', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

/** Authy's error envelope. */
export function failure(code: string, message = 'refused', errors: object = {}): object {
  return { message, success: false, errors: { message, ...errors }, error_code: code }
}
