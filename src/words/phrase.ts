/** What a message file holds: sentences with `{places}` to fill in, by number where a number changes the sentence. */

/** One sentence for each plural category of the language that differs (CLDR); `other` stands for the rest. */
export type PluralPhrase = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string }

export type Phrase = string | PluralPhrase

/** What fills the places. The place `n` also chooses the plural. */
export type Values = Readonly<Record<string, string | number>>

/** A piece of a sentence: text, or the name of a place. */
export type Piece = { readonly text: string } | { readonly place: string }

/** `'Ends at {time}.'` is the text `Ends at `, the place `time`, and the text `.`. */
export function piecesOf(sentence: string): readonly Piece[] {
  const pieces = sentence.split(/\{(\w+)\}/).map((part, at) => (at % 2 === 0 ? { text: part } : { place: part }))
  return pieces.filter((piece) => !('text' in piece) || piece.text !== '')
}

export function sentenceOf(phrase: Phrase, rules: Intl.PluralRules, values: Values): string {
  if (typeof phrase === 'string') return phrase
  const { n } = values
  return (typeof n === 'number' ? phrase[rules.select(n)] : undefined) ?? phrase.other
}
