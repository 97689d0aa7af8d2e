/** Languages that Authy speaks in texts and calls (Authy API, one-time passwords page). */
const LOCALES = [
  'af', 'ar', 'ca', 'zh', 'zh-CN', 'zh-HK', 'hr', 'cs', 'da', 'nl', 'en', 'fi', 'fr', 'de', 'el', 'he', 'hi', 'hu',
  'id', 'it', 'ja', 'ko', 'ms', 'nb', 'pl', 'pt-BR', 'pt', 'ro', 'ru', 'es', 'sv', 'tl', 'th', 'tr', 'vi',
] as const

/** The tag in Authy's list that fits best: the same, else its language; `null` leaves the choice to Authy. */
export function authyLocale(tag: string | null): string | null {
  if (typeof tag !== 'string') return null
  const wanted = tag.toLowerCase()
  const find = (name: string | undefined) => LOCALES.find((locale) => locale.toLowerCase() === name)
  return find(wanted) ?? find(wanted.split('-')[0]) ?? null
}
