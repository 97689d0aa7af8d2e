/** An explanation for people: who, what, the table of everything looked at, the outcome, and why in one sentence. */
import type { CompiledPolicy } from '../../policy/compile.js'
import type { AccountFacts, Decision, RequestFacts, TraceEntry } from '../../policy/decision.js'
import { decisionJson } from '../../policy/decision-json.js'
import { whyText } from '../../policy/why.js'
import { printable } from '../output.js'
import type { Color, Paint } from '../paint.js'
import type { Case } from './explain.js'
import { traceLines } from './trace-table.js'

export function explainText(
  policy: CompiledPolicy,
  { account, request }: Case,
  decision: Decision,
  paint: Paint,
): string {
  const lines = [
    `Policy   ${policy.name}  revision ${policy.revision}  mode ${policy.mode}`,
    `Account  ${accountText(account)}`,
    `Request  ${requestText(request)}`,
    '',
    ...table(policy, decision.trace),
    `Outcome  ${decision.outcome}   (${decision.reason}, ${ruleName(decision)})`,
    ...details(decision).map((line) => `         ${line}`),
    '',
    `Why      ${whyText(decision)}`,
  ]
  return `${lines.map((line) => painted(printable(line), decision, paint)).join('\n')}\n`
}

function ruleName({ rule }: Decision): string {
  return rule === null ? 'no rule' : `rule ${rule}`
}

function table(policy: CompiledPolicy, trace: readonly TraceEntry[]): string[] {
  return trace.length === 0 ? [] : [...traceLines(policy, trace), '']
}

function accountText(account: AccountFacts): string {
  const {
    user,
    state,
    graceUsed,
    methods,
    groups,
    roles,
    attributes,
    created,
    graceStarted,
    optedOutAt,
    nudges,
    locks,
  } = account
  const fields = [
    user,
    `state=${state}`,
    `grace_used=${graceUsed}`,
    `methods=${listText(methods)}`,
    `groups=${listText(groups)}`,
    `roles=${listText(roles)}`,
    ...optionalField('attributes', attributesText(attributes)),
    ...optionalField('created', timeText(created)),
    ...optionalField('grace_started', timeText(graceStarted)),
    ...optionalField('opted_out_at', timeText(optedOutAt)),
    ...optionalField('nudges', nudges.count === 0 ? null : String(nudges.count)),
    ...locks.map((lock) => (lock.kind === 'admin' ? 'admin_lock' : `locked_until=${timeText(lock.until) ?? ''}`)),
  ]
  return fields.join('  ')
}

function requestText(request: RequestFacts): string {
  const { path, action, ip, rememberedDevice, secondFactorAge, secondFactorMethod, firstFactor, client, provider } =
    request
  const fields = [
    `path=${path ?? 'unknown'}`,
    ...optionalField('action', action),
    // The address that stands for none given.
    ...optionalField('ip', ip === '0.0.0.0' ? null : (ip ?? 'unknown')),
    ...optionalField('remembered_device', rememberedDevice ? 'true' : null),
    ...optionalField('second_factor_age', secondFactorAge === null ? null : String(secondFactorAge)),
    ...optionalField('second_factor_method', secondFactorMethod),
    ...optionalField('first_factor', firstFactor === 'password' ? null : (firstFactor ?? 'unknown')),
    ...optionalField('client', client === 'browser' ? null : (client ?? 'unknown')),
    ...optionalField('provider', provider === 'up' ? null : provider),
  ]
  return fields.join('  ')
}

function optionalField(name: string, value: string | null): string[] {
  return value === null ? [] : [`${name}=${value}`]
}

function listText(values: readonly string[] | null): string {
  return values === null ? 'unknown' : `[${values.join(',')}]`
}

function attributesText(attributes: AccountFacts['attributes']): string | null {
  if (attributes === null) return 'unknown'
  return Object.keys(attributes).length === 0 ? null : JSON.stringify(attributes)
}

function timeText(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString().replace('.000Z', 'Z')
}

function details(decision: Decision): string[] {
  const { max_age, deadline, locked_until } = decisionJson(decision)
  const { stepUp, undecided, methods, remaining, maySkip, mayOptOut, then, wouldBe } = decision
  const may = [...(maySkip ? ['skip'] : []), ...(mayOptOut ? ['opt out'] : [])]
  return [
    ...detail('step_up', stepUp.length === 0 ? null : stepUp.join(', ')),
    ...detail(
      'note',
      undecided.length === 0
        ? null
        : `not enough data to decide ${undecided.join(', ')}; the stricter outcome was taken`,
    ),
    ...detail('methods', methods.length === 0 ? 'none' : methods.join(', ')),
    ...detail('max_age', max_age),
    ...detail('then', then),
    ...detail('remaining', remaining === null ? null : String(remaining)),
    ...detail('deadline', deadline),
    ...detail('may', may.length === 0 ? null : may.join(', ')),
    ...detail('locked_until', locked_until),
    ...detail(
      'would_be',
      wouldBe === null ? null : `${wouldBe.outcome} (${wouldBe.reason}, rule ${wouldBe.rule ?? 'none'})`,
    ),
  ]
}

function detail(name: string, value: string | null): string[] {
  return value === null ? [] : [`${name}: ${value}`]
}

const COLORS: Readonly<Record<Decision['outcome'], Color>> = {
  allow: 'green',
  allow_with_prompt: 'green',
  challenge: 'yellow',
  enroll_required: 'yellow',
  locked: 'red',
  unavailable: 'red',
}

/** Headings bold, the outcome in its color. */
function painted(line: string, { outcome }: Decision, paint: Paint): string {
  const [, heading, rest = ''] = /^(Policy|Account|Request|Outcome|Why)( .*)$/s.exec(line) ?? []
  if (heading === undefined) return line
  const colored = heading === 'Outcome' ? rest.replace(outcome, paint(COLORS[outcome], outcome)) : rest
  return `${paint('bold', heading)}${colored}`
}
