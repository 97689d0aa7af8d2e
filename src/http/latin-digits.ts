/** Digits as people type and paste them. */

/** Full-width, Arabic-Indic and Persian digits as ASCII ones; marks that only steer the direction of text are dropped. */
export function latinDigits(text: string): string {
  const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '')
  return plain.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
}
