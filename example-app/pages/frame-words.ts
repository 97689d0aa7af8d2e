/** The words of the frame in the person's language. What stands inside it is in English. */

interface FrameWords {
  readonly language: string
  readonly dir: 'ltr' | 'rtl'
  readonly skip: string
  readonly menu: string
  readonly shop: string
  readonly account: string
  readonly outbox: string
  readonly admin: string
  readonly signIn: string
  readonly about: string
}

const ENGLISH: FrameWords = {
  language: 'en',
  dir: 'ltr',
  skip: 'Skip to content',
  menu: 'Main',
  shop: 'Shop',
  account: 'Account',
  outbox: 'Messages',
  admin: 'Administration',
  signIn: 'Sign in',
  about: 'A demonstration shop. Nothing is sold here, and nobody is charged.',
}

const ARABIC: FrameWords = {
  language: 'ar',
  dir: 'rtl',
  skip: 'انتقل إلى المحتوى',
  menu: 'القائمة الرئيسية',
  shop: 'المتجر',
  account: 'الحساب',
  outbox: 'الرسائل',
  admin: 'الإدارة',
  signIn: 'تسجيل الدخول',
  about: 'متجر للعرض فقط. لا شيء يباع هنا، ولا يُطلب من أحد دفع أي مبلغ.',
}

/** @param locale BCP 47 tag */
export function frameWords(locale: string): FrameWords {
  return /^ar\b/i.test(locale) ? ARABIC : ENGLISH
}
