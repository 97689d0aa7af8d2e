/** Codes that stand in for the phone, and browsers that are remembered. */
import type { Phrase } from '../phrase.js'

export const recovery = {
  'ways.backup_code': 'Backup code',
  'ways.backup_code.hint': 'One that you kept, or one from the help desk.',
  'backup.title': 'Use a backup code',
  'backup.status': 'It stands in for your phone, and works once.',
  'backup.label': 'Backup code',
  'backup.hint': '10 letters and digits, or the 9 digits from the help desk',
  'problem.backup': 'Backup codes have 10 letters and digits. Those of the help desk have 9 digits.',
  'problem.backup.wrong': 'That code isn’t right, or it was used already.',
  'help.backup': 'If you kept backup codes, one of them lets you in. So does a code from the help desk.',
  'help.browser': 'A browser of yours that we remember may let you in without the phone.',
  'help.bind': 'If your number has changed, you can set up the new phone once you have shown that it’s you.',
  'help.bind.link': 'Set up a new phone',
  'remember.days': {
    one: 'Remember this browser for {n} day',
    other: 'Remember this browser for {n} days',
  },
  'remember.hours': {
    one: 'Remember this browser for {n} hour',
    other: 'Remember this browser for {n} hours',
  },
  'remember.hint': 'Don’t use this on a shared computer.',
  'on.title': 'Two-step sign-in is on',
  'on.status': 'From now on you confirm with {phone} that it’s you.',
  'on.codes': 'For the day your phone is not at hand',
  'on.codes.text': 'Backup codes stand in for your phone, once each. Keep them on paper or in a password manager.',
  'codes.make': 'Make backup codes',
  'codes.title': 'Your backup codes',
  'codes.status': 'We show them only now. Each stands in for your phone once.',
  'codes.keep': 'Keep them on paper or in a password manager, away from your phone. Codes that you had before no longer work.',
  'codes.print': 'Print',
  'codes.copy': 'Copy',
  'codes.copied': 'Copied.',
  'codes.download': 'Download',
} satisfies Record<string, Phrase>
