/** Sends a message to a person. Nobody waits for it, and the change that it tells of stands without it. */
import type { Notice, Recipient } from '../ports/notifier.js'
import { composeMessage } from './compose-message.js'
import type { Person, Services } from './services.js'

export function tellPerson(services: Services, { id, email, locale }: Person, notice: Notice): void {
  void send(services, { userId: id, email, locale }, notice)
}

/** For somebody who is not here: the host may know the address. Never rejects. */
export async function tellUser(services: Services, userId: string, notice: Notice): Promise<void> {
  const person = await services.findPerson(userId).catch(() => null)
  await send(services, { userId, email: person?.email ?? null, locale: person?.locale ?? null }, notice)
}

/** @returns whether it was sent */
export async function send(services: Services, to: Recipient, notice: Notice): Promise<boolean> {
  const at = services.clock.now()
  try {
    await services.notify(composeMessage(notice, to, services.appName, services.languages, at))
    return true
  } catch {
    // The error may quote an address; that it failed is enough.
    services.events.emit({ type: 'notice_failed', userId: to.userId, at, notice: notice.kind })
    return false
  }
}
