/**
 * Looks at a typed number before the provider does. What the numbering plans do not know goes to the provider, who has
 * the last word; what they know to cost the caller extra, or to be no person's phone, does not.
 */
import type { PhoneNumberTypes } from 'awesome-phonenumber'

export type PhoneCheck =
  /** National number; without the trunk prefix where the plan knows it. */
  | { readonly kind: 'fine'; readonly phone: string; readonly isLandline: boolean }
  | { readonly kind: 'refused' }

const REFUSED: readonly PhoneNumberTypes[] = ['premium-rate', 'shared-cost', 'toll-free', 'pager', 'uan']

/** @param callingCode digits only; @param typed as people type: with blanks, brackets, hyphens, maybe the calling code */
export async function checkPhone(callingCode: string, typed: string): Promise<PhoneCheck> {
  const national = nationalPart(callingCode, typed)
  if (national === null) return { kind: 'refused' }
  // The numbering plans take their time to load, so only whoever enrolls waits for them.
  const { getRegionCodeForCountryCode, parsePhoneNumber } = await import('awesome-phonenumber')
  const regionCode = getRegionCodeForCountryCode(Number(callingCode))
  const parsed = parsePhoneNumber(national, { regionCode })
  if (!parsed.valid) return { kind: 'fine', phone: national, isLandline: false }
  if (REFUSED.includes(parsed.type)) return { kind: 'refused' }
  return { kind: 'fine', phone: parsed.number.significant, isLandline: parsed.type === 'fixed-line' }
}

/** Four to fifteen digits (ITU-T E.164), or `null`. */
function nationalPart(callingCode: string, typed: string): string | null {
  const bare = typed.replace(/[ ().\-/\u00a0]/g, '')
  const prefix = [`+${callingCode}`, `00${callingCode}`].find((start) => bare.startsWith(start)) ?? ''
  const digits = bare.slice(prefix.length)
  return /^[0-9]{4,15}$/.test(digits) ? digits : null
}
