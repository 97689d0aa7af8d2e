/**
 * The decision: facts in, outcome out. No clock, no store, no I/O, so that the middleware, the command line and
 * the tests run the same function.
 */
import { combine } from './rules/combine.js'
import type { Branch } from './rules/combine.js'
import type { CompiledPolicy } from './compile.js'
import type { AccountFacts, Decision, EffectiveSettings, RequestFacts } from './decision.js'
import { judgeEnrolled } from './rules/enrolled-rows.js'
import { factsOf } from './rules/match.js'
import type { Facts } from './rules/match.js'
import { judgeNewcomer } from './rules/newcomer-rows.js'
import { maxAgeOf } from './rules/situation.js'
import type { Situation } from './rules/situation.js'
import { stepUpDemand } from './rules/step-up-demand.js'
import type { StepUpDemand } from './rules/step-up-demand.js'
import { startTrace, traceKey } from './rules/trace.js'
import type { Trace } from './rules/trace.js'
import { verdict } from './rules/verdict.js'
import type { Verdict } from './rules/verdict.js'

export interface EvaluateOptions {
  /** Fills `Decision.trace`. Default false. */
  readonly trace?: boolean
}

/** Everything that one decision looks at. */
interface Inquiry {
  readonly policy: CompiledPolicy
  readonly facts: Facts
  readonly now: number
  readonly trace: Trace
  readonly isTraced: boolean
}

/** What was found, before it is put into the shape of a decision. */
interface Found {
  readonly answer: Branch
  readonly stepUp: StepUpDemand
  readonly undecided: readonly string[]
  readonly wouldBe: Decision['wouldBe']
  /** Keys of the trace entries that decided. */
  readonly decided: readonly string[]
}

const NO_STEP_UP: StepUpDemand = { entries: [], certain: [], maxAge: Number.POSITIVE_INFINITY }

/**
 * @param now epoch ms
 */
export function evaluate(
  policy: CompiledPolicy,
  account: AccountFacts,
  request: RequestFacts,
  now: number,
  options: EvaluateOptions = {},
): Decision {
  const facts = factsOf(account, request)
  const isTraced = options.trace ?? false
  const inquiry = { policy, facts, now, trace: startTrace(facts, isTraced), isTraced }
  return decisionOf(inquiry, dryRun(inquiry, find(inquiry)))
}

/** In the order that decides: off, administrator's lock, emergency access, exceptions, rules. */
function find(inquiry: Inquiry): Found {
  const { policy, facts } = inquiry
  if (policy.mode === 'off') return settled(policy.fallback, verdict('allow', 'policy_off'))
  const emergency = policy.emergency?.accounts.includes(facts.account.user) === true ? policy.emergency : null
  if (facts.account.locks.some(({ kind }) => kind === 'admin') && emergency?.neverLock !== true) {
    return settled(emergency?.settings ?? policy.fallback, verdict('locked', 'admin_lock'))
  }
  const exception = emergency === null ? liveException(inquiry) : null
  const stepUp = stepUpDemand(policy, facts, inquiry.trace)
  if (emergency !== null) return judgeEmergency(inquiry, emergency.settings, stepUp)
  if (exception?.waives === 'all') {
    const waived = settled(policy.fallback, verdict('allow', 'exception'))
    return { ...waived, stepUp, decided: [traceKey('exception', exception.id)] }
  }
  return judgeRules(inquiry, stepUp, exception?.id ?? null)
}

/** Decided before any rule was looked at. */
function settled(settings: EffectiveSettings, answer: Verdict): Found {
  const combined = { rule: null, settings, verdict: answer, maxAge: settings.challenge.maxAge }
  return { answer: combined, stepUp: NO_STEP_UP, undecided: [], wouldBe: null, decided: [] }
}

/** The widest exception that matches for certain; one that only might match waives nothing. */
function liveException({ policy, facts, now, trace }: Inquiry): CompiledPolicy['exceptions'][number] | null {
  const live = policy.exceptions.filter((exception) => {
    const match = exception.matcher.match(facts)
    trace.note('exception', exception, match)
    return match === 'hit' && now < exception.until
  })
  return live.find(({ waives }) => waives === 'all') ?? live[0] ?? null
}

function judgeEmergency(inquiry: Inquiry, settings: EffectiveSettings, stepUp: StepUpDemand): Found {
  const answer = judge(inquiry, stepUp, { id: null, settings }, false)
  return { answer, stepUp, undecided: [], wouldBe: null, decided: deciders(answer, stepUp, null) }
}

interface RuleLike {
  readonly id: string | null
  readonly settings: EffectiveSettings
}

