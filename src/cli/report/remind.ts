/** Reminds people by the host's function, a few at a time; who could not be reached is named. */
import { composeMessage } from '../../flows/compose-message.js'
import type { Notice, Notifier, Recipient } from '../../ports/notifier.js'
import type { Languages } from '../../words/languages.js'

export interface Reminder {
  readonly to: Recipient
  readonly notice: Notice
}

export interface Reminded {
  readonly reminded: readonly string[]
  /** The function threw for these. */
  readonly failed: readonly string[]
  /** Not tried any more after an interruption. */
  readonly left: number
}

export interface RemindOptions {
  readonly notify: Notifier
  readonly appName: string
  readonly languages: Languages
  /** Epoch ms. */
  readonly at: number
  readonly signal: AbortSignal
  readonly onProgress: (people: number) => void
}

const AT_ONCE = 5

export async function remindPeople(reminders: readonly Reminder[], options: RemindOptions): Promise<Reminded> {
  const reminded: string[] = []
  const failed: string[] = []
  let next = 0
  for (; next < reminders.length && !options.signal.aborted; next += AT_ONCE) {
    const some = reminders.slice(next, next + AT_ONCE)
    const sent = await Promise.all(some.map((reminder) => isSent(reminder, options)))
    some.forEach(({ to }, at) => (sent[at] === true ? reminded : failed).push(to.userId))
    options.onProgress(some.length)
  }
  return { reminded, failed, left: Math.max(0, reminders.length - next) }
}

/** What the function throws may quote an address; that it failed is enough. */
async function isSent({ to, notice }: Reminder, { notify, appName, languages, at }: RemindOptions): Promise<boolean> {
  try {
    await notify(composeMessage(notice, to, appName, languages, at))
    return true
  } catch {
    return false
  }
}
