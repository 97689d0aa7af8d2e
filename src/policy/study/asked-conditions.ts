/** Which conditions a policy asks for anywhere, e.g. to tell whether it matters that nobody knows the groups. */
import type { MatchBlock } from '../language/match-schema.js'
import type { PolicySet } from '../language/schema.js'

/** Names of the fields of `match`, those under `except` included. */
export function askedConditions({ rules, step_up, exceptions, guardrails }: PolicySet): ReadonlySet<string> {
  const entries = [...rules, ...(step_up ?? []), ...(exceptions ?? [])]
  return new Set([...entries.map(({ match }) => match), guardrails?.forbid_remember_device_for].flatMap(namesOf))
}

function namesOf({ except, ...fields }: MatchBlock = {}): string[] {
  return [...Object.keys(fields), ...Object.keys(except ?? {})]
}
