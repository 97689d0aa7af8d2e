/** Countries by name and calling code, for the form that asks for a phone. */
import { latinDigits } from './latin-digits.js'

export interface CountryChoice {
  readonly name: string
  /** Digits only, e.g. `351`. */
  readonly callingCode: string
}

/** By language; read once, when somebody first sets up a phone. */
const known = new Map<string, Promise<readonly CountryChoice[]>>()

/**
 * All countries with a calling code, by name in the language's order.
 * @param language BCP 47 tag
 */
export function countryChoices(language: string): Promise<readonly CountryChoice[]> {
  const choices = known.get(language) ?? choicesIn(language)
  known.set(language, choices)
  return choices
}

async function choicesIn(language: string): Promise<readonly CountryChoice[]> {
  // The metadata of all countries is large; whoever sets up no phone does not wait for it.
  const { getCountryCodeForRegionCode, getSupportedRegionCodes } = await import('awesome-phonenumber')
  const names = new Intl.DisplayNames(language, { type: 'region' })
  const choices = getSupportedRegionCodes().map((region) => ({ name: names.of(region) ?? region, callingCode: String(getCountryCodeForRegionCode(region)) }))
  const { compare } = new Intl.Collator(language)
  return choices.sort((a, b) => compare(a.name, b.name))
}

/**
 * Understands `351`, `+351`, `Portugal`, `Portugal (+351)` and the name in English; blanks, upper case and accents
 * do not matter.
 * @returns digits only, or `null` when no country is meant
 */
export async function callingCodeOf(text: string, language: string): Promise<string | null> {
  const typed = latinDigits(text)
  const code = /^\s*\+?\s*([1-9][0-9]{0,3})\s*$/.exec(typed)?.[1] ?? /\(?\+([1-9][0-9]{0,3})\)?\s*$/.exec(typed)?.[1]
  if (code !== undefined) return code
  const choices = [...(await countryChoices(language)), ...(await countryChoices('en'))]
  const wanted = plain(text)
  return choices.find(({ name }) => plain(name) === wanted)?.callingCode ?? null
}

function plain(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toLowerCase()
}
