/** The register as JSON lines: one person a line, with the fields of an account and `email`, `locale`. */
import { readAccount } from '../../policy/facts-json.js'
import type { Faults } from '../policy/accounts/faults.js'
import { problemOf } from '../policy/accounts/json-accounts.js'
import { readJsonLines } from '../policy/accounts/json-lines.js'
import type { JsonLine } from '../policy/accounts/json-lines.js'
import type { NamedFacts } from './people-file.js'

export function readPeopleLines(chunks: AsyncIterable<string>, faults: Faults): AsyncGenerator<readonly NamedFacts[]> {
  return readJsonLines(chunks, faults, (line) => factsOf(line, faults))
}

function factsOf({ line, value }: JsonLine, faults: Faults): NamedFacts | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    faults.add({ line, column: null, reason: 'is no JSON object' })
    return null
  }
  const { email, locale, ...rest }: Readonly<Record<string, unknown>> = { ...value }
  const wrong = [email, locale].findIndex((field) => field !== undefined && field !== null && typeof field !== 'string')
  if (wrong >= 0) {
    faults.add({ line, column: wrong === 0 ? 'email' : 'locale', reason: 'must be a text' })
    return null
  }
  const result = readAccount(rest, '')
  if (!result.ok || result.facts.user === '') {
    faults.add({ line, ...(result.ok ? { column: 'user', reason: 'is missing' } : problemOf(result.problems)) })
    return null
  }
  const { user, groups, roles, attributes, created } = result.facts
  return { user, line, facts: { groups, roles, attributes, created, email: textOf(email), locale: textOf(locale) } }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
