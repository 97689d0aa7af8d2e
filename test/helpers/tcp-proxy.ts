/** A wire between a client and a server that can swallow an answer, go silent, or be cut. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export interface TcpProxy {
  readonly port: number
  /**
   * Swallows the answer to the next request that contains `text` and cuts that connection: the server has done the
   * work, the client does not know. Resolves when it has happened.
   */
  loseAnswerTo(text: string): Promise<void>
  /** From now on nothing passes in either direction, and connections stay open. */
  blackHole(): void
  /** Cuts every connection, and lets everything through on new ones. */
  heal(): void
  /** Lets everything through on new connections; the old ones stay open and silent. */
  healNewOnes(): void
  /** Cuts every connection; new ones are taken. */
  cut(): void
  stop(): Promise<void>
}

interface Loss {
  readonly text: string
  readonly done: () => void
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let silence = { isOn: false }
  let loss: Loss | null = null

  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1')
    let losing: Loss | null = null
    const own = silence
    const end = (): void => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        sockets.delete(socket)
        end()
      })
    }
    client.on('data', (chunk) => {
      if (own.isOn) return
      if (loss !== null && chunk.includes(loss.text)) {
        losing = loss
        loss = null
      }
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (own.isOn) return
      if (losing === null) return void client.write(chunk)
      end()
      losing.done()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    loseAnswerTo: (text) => new Promise((resolve) => (loss = { text, done: resolve })),
    blackHole: () => (silence.isOn = true),
    heal: () => {
      silence = { isOn: false }
      cut()
    },
    healNewOnes: () => (silence = { isOn: false }),
    cut,
    stop: async () => {
      server.close()
      cut()
      await once(server, 'close')
    },
  }
}
