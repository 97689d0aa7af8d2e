/** What a reminder says: how long the person may still go on without, where that is so. */
import { silentNotifier } from '../ports/notifier.js'
import type { Notice, Notifier } from '../ports/notifier.js'
import type { PersonRow } from './person-row.js'

type Reminder = Extract<Notice, { readonly kind: 'reminder' }>

/** Grace that is over is left out: there is nothing left to count. */
export function reminderFor({ reason, remaining, deadline }: PersonRow): Reminder {
  const isOpen = reason === 'enroll_within_grace' || reason === 'confirm_within_grace'
  return { kind: 'reminder', remaining: isOpen ? remaining : null, deadline: isOpen ? deadline : null }
}

/** Whether messages go anywhere: nobody is reminded by a host that gave no way to. */
export function reachesPeople(notify: Notifier): boolean {
  return notify !== silentNotifier
}
