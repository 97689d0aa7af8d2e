/** English made longer and accented: shows on a page what was never translated and what does not fit. */
import type { Phrase } from './phrase.js'
import type { Catalog } from './speaker.js'
import { en } from './en/index.js'

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const ACCENTED = 'àƀçđéƒğĥîĵķļɱñôþǫŕšţûṽŵẋýžÀßÇĐÉƑĜĤÎĴĶĻṀÑÔÞǪŔŠŢÛṼŴẊÝŽ'

/** A catalog under a tag of your choice, e.g. `words: { eo: pseudoCatalog() }`. About two fifths longer than English. */
export function pseudoCatalog(): Catalog {
  const entries = Object.entries<Phrase>(en).map(([id, phrase]) => [id, pseudoPhrase(phrase)] as const)
  // Same names as `en`, by construction.
  return Object.fromEntries(entries) as Catalog
}

function pseudoPhrase(phrase: Phrase): Phrase {
  if (typeof phrase === 'string') return pseudo(phrase)
  const { other, ...rest } = phrase
  return { ...Object.fromEntries(Object.entries(rest).map(([rule, text]) => [rule, pseudo(text)])), other: pseudo(other) }
}

/** `[Çàñçéļ ~~]`; what stands in braces stays as it is. */
function pseudo(sentence: string): string {
  const accented = sentence.split(/(\{\w+\})/).map((part) => (part.startsWith('{') ? part : Array.from(part, accent).join('')))
  return `[${accented.join('')} ${'~'.repeat(Math.ceil(sentence.length * 0.4))}]`
}

function accent(char: string): string {
  const at = PLAIN.indexOf(char)
  return at === -1 ? char : (ACCENTED[at] ?? char)
}
