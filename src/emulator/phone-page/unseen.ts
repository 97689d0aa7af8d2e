/** What is waiting on a phone, and what the page has not shown yet. */
import { settleExpiry } from '../answer-approval.js'
import { e164 } from '../messages.js'
import type { Approval, Message, User } from '../state.js'
import type { World } from '../world.js'
import type { Tab } from './view.js'

export type Waiting = Readonly<Record<Tab, number>>

/** All requests that wait for an answer. */
export const pendingRequests = (world: World): readonly Approval[] =>
  [...world.state.approvals.values()].filter(
    (approval) => settleExpiry(approval, world.clock.now()).status === 'pending',
  )

/** Requests of a user, newest first. */
export const requestsOf = (world: World, user: User): readonly Approval[] =>
  [...world.state.approvals.values()]
    .filter((approval) => approval.authyId === user.authyId)
    .map((approval) => settleExpiry(approval, world.clock.now()))
    .reverse()

/** Texts or calls of a user, newest last. A phone verification knows only the number. */
export function messagesOf(world: World, user: User, channel: Message['channel']): readonly Message[] {
  const number = e164(user.countryCode, user.phone)
  return world.state.messages.filter(
    (message) => message.channel === channel && (message.authyId === user.authyId || message.to === number),
  )
}

/** What is waiting, by tab: requests without an answer, texts and calls that were not shown. */
export function waitingFor(world: World, user: User): Waiting {
  const seen = world.state.seen.get(user.authyId) ?? { sms: 0, voice: 0 }
  const unseen = (channel: Message['channel']) =>
    messagesOf(world, user, channel).filter(({ id }) => id > seen[channel]).length
  const requests = requestsOf(world, user).filter(({ status }) => status === 'pending').length
  return { requests, texts: unseen('sms'), calls: unseen('voice'), codes: 0 }
}

/** What is shown is seen. */
export function markSeen(world: World, user: User, tab: Tab): void {
  const channel = tab === 'texts' ? 'sms' : tab === 'calls' ? 'voice' : null
  if (channel === null) return
  const seen = world.state.seen.get(user.authyId) ?? { sms: 0, voice: 0 }
  const last = messagesOf(world, user, channel).at(-1)?.id ?? 0
  world.state.seen.set(user.authyId, { ...seen, [channel]: last })
}
