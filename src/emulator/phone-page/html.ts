/** Writes HTML: whatever is put into a template is escaped, unless it is markup itself. */

/** Text that is safe to send as HTML. */
export interface Markup {
  readonly html: string
}

type Part = Markup | string | number | null | readonly Markup[]

/** Markup from a template; null is nothing, a list is joined. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const rest = parts.map((part, index) => `${written(part)}${strings[index + 1] ?? ''}`)
  return { html: `${strings[0] ?? ''}${rest.join('')}` }
}

function written(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part))
  return 'html' in part ? part.html : part.map((one) => one.html).join('')
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
