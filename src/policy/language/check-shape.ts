/** Holds data against the schema and tells what differs in the policy's own words. */
import { safeParse } from 'valibot'
import type { BaseIssue, GenericSchema, InferOutput } from 'valibot'
import { findForeignFields } from './foreign-fields.js'
import { nearestName } from './nearest-name.js'
import type { Finding, Path } from './problem.js'
import { policySchema } from './schema.js'
import type { PolicySet } from './schema.js'

export type Checked = { readonly policy: PolicySet } | { readonly findings: readonly Finding[] }

/** More would not be read; a file of nonsense could give a million. */
const MOST_FINDINGS = 200

export function checkShape(value: unknown): Checked {
  const checked = checkAgainst(policySchema, value)
  return 'output' in checked ? { policy: checked.output } : checked
}

/** The same for any other file that people write by hand. */
export function checkAgainst<S extends GenericSchema>(
  schema: S,
  value: unknown,
): { readonly output: InferOutput<S> } | { readonly findings: readonly Finding[] } {
  const foreign = findForeignFields(schema, value)
  const result = safeParse(schema, value)
  if (result.success && foreign.length === 0) return { output: result.output }
  const wrong = (result.issues ?? []).filter((issue) => !isAboutUnknownField(issue)).map(findingOf)
  return { findings: [...foreign, ...wrong].slice(0, MOST_FINDINGS) }
}

/** The schema tells only the first unknown field of an object; the walk tells all of them. */
function isAboutUnknownField(issue: BaseIssue<unknown>): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never'
}

function findingOf(issue: BaseIssue<unknown>): Finding {
  const path = pathOf(issue)
  if (issue.type === 'strict_object' && issue.received === 'undefined') {
    return { code: 'E103', path, message: `field missing: ${String(path.at(-1))}` }
  }
  if (issue.type === 'strict_object') return { code: 'E102', path, message: 'must be a mapping of fields' }
  if (issue.input === null) return { code: 'E102', path, message: `is empty; ${issue.message}` }
  return { code: 'E102', path, message: issue.message, suggestion: suggestionFor(issue) }
}

function suggestionFor(issue: BaseIssue<unknown>): string | undefined {
  if (issue.type !== 'picklist' || typeof issue.input !== 'string') return undefined
  const known = (issue.expected ?? '').matchAll(/"([^"]+)"/g)
  return nearestName(issue.input, Array.from(known, (match) => match[1] ?? ''))
}

function pathOf(issue: BaseIssue<unknown>): Path {
  return (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))
}
