/** “That wasn't me”. */
import type { Phrase } from '../phrase.js'

export const report = {
  'report.title': 'Tell us that it wasn’t you',
  'report.status': 'Somebody who is not you and gets this far knows your password. When you report it:',
  'report.ends': 'The sign-in that is under way ends.',
  'report.pauses': 'Requests to your phone pause for {time}.',
  'report.locks': 'Your account is locked until the help desk opens it.',
  'report.next': 'Change your password afterwards.',
  'report.sign_out': 'Sign out everywhere',
  'report.sign_out.hint': 'In this browser, too. Whoever is signed in to your account is out at once.',
  'report.send': 'Report it',
  'report.done.title': 'Thank you, your report has arrived',
  'report.done.status': 'Change your password now: somebody else knows it.',
  'report.done.ended': 'The sign-in that was under way has ended.',
  'report.done.paused': 'Requests to your phone are paused for {time}. Until then a code lets you in.',
  'report.done.signed_out': 'Your account is signed out everywhere.',
  'report.done.stays': 'Browsers that were signed in stay so.',
  'report.done.locked': 'Your account is locked. The help desk can open it.',
  'report.sign_in': 'Go to the sign-in page',
} satisfies Record<string, Phrase>
