/** The library's messages to people go into the outbox, and leave one line in the log. */
import type { Notifier } from 'passport-authy'
import { logMessage } from './log.js'
import type { Outbox } from './outbox.js'

export function notifyBy(outbox: Outbox, format: 'pretty' | 'json'): Notifier {
  return ({ notice, to, subject, text, at }) => {
    outbox.add({ to: to.userId, subject, text, at })
    logMessage(format, notice.kind, to.userId, at)
  }
}
