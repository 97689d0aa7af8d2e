/** What the shop's actions are called, on the phone and where they have to be confirmed. */
import type { SecondFactorOptions } from 'passport-authy'

export const SHOP_WORDS: NonNullable<SecondFactorOptions['words']> = {
  en: { 'action.payment.create': 'send money', 'action.password.change': 'change your password' },
  ar: { 'action.payment.create': 'إرسال المال', 'action.password.change': 'تغيير كلمة المرور' },
}
