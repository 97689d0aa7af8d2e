/** The example app as a process of its own, the way people start it. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

export interface ShopProcess {
  readonly url: string
  readonly phoneUrl: string
  /** Everything printed so far. */
  readonly output: () => string
  readonly child: ChildProcess
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}

/** Starts the shop on free ports and waits until it says that it is there. */
export async function startShopProcess(env: Readonly<Record<string, string>> = {}): Promise<ShopProcess> {
  const port = env['PORT'] ?? String(await freePort())
  const emulatorPort = env['EMULATOR_PORT'] ?? String(await freePort())
  const shop = spawnShop({ PORT: port, EMULATOR_PORT: emulatorPort, ...env })
  await shop.started
  return { ...shop, url: `http://localhost:${port}`, phoneUrl: `http://127.0.0.1:${emulatorPort}` }
}

interface Spawned {
  readonly child: ChildProcess
  readonly output: () => string
  readonly started: Promise<void>
  /** Exit code, once it ended. */
  readonly ended: Promise<number | null>
  stop(): Promise<void>
}

export function spawnShop(env: Readonly<Record<string, string>>): Spawned {
  const inherited = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' }
  const child = spawn(process.execPath, ['--import', 'tsx', 'example-app/main.ts'], { env: { ...inherited, ...env } })
  running.add(child)
  let text = ''
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      running.delete(child)
      resolve(code)
    })
  })
  const started = new Promise<void>((resolve, reject) => {
    const onData = (data: Buffer): void => {
      text += data.toString()
      if (text.includes('Demo users')) resolve()
    }
    child.stdout.on('data', onData)
    child.stderr.on('data', onData)
    void ended.then(() => reject(new Error(`The shop ended before it started:\n${text}`)))
  })
  started.catch(() => undefined)
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
  }
  return { child, output: () => text, started, ended, stop }
}
