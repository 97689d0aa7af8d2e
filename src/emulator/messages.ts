/** The outbox: texts and calls that would have reached a phone. */
import type { Message, State, User } from './state.js'
import type { World } from './world.js'

export interface Draft {
  /** Null for a phone verification, which belongs to no user. */
  readonly authyId: number | null
  readonly channel: Message['channel']
  readonly countryCode: string
  /** National number, digits only. */
  readonly phone: string
  readonly text: string
  readonly code: string | null
}

export const e164 = (countryCode: string, phone: string): string => `+${countryCode}${phone}`

/** The address of a user, for people; the masked number when there is none. */
export const nameOf = (user: User): string => user.emails[0] ?? maskedNumber(user)

/** A number as pages and logs may show it: `+1 …02`, with the ending that magic numbers go by. */
export const maskedNumber = ({ countryCode, phone }: Pick<User, 'countryCode' | 'phone'>): string =>
  `+${countryCode} …${phone.slice(-2)}`

/** Puts a message into the outbox and tells whoever waits for it. */
export function sendMessage(world: World, draft: Draft): void {
  const { countryCode, phone, ...rest } = draft
  const message: Message = { id: nextId(world.state), ...rest, to: e164(countryCode, phone), at: world.clock.now() }
  world.state.messages.push(message)
  const about = draft.code === null ? draft.text : `code ${draft.code}`
  const [word, kind] = draft.channel === 'sms' ? (['Text', 'text'] as const) : (['Call', 'call'] as const)
  world.say(`${word} to ${maskedNumber(draft)}: ${about}`, kind)
  world.outbox.emit('message', message)
}

/** Numbers messages and logged requests. */
export function nextId(state: State): number {
  state.lastId += 1
  return state.lastId
}

export interface MessageFilter {
  readonly authyId: number | null
  readonly channel: string | null
  /** Only messages with a higher id. */
  readonly after: number | null
}

export const fits = (message: Message, filter: MessageFilter): boolean =>
  (filter.authyId === null || message.authyId === filter.authyId) &&
  (filter.channel === null || message.channel === filter.channel) &&
  (filter.after === null || message.id > filter.after)

/**
 * The next message that fits: with `after` one that is already there counts, else only one yet to come.
 * Null after `timeoutMs` real milliseconds, or when `signal` ends the wait.
 */
export function nextMessage(
  world: World,
  filter: MessageFilter,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Message | null> {
  const there = filter.after === null ? undefined : world.state.messages.find((message) => fits(message, filter))
  if (there !== undefined) return Promise.resolve(there)
  return new Promise((resolve) => {
    const done = (message: Message | null) => {
      clearTimeout(timer)
      world.outbox.off('message', look)
      signal.removeEventListener('abort', stop)
      resolve(message)
    }
    const look = (message: Message) => {
      if (fits(message, filter)) done(message)
    }
    const stop = () => done(null)
    const timer = setTimeout(stop, timeoutMs)
    world.outbox.on('message', look)
    signal.addEventListener('abort', stop)
  })
}
