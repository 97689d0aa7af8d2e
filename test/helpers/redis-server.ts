/** Private redis-server processes on free ports, ended with the test run however it ends. */
import { execFile, execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface RedisServer {
  readonly port: number
  readonly url: string
  /** Freezes the process: connections stay open, nothing is answered. */
  pause(): void
  resume(): void
  stop(): Promise<void>
}

export interface RedisCluster {
  readonly nodes: readonly { readonly host: string; readonly port: number }[]
  stop(): Promise<void>
}

const run = promisify(execFile)
const running = new Set<ChildProcess>()
const folders = new Set<string>()

function endAll(): void {
  for (const child of running) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}

process.once('exit', endAll)
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    endAll()
    process.kill(process.pid, signal)
  })
}

/** @param args further arguments of redis-server, e.g. `['--maxmemory', '2mb']` */
export async function startRedis(args: readonly string[] = []): Promise<RedisServer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startOn(await freePort(), args)
    } catch (error) {
      if (tries === 5) throw error
    }
  }
}

/** Three masters without replicas. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const servers = await Promise.all([1, 2, 3].map(() => startRedis(['--cluster-enabled', 'yes'])))
  const nodes = servers.map(({ port }) => ({ host: '127.0.0.1', port }))
  const addresses = nodes.map(({ host, port }) => `${host}:${port}`)
  execFileSync('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes'], { stdio: 'ignore' })
  for (const { port } of nodes) await hasAllSlots(port)
  return {
    nodes,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()))
    },
  }
}

/** The servers agree among themselves a little after they were told. */
async function hasAllSlots(port: number): Promise<void> {
  for (;;) {
    const { stdout } = await run('redis-cli', ['-p', String(port), 'cluster', 'info'])
    if (stdout.includes('cluster_state:ok')) return
  }
}

async function startOn(port: number, args: readonly string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'))
  folders.add(folder)
  const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const child = spawn('redis-server', [...fixed, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
  running.add(child)
  child.once('close', () => {
    running.delete(child)
    folders.delete(folder)
    rmSync(folder, { recursive: true, force: true })
  })
  await isReady(child)
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    stop: () => stop(child),
  }
}

function isReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      if (/ready to accept connections/i.test(log)) resolve()
    })
    child.once('error', () =>
      reject(new Error('redis-server is missing. Type: apt-get install --no-install-recommends redis-server')),
    )
    child.once('close', () => reject(new Error(`redis-server ended at its start:\n${log}`)))
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

/** Below 45,536, so that a cluster's bus port (10,000 above) exists and stays clear of the system's own range. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const server = createServer()
    const free = await new Promise<number | null>((resolve) => {
      server.once('error', () => resolve(null))
      server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
    })
    if (free === null) continue
    server.close()
    await once(server, 'close')
    return free
  }
}
