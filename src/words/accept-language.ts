/** What the browser says it wants (RFC 9110, section 12.5.4). */

const MAX_LENGTH = 200

/** @returns tags, the most wanted first; a star and what is not wanted at all are left out */
export function acceptedLanguages(header: string | undefined): readonly string[] {
  const entries = (header ?? '').slice(0, MAX_LENGTH).split(',').map(entryOf)
  return entries.filter(({ tag, quality }) => /^[a-z]/i.test(tag) && quality > 0).sort((a, b) => b.quality - a.quality).map(({ tag }) => tag)
}

function entryOf(entry: string): { readonly tag: string; readonly quality: number } {
  const [tag = '', ...parameters] = entry.split(';').map((part) => part.trim())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))
  return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 }
}
