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
const RETRY_MS = 500

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
  /** How often the clock was moved. */
  readonly moves?: number
}

/** A second shop process shares the first one's phone, and follows its clock. */
async function joinPhone(url: string): Promise<Phone> {
  const first = await readTime(`${url}/_/healthz`)
  if (first?.emulator !== 'passport-authy') {
    throw new StartRefused(`Something else listens at ${url}. Free the port, or set EMULATOR_PORT to another one.`)
  }
  const clock = followClock(first)
  const stop = new AbortController()
  void keepFollowing(url, first, clock, stop.signal)
  const close = (): Promise<void> => {
    stop.abort()
    return Promise.resolve()
  }
  return { url, apiKey: DEMO_KEY, clock, close }
}

/** Each answer comes the moment the clock is moved, so both processes expire together. */
async function keepFollowing(url: string, first: RemoteTime, clock: FollowingClock, stop: AbortSignal): Promise<void> {
  let moves = first.moves ?? 0
  while (!stop.aborted) {
    const time = await readTime(`${url}/_/clock/next?after=${moves}`, stop)
    if (time !== null) clock.set(time)
    else await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref())
    moves = time?.moves ?? moves
  }
}

async function readTime(address: string, stop?: AbortSignal): Promise<RemoteTime | null> {
  const signal = AbortSignal.any([AbortSignal.timeout(30_000), ...(stop === undefined ? [] : [stop])])
  try {
    const answer = await fetch(address, { signal })
    return answer.ok ? ((await answer.json()) as RemoteTime) : null
  } catch {
    return null
  }
}

type FollowingClock = Clock & { set(time: RemoteTime): void }

function followClock(first: RemoteTime): FollowingClock {
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