function judge(inquiry: Inquiry, stepUp: StepUpDemand, rule: RuleLike, isWaived: boolean): Branch {
  const { policy, facts, now } = inquiry
  const settings = rememberable(inquiry, rule.settings)
  const situation: Situation = {
    account: facts.account,
    request: facts.request,
    now,
    onProviderError: policy.onProviderError,
    settings,
    stepUp,
    isWaived,
  }
  const answer = facts.account.state === 'enrolled' ? judgeEnrolled(situation) : judgeNewcomer(situation)
  return { rule: rule.id, settings, verdict: answer, maxAge: maxAgeOf(situation) }
}

/** A guardrail may forbid remembered browsers for some; also for those it only might concern. */
function rememberable({ policy, facts }: Inquiry, settings: EffectiveSettings): EffectiveSettings {
  const forbidden = policy.guardrails.forbidRememberDeviceFor
  if (forbidden === null || forbidden.match(facts) === 'miss') return settings
  const { challenge } = settings
  return { ...settings, challenge: { ...challenge, rememberDevice: { ...challenge.rememberDevice, for: 0 } } }
}

/** First match; what might match above it is judged as well, and the strictest answer counts. */
function judgeRules(inquiry: Inquiry, stepUp: StepUpDemand, exception: string | null): Found {
  const { certain, possible, reported } = matchingRules(inquiry)
  const judgeRule = (rule: RuleLike): Branch => judge(inquiry, stepUp, rule, exception !== null)
  const answer = combine(judgeRule(certain), possible.map(judgeRule))
  return {
    answer,
    stepUp,
    undecided: possible.map(({ id }) => id),
    wouldBe: reported === null ? null : wouldBe(judgeRule(reported)),
    decided: deciders(answer, stepUp, exception),
  }
}

interface MatchingRules {
  readonly certain: RuleLike
  readonly possible: readonly CompiledPolicy['rules'][number][]
  /** The first report-only rule that matches before one that is enforced. */
  readonly reported: RuleLike | null
}

function matchingRules({ policy, facts, trace, isTraced }: Inquiry): MatchingRules {
  const possible: CompiledPolicy['rules'][number][] = []
  let reported: RuleLike | null = null
  // A trace shows the rules that miss, too.
  for (const rule of isTraced ? policy.rules : policy.rulesFor(facts.account)) {
    if (rule.mode === 'off') continue
    const match = rule.matcher.match(facts)
    if (rule.mode === 'report_only') {
      trace.note('rule', rule, match, match === 'hit' ? 'report_only' : null)
      if (match === 'hit') reported ??= rule
      continue
    }
    trace.note('rule', rule, match)
    if (match === 'hit') return { certain: rule, possible, reported }
    if (match === 'may') possible.push(rule)
  }
  return { certain: { id: null, settings: policy.fallback }, possible, reported }
}

function wouldBe({ rule, verdict: { outcome, reason } }: Branch): NonNullable<Decision['wouldBe']> {
  return { outcome, reason, rule }
}

function deciders({ verdict: { reason }, rule: id }: Branch, stepUp: StepUpDemand, exception: string | null): string[] {
  if (reason === 'exception') return exception === null ? [] : [traceKey('exception', exception)]
  const rule = id === null ? [] : [traceKey('rule', id)]
  const isStepUp = reason === 'step_up' || reason === 'step_up_needs_factor'
  return isStepUp ? [...rule, ...stepUp.certain.map((entry) => traceKey('step_up', entry.id))] : rule
}

/**
 * A report-only set lets people without a factor pass and says what would have happened. It takes no protection
 * from those who have one, and it lifts no administrator's lock.
 */
function dryRun({ policy, facts }: Inquiry, found: Found): Found {
  const { settings, verdict: { outcome, reason } } = found.answer
  const isPassed = facts.account.state !== 'enrolled' && outcome !== 'allow' && reason !== 'admin_lock'
  if (policy.mode !== 'report_only' || !isPassed) return found
  const methods = settings.enrollment.confirmWith
  const answer = { ...found.answer, verdict: verdict('allow', 'report_only', { methods }) }
  return { ...found, answer, wouldBe: wouldBe(found.answer) }
}

/** Field by field, because it is built for every request and copying by spread costs several times as much. */
function decisionOf({ policy, trace }: Inquiry, { answer, stepUp, undecided, wouldBe, decided }: Found): Decision {
  const { rule, settings, maxAge, verdict: found } = answer
  return {
    outcome: found.outcome,
    reason: found.reason,
    rule,
    stepUp: stepUp.entries.map(({ id }) => id),
    methods: found.methods,
    remaining: found.remaining,
    deadline: found.deadline,
    maySkip: found.maySkip,
    mayOptOut: found.mayOptOut,
    maxAge,
    then: found.then,
    wouldBe,
    undecided,
    lockedUntil: found.lockedUntil,
    revision: policy.revision,
    settings,
    trace: trace.finish(decided),
  }
}
