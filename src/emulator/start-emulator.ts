/** Starts and stops an emulator. */
import { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClock, type Clock } from './clock.js'
import { isHttpUrl } from './http-url.js'
import { createSchedule } from './schedule.js'
import { createEmulatorServer } from './server.js'
import { createState } from './state.js'
import { stopper, type Spoken, type World } from './world.js'

export interface EmulatorOptions {
  /** 4010 by default; 0 takes any free port. */
  readonly port?: number
  /** A loopback address, `127.0.0.1` by default. */
  readonly host?: string
  /** The only API key accepted; by default every key that begins with `demo_`. */
  readonly key?: string
  /** Where answers to approval requests are announced. */
  readonly callbackUrl?: string
  /** Give the last two digits of phone numbers a meaning; off by default. */
  readonly magicNumbers?: boolean
  /** The clock underneath the emulator's own, which can be moved. The system's by default. */
  readonly clock?: Clock
  /** Environment to judge by, `process.env` by default. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Is given one line for each text, call and push, and what it is about. Silent by default. */
  readonly say?: (line: string, kind: Spoken) => void
}

export interface Emulator {
  /** Base address without a slash at the end, `http://127.0.0.1:4010`. */
  readonly url: string
  readonly port: number
  /** The emulator's time, which its control routes move. */
  readonly clock: Clock
  /** Resolves when no callback is under way. */
  idle(): Promise<void>
  /** Ends everything: connections, waiting answers, callbacks. May be called again. */
  close(): Promise<void>
}

const defaultPort = 4010
const defaultHost = '127.0.0.1'

/** Why these options are refused, as a sentence that says what to do; null when they are fine. */
export function refuseOptions(options: EmulatorOptions): string | null {
  const { host = defaultHost, port = defaultPort, env = process.env, callbackUrl } = options
  if (env['NODE_ENV'] === 'production') {
    return 'The emulator accepts made-up sign-ins and does not start with NODE_ENV=production; unset it to go on.'
  }
  if (!/^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host)) {
    return `The emulator listens on loopback only: use 127.0.0.1, ::1 or localhost, not ${host}.`
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return 'The port must be a whole number from 0 to 65535.'
  return callbackUrl === undefined || isHttpUrl(callbackUrl)
    ? null
    : 'The callback address must begin with http:// or https://.'
}

/** Starts an emulator that answers once the promise resolves. Rejects when options are refused or the port is taken. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const refusal = refuseOptions(options)
  if (refusal !== null) throw new Error(refusal)
  const host = options.host ?? defaultHost
  const world = createWorld(options)
  const server = createEmulatorServer(world, options.key ?? null)
  const port = await listen(server, options.port ?? defaultPort, host)
  world.origin = `http://${host === defaultHost ? 'localhost' : bracketed(host)}:${port}`
  return {
    url: `http://${bracketed(host)}:${port}`,
    port,
    clock: { now: () => world.clock.now() },
    idle: async () => {
      while (world.underWay.size > 0) await Promise.all(world.underWay)
    },
    close: () => close(world, server),
  }
}

/** An IPv6 address as it stands in a URL. */
const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

function createWorld(options: EmulatorOptions): World {
  const callbackUrl = options.callbackUrl ?? null
  const clock = createClock(options.clock ?? { now: () => Date.now() })
  const outbox: World['outbox'] = new EventEmitter()
  const changes: World['changes'] = new EventEmitter()
  for (const emitter of [outbox, changes]) emitter.setMaxListeners(0)
  return {
    state: createState(callbackUrl),
    clock,
    schedule: createSchedule(clock),
    outbox,
    changes,
    magicNumbers: options.magicNumbers ?? false,
    startCallbackUrl: callbackUrl,
    origin: '',
    say: options.say ?? (() => undefined),
    underWay: new Set(),
    stop: stopper(),
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port) // a TCP server has an address of this shape
    })
  })
}

async function close(world: World, server: Server): Promise<void> {
  world.stop.abort()
  world.schedule.clear()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await Promise.all([closed, ...world.underWay])
}
