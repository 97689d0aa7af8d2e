/** Markup that cannot be mixed up with text: whatever is not markup is escaped where it is put in. */

export interface Markup {
  readonly markup: string
}

export type Part = Markup | string | number | null | readonly Part[]

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** For templates: `null` is nothing, a list is its parts one after the other. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: strings.reduce((done, string, at) => done + markupOf(parts[at - 1] ?? null) + string) }
}

function markupOf(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'object') return 'markup' in part ? part.markup : part.map(markupOf).join('')
  return String(part).replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char)
}
