/** Wording of texts and calls, by the `locale` parameter or the country of the phone. */

const wording: Readonly<Record<string, string>> = {
  af: 'Jou kode is',
  ar: 'رمزك هو',
  ca: 'El vostre codi és',
  zh: '您的验证码是',
  'zh-cn': '您的验证码是',
  'zh-hk': '您的驗證碼是',
  hr: 'Vaš kod je',
  cs: 'Váš kód je',
  da: 'Din kode er',
  nl: 'Uw code is',
  en: 'Your code is',
  fi: 'Koodisi on',
  fr: 'Votre code est',
  de: 'Ihr Code lautet',
  el: 'Ο κωδικός σας είναι',
  he: 'הקוד שלך הוא',
  hi: 'आपका कोड है',
  hu: 'Az Ön kódja',
  id: 'Kode Anda adalah',
  it: 'Il tuo codice è',
  ja: '認証コード:',
  ko: '인증 코드:',
  ms: 'Kod anda ialah',
  nb: 'Koden din er',
  pl: 'Twój kod to',
  'pt-br': 'Seu código é',
  pt: 'O seu código é',
  ro: 'Codul dvs. este',
  ru: 'Ваш код:',
  es: 'Tu código es',
  sv: 'Din kod är',
  tl: 'Ang iyong code ay',
  th: 'รหัสของคุณคือ',
  tr: 'Kodunuz',
  vi: 'Mã của bạn là',
}

const localeByCallingCode: Readonly<Record<string, string>> = {
  '30': 'el', '31': 'nl', '33': 'fr', '34': 'es', '36': 'hu', '39': 'it', '40': 'ro', '43': 'de', '45': 'da',
  '46': 'sv', '47': 'nb', '48': 'pl', '49': 'de', '52': 'es', '54': 'es', '55': 'pt-br', '57': 'es', '7': 'ru',
  '81': 'ja', '82': 'ko', '84': 'vi', '86': 'zh', '90': 'tr', '351': 'pt', '358': 'fi', '420': 'cs', '972': 'he',
}

/** The text with the code; an unknown locale is English, none at all is the country's language. */
export function codeText(
  code: string,
  locale: string | null,
  countryCode: string,
  actionMessage: string | null,
): string {
  const tag = (locale ?? localeByCallingCode[countryCode] ?? 'en').toLowerCase()
  const words = wording[tag] ?? wording[tag.split('-')[0] ?? ''] ?? wording['en'] ?? ''
  return `${actionMessage === null ? '' : `${actionMessage}. `}${words} ${code}`
}
