/** A fresh proof for one action. */
import type { Phrase } from '../phrase.js'

export const stepUp = {
  'action.second_factor.settings': 'change your two-step sign-in',
  'step_up.title': 'Confirm it’s you',
  'step_up.title.action': 'Confirm it’s you to {action}',
  'step_up.title.named': 'Confirm it’s you: {action}',
  'step_up.title.page': 'Confirm it’s you to open {page}',
  'step_up.title.denied': 'Request denied',
  'step_up.details': 'What you confirm',
  'step_up.note': 'Nothing is done yet. Afterwards you are back where you were, and press the button again.',
  'step_up.approved': 'Approved. One moment…',
  'step_up.escape': 'Press Escape again to cancel.',
} satisfies Record<string, Phrase>
