/** The event stream of one page: what changed, as soon as it changed. */
import { nameOf } from '../messages.js'
import type { Approval, State } from '../state.js'
import type { World } from '../world.js'
import { regions } from './phone-page.js'
import { pendingRequests } from './unseen.js'
import { readView, type View } from './view.js'

/** Changes that come together are sent together. */
const settleMs = 30
/** Messages that a page which lost its connection for a while still hears about. */
const newsKept = 20
/** Longest delay a Node timer takes. */
const longestTimerMs = 2 ** 31 - 1

type Follow = (send: (text: string) => void) => void

/** Sends the whole state first, then the regions that differ from what was sent, until `signal` ends. */
export function followWorld(world: World, query: URLSearchParams, signal: AbortSignal): Follow {
  return (send) => {
    if (signal.aborted) return
    let sent: Readonly<Record<string, string>> = {}
    let soon: NodeJS.Timeout | undefined
    let due: NodeJS.Timeout | undefined
    const look = () => {
      soon = undefined
      const view = readView(world, query)
      // The stream stays with the phone that it began with, whatever happens on others.
      if (view.user !== null) query.set('phone', String(view.user.authyId))
      const now = regions(world, view)
      const changes = Object.fromEntries(Object.entries(now).filter(([id, text]) => sent[id] !== text))
      sent = now
      send(`data: ${JSON.stringify({ regions: changes, ...timeAndArrivals(world) })}\n\n`)
      clearTimeout(due)
      due = world.clock.isFrozen() ? undefined : setTimeout(look, untilNext(world, view)).unref()
    }
    const wake = () => (soon ??= setTimeout(look, settleMs))
    const forget = world.clock.onMove(wake)
    world.changes.on('change', wake)
    signal.addEventListener('abort', () => {
      forget()
      world.changes.off('change', wake)
      clearTimeout(soon)
      clearTimeout(due)
    })
    send('retry: 1000\n\n')
    look()
  }
}

/** How far the clock is from the browser's is judged there, at arrival. */
const timeAndArrivals = (world: World): object => ({
  now: world.clock.now(),
  frozen: world.clock.isFrozen(),
  waiting: pendingRequests(world).length,
  arrivals: [...pendingRequests(world).map((approval) => requestNews(world, approval)), ...messageNews(world)],
})

const requestNews = ({ state }: World, { uuid, authyId, message }: Approval): object => ({
  key: uuid,
  text: `New request for ${ownerName(state, authyId)}: ${message}`,
})

const messageNews = ({ state }: World): readonly object[] =>
  state.messages.slice(-newsKept).map(({ id, authyId, channel }) => ({
    key: String(id),
    text: `New ${channel === 'sms' ? 'text' : 'call'} for ${ownerName(state, authyId)}`,
  }))

function ownerName(state: State, authyId: number | null): string {
  const owner = state.users.get(authyId ?? 0)
  return owner === undefined ? 'a number' : nameOf(owner)
}

/** Real milliseconds until something changes by time alone: a request expires, a code is replaced. */
function untilNext(world: World, view: View): number {
  const now = world.clock.now()
  const expiries = pendingRequests(world).flatMap(({ expiresAt }) => expiresAt ?? [])
  const step = 10_000
  const nextCode = view.tab === 'codes' ? [(Math.floor(now / step) + 1) * step] : []
  const next = Math.min(...expiries, ...nextCode, now + longestTimerMs)
  return Math.max(next - now, 1)
}
