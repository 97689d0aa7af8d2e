/** Runs a suite against a policy: the same decision function as everywhere, and a count of who ever decided. Pure. */
import type { CompiledPolicy } from '../compile.js'
import type { Decision, TraceEntry } from '../decision.js'
import { decisionJson } from '../decision-json.js'
import { evaluate } from '../evaluate.js'
import type { Suite, SuiteTest } from './suite.js'
import type { Expectation } from './suite-schema.js'

/** One field that is not as expected; values as in the decision's JSON. */
export interface Mismatch {
  readonly field: string
  readonly expected: unknown
  readonly actual: unknown
}

export interface TestResult {
  readonly name: string
  /** Empty when the test passed. */
  readonly mismatches: readonly Mismatch[]
  readonly decision: Decision
}

export function runSuite(policy: CompiledPolicy, suite: Suite): readonly TestResult[] {
  return suite.tests.map((test) => runTest(policy, test))
}

function runTest(policy: CompiledPolicy, { name, account, request, now, expect }: SuiteTest): TestResult {
  const decision = evaluate(policy, account, request, now, { trace: true })
  return { name, mismatches: mismatchesOf(expect, decision), decision }
}

function mismatchesOf(expected: Expectation, decision: Decision): Mismatch[] {
  const actual = new Map<string, unknown>(Object.entries(decisionJson(decision)))
  return Object.entries(expected).flatMap(([field, value]: [string, unknown]): Mismatch[] =>
    agrees(value, actual.get(field)) ? [] : [{ field, expected: value, actual: actual.get(field) }],
  )
}

/** Of a mapping only the fields that are named count; lists count as a whole, in order. */
function agrees(expected: unknown, actual: unknown): boolean {
  if (!isMapping(expected)) return JSON.stringify(expected) === JSON.stringify(actual)
  return (
    isMapping(actual) && Object.entries(expected).every(([name, value]) => agrees(value, Reflect.get(actual, name)))
  )
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export interface Coverage {
  readonly rules: Covered
  readonly stepUp: Covered
}

export interface Covered {
  readonly decided: number
  readonly total: number
  /** Ids that never decided, in the order of the policy. */
  readonly never: readonly string[]
}

/** A dry run never decides, so for it a match counts; a rule that is off has nothing to cover. */
export function coverageOf(policy: CompiledPolicy, results: readonly TestResult[]): Coverage {
  const seen = new Set(
    results.flatMap(({ decision }) => decision.trace.filter(isDecisive).map(({ kind, id }) => `${kind}:${id}`)),
  )
  const covered = (kind: TraceEntry['kind'], entries: readonly { readonly id: string }[]): Covered => {
    const never = entries.map(({ id }) => id).filter((id) => !seen.has(`${kind}:${id}`))
    return { decided: entries.length - never.length, total: entries.length, never }
  }
  return {
    rules: covered(
      'rule',
      policy.rules.filter(({ mode }) => mode !== 'off'),
    ),
    stepUp: covered('step_up', policy.stepUp),
  }
}

function isDecisive({ mark }: TraceEntry): boolean {
  return mark === 'decided' || mark === 'report_only'
}
