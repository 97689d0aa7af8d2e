/** Messages to the people themselves. */
import type { Phrase } from '../phrase.js'

export const notices = {
  'notice.enrolled.subject': 'Two-step sign-in is on',
  'notice.enrolled.text':
    'Two-step sign-in for your account at {app} is on, with the phone {phone}. If that wasn’t you, change your password now and tell the help desk.',
  'notice.opted_out.subject': 'Two-step sign-in is off',
  'notice.opted_out.text':
    'Two-step sign-in for your account at {app} was turned off. You can turn it on again at any time. If that wasn’t you, change your password now and tell the help desk.',
  'notice.device_copied.subject': 'A remembered browser was used twice',
  'notice.device_copied.text':
    'The sign-in that a browser of yours remembered for {app} was used a second time, as a copy would be. We no longer remember that browser; it asks for your phone again. If you did not just restore a browser from a backup, change your password.',
  'notice.number_in_use.subject': 'Your phone number was used for another account',
  'notice.number_in_use.text':
    'Somebody set up two-step sign-in for another account at {app} with your number {phone}. Nothing about your account has changed. If that wasn’t you, deny requests that you did not make.',
  'notice.number_removed.subject': 'Your phone was not confirmed',
  'notice.number_removed.text':
    'The phone {phone} was entered for your account at {app} and not confirmed within {days} days, so we removed it. Your sign-in has not changed.',
  'notice.reminder.subject': 'Please set up two-step sign-in',
  'notice.reminder.text': 'Two-step sign-in for your account at {app} is not set up yet. It takes about 2 minutes: sign in and follow the page.',
  'notice.reminder.left': {
    one: 'You can sign in {n} more time without it.',
    other: 'You can sign in {n} more times without it.',
  },
  'notice.reminder.deadline': 'It is needed from {date}.',
} satisfies Record<string, Phrase>
