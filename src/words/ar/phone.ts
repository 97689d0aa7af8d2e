/** What the approval request on the phone says. Authy shows keys of at most 20 characters. */
import type { Phrase } from '../phrase.js'

export const phone = {
  'push.sign_in': 'تسجيل الدخول إلى {app}',
  'push.enroll': 'أكّد هاتفك لدى {app}',
  'push.step_up': 'تأكيد لدى {app}: {action}',
  'push.code': 'الرمز',
  'push.app': 'التطبيق',
  'push.place': 'المكان',
  'push.browser': 'المتصفح',
  'push.browser_on': '{browser} على {system}',
  'push.time': 'الوقت',
} satisfies Record<string, Phrase>
