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
  'notice.backup_codes_made.subject': 'New backup codes',
  'notice.backup_codes_made.text':
    'New backup codes were made for your account at {app}; the old ones no longer work. If that wasn’t you, change your password now and tell the help desk.',
  'notice.backup_codes_low.subject': 'Few backup codes are left',
  'notice.backup_codes_low.text': {
    one: 'A backup code was used to sign in at {app}. {n} is left: make new ones in your settings. If that wasn’t you, change your password now.',
    other: 'A backup code was used to sign in at {app}. {n} are left: make new ones in your settings. If that wasn’t you, change your password now.',
  },
  'notice.locked.subject': 'Your account was locked',
  'notice.locked.text': 'The help desk locked your account at {app}. Nobody can sign in to it until the help desk unlocks it. If you did not ask for that, call the help desk.',
  'notice.unlocked.subject': 'Your account was unlocked',
  'notice.unlocked.text': 'The help desk unlocked your account at {app}. If you did not ask for that, tell the help desk.',
  'notice.bypass_code_made.subject': 'The help desk made a sign-in code for you',
  'notice.bypass_code_made.text':
    'The help desk made a code that stands in for your phone when you sign in at {app}. If you did not ask for it, tell the help desk now.',
  'notice.reset.subject': 'Your phone was taken off your account',
  'notice.reset.text':
    'The help desk took your phone off your account at {app}. To set up another one you need the code that the help desk gave you. If you did not ask for that, tell the help desk now.',
  'notice.reported.subject': 'Your report has arrived',
  'notice.reported.text':
    'You told us that somebody else tried to sign in to your account at {app}. Sign-ins under way were ended. Change your password now. Reference: {reference}',
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
