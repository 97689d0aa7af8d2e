/** What a report must not leave unsaid about where its people came from. */
import { askedConditions } from '../../policy/study/asked-conditions.js'
import type { PolicySet } from '../../policy/language/schema.js'
import type { AccountFact } from './accounts/open-accounts.js'
import type { Population } from './population.js'

/** One sentence each; empty when the source knows all that the policies ask for. */
export function sourceNotes({ source }: Population, ...policies: readonly PolicySet[]): string[] {
  const asked = new Set(policies.flatMap((policy) => [...askedConditions(policy)]))
  if (source === null)
    return unknownNote(
      'the log',
      ['attributes', 'networks'].filter((name) => asked.has(name)),
    )
  const missing = source.missing.filter((fact) => isAsked(fact, asked))
  if (source.isStore) {
    return [
      ...unknownNote('the account store', missing),
      'only people of whom the account store has a record are counted',
    ]
  }
  const empty = missing.filter((fact) => fact !== 'created')
  return [
    ...(empty.length === 0 ? [] : [`there is no column ${empty.join(', ')}: nobody was taken to have any`]),
    ...unknownNote(
      source.file,
      missing.filter((fact) => fact === 'created'),
    ),
  ]
}

function unknownNote(where: string, names: readonly string[]): string[] {
  if (names.length === 0) return []
  return [`${where} does not hold ${names.join(', ')}: not known, so the strictest outcome was taken`]
}

function isAsked(fact: AccountFact, asked: ReadonlySet<string>): boolean {
  return fact === 'created' ? asked.has('created_after') || asked.has('created_before') : asked.has(fact)
}
