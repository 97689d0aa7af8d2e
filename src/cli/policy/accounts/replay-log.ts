/** Decisions that the log remembers, with the facts they were made from, to be decided anew. */
import type { Decision } from '../../../policy/decision.js'
import { readAccount, readRequest } from '../../../policy/facts-json.js'
import type { Sample } from '../../../policy/study/sample.js'
import { OUTCOMES_BY_STRICTNESS } from '../../../policy/study/strictness.js'
import type { Faults } from './faults.js'
import { problemOf } from './json-accounts.js'
import { readJsonLines } from './json-lines.js'
import type { JsonLine } from './json-lines.js'
import { openText } from './read-text.js'

/** @param since epoch ms; older decisions are left out */
export async function* replayLog(file: string, since: number, faults: Faults): AsyncGenerator<readonly Sample[]> {
  const { chunks } = await openText(file)
  for await (const samples of readJsonLines(chunks, faults, (line) => sampleOf(line, faults))) {
    yield samples.filter(({ at }) => at >= since)
  }
}

type Event = Readonly<Record<string, unknown>>

/** `null` for events about something else, and for faults. */
function sampleOf({ line, value }: JsonLine, faults: Faults): Sample | null {
  if (!isEvent(value) || value['type'] !== 'decision') return null
  const result = readDecision(value)
  if (!('column' in result)) return result
  faults.add({ line, ...result })
  return null
}

interface Wrong {
  readonly column: string | null
  readonly reason: string
}

function readDecision(event: Event): Sample | Wrong {
  const at = instantOf(event['at'])
  if (at === null) return { column: 'at', reason: 'must be epoch ms or an ISO 8601 time' }
  const user = event['user'] ?? event['userId']
  if (typeof user !== 'string') return { column: 'user', reason: 'is missing' }
  if (event['account'] === undefined)
    return { column: 'account', reason: 'is missing: without the facts nothing can be decided anew' }
  const account = readAccount(event['account'], user)
  if (!account.ok) return within('account', account.problems)
  const request = readRequest(event['request'] ?? {})
  if (!request.ok) return within('request', request.problems)
  const outcome = loggedOutcome(event)
  if (outcome === null)
    return { column: 'decision.outcome', reason: `must be one of ${OUTCOMES_BY_STRICTNESS.join(', ')}` }
  return { account: account.facts, request: request.facts, at, failuresInARow: 0, logged: { outcome } }
}

function loggedOutcome({ decision, outcome }: Event): Decision['outcome'] | null {
  const logged = isEvent(decision) ? decision['outcome'] : outcome
  return OUTCOMES_BY_STRICTNESS.find((known) => known === logged) ?? null
}

function instantOf(value: unknown): number | null {
  const at = typeof value === 'string' ? Date.parse(value) : value
  return typeof at === 'number' && Number.isFinite(at) ? at : null
}

function within(part: string, problems: readonly string[]): Wrong {
  const { column, reason } = problemOf(problems)
  return { column: column === null ? part : `${part}.${column}`, reason }
}

function isEvent(value: unknown): value is Event {
  return typeof value === 'object' && value !== null
}
