/** Control of time, and the sign by which another process knows an emulator. */
import { json, type Reply } from '../reply.js'
import type { World } from '../world.js'
import { fieldsOf, invalid, iso, wholeNumber, type ControlRequest, type ControlRoute } from './control-request.js'

export const clockRoutes: readonly ControlRoute[] = [
  { method: 'GET', path: '/_/healthz', handle: ({ world }) => json(200, healthView(world)) },
  { method: 'GET', path: '/_/clock', handle: ({ world }) => json(200, clockView(world)) },
  { method: 'GET', path: '/_/clock/next', handle: waitForMove },
  { method: 'POST', path: '/_/clock', handle: moveClock },
]

const longestAdvanceSeconds = 10 * 365 * 24 * 60 * 60

const healthView = (world: World): object => ({ emulator: 'passport-authy', ...clockView(world) })

const clockView = ({ clock }: World): object => ({ now: iso(clock.now()), frozen: clock.isFrozen(), moves: clock.moves() })

const longestWaitMs = 20_000

/** For a process that follows this clock: answers once it was moved more often than `after`, or after a while. */
async function waitForMove({ world, query, signal }: ControlRequest): Promise<Reply> {
  const after = wholeNumber(query, 'after')
  if (after === undefined) return invalid('after')
  const ends = AbortSignal.any([signal, world.stop.signal, AbortSignal.timeout(longestWaitMs)])
  if (world.clock.moves() === (after ?? world.clock.moves())) await move(world, ends)
  return json(200, clockView(world))
}

function move({ clock }: World, ends: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      forget()
      ends.removeEventListener('abort', done)
      resolve()
    }
    const forget = clock.onMove(done)
    ends.addEventListener('abort', done)
  })
}

/** Exactly one of `advance_seconds`, `freeze` and `real`. */
function moveClock({ world, body }: ControlRequest): Reply {
  const [[name, value] = ['clock', undefined], ...others] = Object.entries(fieldsOf(body) ?? {})
  const move = others.length === 0 ? moveFor(world, name, value) : null
  if (move === null) return invalid(name)
  move()
  return json(200, clockView(world))
}

function moveFor({ clock }: World, name: string, value: unknown): (() => void) | null {
  if (name === 'real' && value === true) return () => clock.real()
  if (name === 'freeze' && typeof value === 'string') {
    const at = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : NaN
    return Number.isNaN(at) ? null : () => clock.freeze(at)
  }
  const isAdvance = name === 'advance_seconds' && typeof value === 'number' && value >= 0
  return isAdvance && value <= longestAdvanceSeconds ? () => clock.advance(value * 1000) : null
}
