/** What the approval request on the phone says. Authy shows keys of at most 20 characters. */
import type { Phrase } from '../phrase.js'

export const phone = {
  'push.sign_in': 'Sign-in to {app}',
  'push.enroll': 'Confirm your phone for {app}',
  'push.step_up': 'Confirm at {app}: {action}',
  'push.code': 'Code',
  'push.app': 'App',
  'push.place': 'Place',
  'push.browser': 'Browser',
  'push.browser_on': '{browser} on {system}',
  'push.time': 'Time',
} satisfies Record<string, Phrase>
