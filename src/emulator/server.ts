/** The HTTP side: reads a request, hands it to the emulated service or the control surface, writes the answer. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { answerApi, type Outcome } from './api/answer-api.js'
import { answerControl } from './control/answer-control.js'
import { readIncoming } from './incoming.js'
import { logRequest } from './log-request.js'
import { invalidRequest, type Reply } from './reply.js'
import { changed, type World } from './world.js'

/** A server for `world`, not listening yet. `exactKey` null accepts every key that begins with `demo_`. */
export function createEmulatorServer(world: World, exactKey: string | null): Server {
  return createServer((request, response) => {
    serve(world, exactKey, request, response).catch((error: unknown) => {
      // A client that went away while sending; anything else is a bug here, which the test suite must see.
      if (!request.destroyed) console.error(error)
      response.destroy()
    })
  })
}

async function serve(world: World, exactKey: string | null, request: IncomingMessage, response: ServerResponse) {
  const startedAt = performance.now()
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const incoming = await readIncoming(request, gone.signal)
  if (incoming === null) {
    write(response, invalidRequest(413))
    return
  }
  const first = incoming.rawSegments[0]
  if (first === undefined || first === '_') {
    write(response, await answerControl(world, incoming))
    if (incoming.method !== 'GET') changed(world)
    return
  }
  const outcome = await answerApi(world, incoming, exactKey)
  logRequest(world, incoming, outcome, Math.round(performance.now() - startedAt))
  finish(world, response, outcome)
}

function finish(world: World, response: ServerResponse, outcome: Outcome): void {
  if (outcome === 'drop') response.destroy()
  else if (outcome === 'hang') world.stop.signal.addEventListener('abort', () => response.destroy(), { once: true })
  else write(response, outcome)
}

function write(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, {
    'content-type': reply.type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(reply.follow === undefined ? { 'content-length': Buffer.byteLength(reply.body) } : {}),
    ...reply.headers,
  })
  if (reply.follow === undefined) response.end(reply.body)
  else reply.follow((text) => response.write(text))
}
