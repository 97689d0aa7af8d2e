/** The languages there are, and which of them a person gets. */
import { en } from './en/index.js'
import { speakerFor } from './speaker.js'
import type { Catalogs, Speaker } from './speaker.js'

export interface Languages {
  /**
   * The first that is wanted and there: `pt-BR` is served by `pt` when there is no `pt-BR`.
   * @param wanted BCP 47 tags, the best first; malformed ones are passed over
   */
  readonly speak: (wanted: readonly (string | null)[]) => Speaker
}

/** @param more the host's own; they win over the shipped ones, sentence by sentence */
export function languages(shipped: Catalogs, more: Catalogs = {}): Languages {
  const names = [...new Set([...Object.keys(shipped), ...Object.keys(more)])]
  const speakers = new Map<string, Speaker>()
  for (const name of names) speakers.set(name, speakerFor(name, { ...shipped[name], ...more[name] }))
  const fallback = speakers.get('en') ?? speakerFor('en', en)
  const find = (tag: string | null): Speaker | undefined => (tag === null ? undefined : tagsOf(tag).map((name) => speakers.get(name)).find(Boolean))
  return { speak: (wanted) => wanted.map(find).find(Boolean) ?? fallback }
}

/** `zh-Hant-TW`, `zh-Hant`, `zh`; none for a malformed tag. */
function tagsOf(tag: string): readonly string[] {
  try {
    const parts = new Intl.Locale(tag).baseName.split('-')
    return parts.map((_, dropped) => parts.slice(0, parts.length - dropped).join('-'))
  } catch {
    return []
  }
}
