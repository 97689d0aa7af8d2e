/** Phone numbers, judged by their length and not by any numbering plan, so that made-up ones work. */

/** Shortest national number, and longest E.164 number with its calling code. */
const shortest = 6
const longest = 15

/** National digits of `phone` without punctuation; null when they can not be a number with this calling code. */
export function phoneDigits(phone: string, countryCode: string): string | null {
  const digits = phone.replace(/[\s().\-/]/g, '')
  const fits = digits.length >= shortest && digits.length + countryCode.length <= longest
  return fits && /^\d+$/.test(digits) ? digits : null
}

/** Whether the text looks like a calling code: one to three digits, the first not 0. */
export const isCallingCode = (text: string): boolean => /^[1-9]\d{0,2}$/.test(text)
