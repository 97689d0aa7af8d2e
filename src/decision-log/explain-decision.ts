/** From a logged decision back to its full trace: the same engine, the same facts, the policy of that moment. */
import type { Decision } from '../policy/decision.js'
import type { CompiledPolicy } from '../policy/compile.js'
import { evaluate } from '../policy/evaluate.js'
import { readAccount, readRequest } from '../policy/facts-json.js'

/** A line of the log, as far as it is needed here. */
export interface LoggedDecision {
  readonly id: string
  readonly user: string
  /** Epoch ms. */
  readonly at: number
  readonly outcome: string
  readonly reason: string
  readonly revision: string
  readonly account: unknown
  readonly request: unknown
}

/** @returns `null` when the line is about something else, or cannot be read */
export function readDecisionLine(line: string): LoggedDecision | null {
  try {
    const value: unknown = JSON.parse(line)
    return isDecision(value) ? { ...value, at: Date.parse(value.at) } : null
  } catch {
    return null
  }
}

type DecisionLine = Omit<LoggedDecision, 'at'> & { readonly at: string }

function isDecision(value: unknown): value is DecisionLine {
  if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'decision') return false
  return ['id', 'user', 'at', 'outcome', 'reason', 'revision'].every((name) => typeof Reflect.get(value, name) === 'string')
}

/** @returns the decision with its trace, or the reasons why the facts cannot be read */
export function explainDecision(policy: CompiledPolicy, logged: LoggedDecision): Decision | readonly string[] {
  const account = readAccount(logged.account, logged.user)
  const request = readRequest(logged.request)
  if (!account.ok) return account.problems
  if (!request.ok) return request.problems
  return evaluate(policy, { ...account.facts, user: logged.user }, request.facts, logged.at, { trace: true })
}
