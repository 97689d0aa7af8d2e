/** Brings a row into the form that the provider takes, or says what is wrong. Numbers are for the provider to judge. */
import { faultIn } from './person-row.js'
import type { Fault, PersonRow } from './person-row.js'

/** The longest address there can be (RFC 5321). */
const LONGEST_EMAIL = 254
const LONGEST_USER = 512

/** A row that passed. `countryCode` and `phone` are digits only. */
export type CheckedPerson = PersonRow

export function checkPerson(row: PersonRow): CheckedPerson | Fault {
  const countryCode = row.countryCode.trim().replace(/^\+/, '')
  const phone = nationalDigits(row.phone.trim(), countryCode)
  const email = row.email.trim()
  if (row.user === '') return faultIn('user', 'is empty')
  if (row.user.length > LONGEST_USER || /\p{Cc}|\ufffd/u.test(row.user)) {
    return faultIn('user', `must be at most ${LONGEST_USER} characters of UTF-8 text without line breaks`)
  }
  const isEmail = email.length <= LONGEST_EMAIL && /^[^\s@]+@[^\s@]+$/.test(email)
  if (!isEmail) return faultIn('email', 'is no email address')
  if (!/^[1-9][0-9]{0,3}$/.test(countryCode)) return faultIn('country_code', 'must be a calling code, such as 1 or 351')
  if (phone === null) return faultIn('phone', 'must be a national number: digits, with blanks and ( ) . - in it')
  return { ...row, email, countryCode, phone }
}

/** A number of fifteen digits in all is the longest there can be (ITU-T E.164). */
function nationalDigits(phone: string, countryCode: string): string | null {
  const national = phone.startsWith(`+${countryCode}`) ? phone.slice(countryCode.length + 1) : phone
  if (!/^[0-9 ().-]{1,32}$/.test(national)) return null
  const digits = national.replace(/\D/g, '')
  return digits.length >= 4 && digits.length + countryCode.length <= 15 ? digits : null
}
