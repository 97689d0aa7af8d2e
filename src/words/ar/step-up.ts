/** A fresh proof for one action. */
import type { Phrase } from '../phrase.js'

export const stepUp = {
  'action.second_factor.settings': 'تغيير تسجيل الدخول بخطوتين',
  'step_up.title': 'أكّد أنك أنت',
  'step_up.title.action': 'أكّد أنك أنت من أجل {action}',
  'step_up.title.named': 'أكّد أنك أنت: {action}',
  'step_up.title.page': 'أكّد أنك أنت لفتح {page}',
  'step_up.title.denied': 'رُفض الطلب',
  'step_up.details': 'ما تؤكده',
  'step_up.note': 'لم يُنفَّذ شيء بعد. ستعود بعد ذلك إلى حيث كنت، وتضغط الزر مجددًا.',
  'step_up.approved': 'تمت الموافقة. لحظة واحدة…',
  'step_up.escape': 'اضغط Escape مرة أخرى للإلغاء.',
} satisfies Record<string, Phrase>
