/** What every route is given: state, time, and the few ways to act on the outside. */
import { setMaxListeners, type EventEmitter } from 'node:events'
import type { MovableClock } from './clock.js'
import type { Schedule } from './schedule.js'
import type { Happening, Message, State } from './state.js'

/** What a line for people is about. */
export type Spoken = 'request' | 'text' | 'call' | 'push'

export interface World {
  readonly state: State
  readonly clock: MovableClock
  readonly schedule: Schedule
  /** Emits `message` with each new `Message`. */
  readonly outbox: EventEmitter<{ message: [Message] }>
  /** Emits `change` when anything that the page shows may have changed. */
  readonly changes: EventEmitter<{ change: [] }>
  /** Whether endings of phone numbers have a meaning. */
  readonly magicNumbers: boolean
  /** Callback address the emulator was started with. */
  readonly startCallbackUrl: string | null
  /** Own address as people type it, without a slash at the end. */
  origin: string
  /** One line for people about what reached a phone. */
  readonly say: (line: string, kind: Spoken) => void
  /** Callbacks and lost answers that are under way. */
  readonly underWay: Set<Promise<unknown>>
  /** Ends what is under way: at close, and at each reset. */
  stop: AbortController
}

/** Remembers that something happened, as the webhooks of the real service would tell it. */
export function happen(world: World, event: string, authyId: number): void {
  const happening: Happening = { event, authyId, at: world.clock.now() }
  world.state.happenings.push(happening)
}

/** Tells the open pages to look again. */
export const changed = (world: World): boolean => world.changes.emit('change')

/** Keeps track of work that outlives its request. */
export function track(world: World, work: Promise<unknown>): void {
  world.underWay.add(work)
  void work.finally(() => world.underWay.delete(work))
}

/** Ends work under way; any number may wait for it. */
export function stopper(): AbortController {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}
