/** Puts a notice into words, in the recipient's language. */
import type { Message, Notice, Recipient } from '../ports/notifier.js'
import type { Languages } from '../words/languages.js'
import type { Speaker, WordId } from '../words/speaker.js'
import { UNCONFIRMED_DAYS } from './unconfirmed.js'

/** @param at epoch ms */
export function composeMessage(notice: Notice, to: Recipient, appName: string, languages: Languages, at: number): Message {
  const speaker = languages.speak([to.locale])
  const phone = 'phoneHint' in notice ? notice.phoneHint : ''
  const values = { app: appName, phone, days: UNCONFIRMED_DAYS, ...('left' in notice ? { n: notice.left } : {}), ...('reference' in notice ? { reference: notice.reference } : {}) }
  const sentences = [speaker.say(`notice.${notice.kind}.text` satisfies WordId, values), ...reminderDetails(notice, speaker)]
  return { notice, to, subject: speaker.say(`notice.${notice.kind}.subject` satisfies WordId, values), text: sentences.join('\n'), at }
}

function reminderDetails(notice: Notice, speaker: Speaker): readonly string[] {
  if (notice.kind !== 'reminder') return []
  const { remaining, deadline } = notice
  return [
    ...(remaining === null ? [] : [speaker.say('notice.reminder.left', { n: remaining })]),
    ...(deadline === null ? [] : [speaker.say('notice.reminder.deadline', { date: speaker.day(deadline) })]),
  ]
}
