/** An event as one line of JSON. A decision carries the facts it was made from, in the form that policies are tested with. */
import { decisionJson } from '../policy/decision-json.js'
import { accountJson, requestJson } from '../policy/facts-json.js'
import type { SecondFactorEvent } from '../ports/events.js'

/** No line break inside, none at the end. */
export function eventLine(event: SecondFactorEvent): string {
  if (event.type !== 'decision') return JSON.stringify({ ...event, at: new Date(event.at).toISOString() })
  const { type, id, userId, at, outcome, reason, rule, revision, decision, account, request } = event
  const { trace: _trace, ...result } = decisionJson(decision)
  return JSON.stringify({
    type,
    id,
    at: new Date(at).toISOString(),
    user: userId,
    outcome,
    reason,
    rule,
    revision,
    // Attributes are never logged; saying so keeps a replay on the strict side.
    account: { ...accountJson(account), attributes: null },
    request: { ...requestJson(request), ip: null },
    decision: result,
  })
}
