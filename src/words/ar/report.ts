/** “That wasn't me”. */
import type { Phrase } from '../phrase.js'

export const report = {
  'report.title': 'أخبرنا أنك لم تكن أنت',
  'report.status': 'من وصل إلى هنا وليس أنت يعرف كلمة مرورك. عند الإبلاغ:',
  'report.ends': 'ينتهي تسجيل الدخول الجاري.',
  'report.pauses': 'تتوقف الطلبات إلى هاتفك لمدة {time}.',
  'report.locks': 'يُقفل حسابك حتى يفتحه مكتب المساعدة.',
  'report.next': 'غيّر كلمة مرورك بعد ذلك.',
  'report.sign_out': 'تسجيل الخروج من كل مكان',
  'report.sign_out.hint': 'من هذا المتصفح أيضًا. يخرج فورًا كل من دخل إلى حسابك.',
  'report.send': 'إرسال البلاغ',
  'report.done.title': 'شكرًا، وصل بلاغك',
  'report.done.status': 'غيّر كلمة مرورك الآن: هناك من يعرفها غيرك.',
  'report.done.ended': 'انتهى تسجيل الدخول الذي كان جاريًا.',
  'report.done.paused': 'الطلبات إلى هاتفك متوقفة لمدة {time}. حتى ذلك الحين يمكنك الدخول برمز.',
  'report.done.signed_out': 'تم تسجيل خروج حسابك من كل مكان.',
  'report.done.stays': 'المتصفحات التي دخلت من قبل تبقى كذلك.',
  'report.done.locked': 'حسابك مقفل. يمكن لمكتب المساعدة فتحه.',
  'report.sign_in': 'الذهاب إلى صفحة تسجيل الدخول',
} satisfies Record<string, Phrase>
