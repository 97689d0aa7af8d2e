/** The emulator behind the shop when no Authy account is configured: our own, or the one that runs already. */
import { startEmulator } from 'passport-authy/emulator'
import type { Clock } from 'passport-authy'
import { StartRefused } from './config.js'

export interface Phone {
  readonly url: string
  readonly apiKey: string
  /** The emulator's clock, which the shop runs on, so that both expire together. */
  readonly clock: Clock
  close(): Promise<void>
}

const DEMO_KEY = 'demo_shop'
const CLOCK_POLL_MS = 100

export async function startPhone(port: number, callbackUrl: string): Promise<Phone> {
  try {
    const emulator = await startEmulator({ port, callbackUrl, magicNumbers: true })
    const { url, clock } = emulator
    return { url, apiKey: DEMO_KEY, clock, close: () => emulator.close() }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return joinPhone(`http://127.0.0.1:${port}`)
  }
}

interface RemoteTime {
  readonly emulator?: string
  /** ISO 8601. */
  readonly now: string
  readonly frozen?: boolean
}

/** A second shop process shares the first one's phone, and follows its clock. */
async function joinPhone(url: string): Promise<Phone> {
  const first = await readTime(url)
  if (first?.emulator !== 'passport-authy') {
    throw new StartRefused(`Something else listens at ${url}. Free the port, or set EMULATOR_PORT to another one.`)
  }
  const clock = followClock(first)
  const timer = setInterval(() => {
    void readTime(url).then((time) => time !== null && clock.set(time))
  }, CLOCK_POLL_MS).unref()
  const close = (): Promise<void> => {
    clearInterval(timer)
    return Promise.resolve()
  }
  return { url, apiKey: DEMO_KEY, clock, close }
}

async function readTime(url: string): Promise<RemoteTime | null> {
  try {
    const answer = await fetch(`${url}/_/healthz`, { signal: AbortSignal.timeout(2000) })
    return answer.ok ? ((await answer.json()) as RemoteTime) : null
  } catch {
    return null
  }
}

function followClock(first: RemoteTime): Clock & { set(time: RemoteTime): void } {
  let offset = 0
  let frozenAt: number | null = null
  const set = ({ now, frozen }: RemoteTime): void => {
    const at = Date.parse(now)
    offset = at - Date.now()
    frozenAt = frozen === true ? at : null
  }
  set(first)
  return { set, now: () => frozenAt ?? Date.now() + offset }
}
