/** The result of `policy test`, for people and as JSON. */
import type { Mismatch, TestResult } from '../../policy/suite/run-suite.js'
import { printable } from '../output.js'
import type { Paint } from '../paint.js'
import type { PolicyCoverage, SuiteRun, TestRun } from './run-suites.js'

/** @param isQuiet failures and missing coverage only */
export function testText(run: TestRun, isQuiet: boolean, paint: Paint): string {
  const suites = run.suites.map((suite) => suiteText(suite, isQuiet, paint)).filter((text) => text !== '')
  const coverage = run.policies
    .filter(({ isShort }) => isShort || !isQuiet)
    .map((policy) => coverageText(policy, run, paint))
  const totals = isQuiet ? [] : [`${run.passed} passed, ${run.failed} failed`]
  const text = [...suites.map((suite) => `${suite}\n`), ...totals, ...coverage].join('\n')
  return text === '' ? '' : `${text.trimEnd()}\n`
}

function suiteText({ file, policy, results }: SuiteRun, isQuiet: boolean, paint: Paint): string {
  const shown = results.filter(({ mismatches }) => !isQuiet || mismatches.length > 0)
  if (shown.length === 0) return ''
  return [
    paint('bold', printable(file)) + printable(`  (${policy})`),
    ...shown.flatMap((result) => testLines(result, paint)),
  ].join('\n')
}

function testLines({ name, mismatches, decision }: TestResult, paint: Paint): string[] {
  if (mismatches.length === 0) return [`  ${paint('green', 'ok')}    ${printable(name)}`]
  const { rule, reason } = decision
  const by = `   (${rule === null ? 'no rule' : `rule ${rule}`}, ${reason})`
  return [
    `  ${paint('red', 'FAIL')}  ${printable(name)}`,
    ...mismatches.map((mismatch) => `        ${printable(mismatchText(mismatch) + by)}`),
  ]
}

/** `outcome: expected "locked", got "challenge"`. */
export function mismatchText({ field, expected, actual }: Mismatch): string {
  return `${field}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`
}

function coverageText(covered: PolicyCoverage, { policies }: TestRun, paint: Paint): string {
  const { rules, stepUp, policy, isShort } = covered
  const counts = [`rule coverage ${rules.decided}/${rules.total}`]
  if (stepUp.total > 0) counts.push(`step-up coverage ${stepUp.decided}/${stepUp.total}`)
  const never = [...rules.never, ...stepUp.never]
  const missing = never.length === 0 ? '' : `  (never decided: ${never.join(', ')})`
  const text = printable(`${policies.length > 1 ? `${policy}: ` : ''}${counts.join(', ')}${missing}`)
  return isShort ? `${paint('red', text)}${printable('  less than required')}` : text
}

/** Decisions are told in short; `policy explain` tells them in full. */
export function testJson({ suites, policies, passed, failed }: TestRun): object {
  return {
    passed,
    failed,
    suites: suites.map(({ file, policy, results }) => ({ file, policy, tests: results.map(resultJson) })),
    coverage: policies.map(({ policy, revision, rules, stepUp, isShort }) => {
      return { policy, revision, rules, step_up: stepUp, sufficient: !isShort }
    }),
  }
}

function resultJson({ name, mismatches, decision: { outcome, reason, rule } }: TestResult): object {
  return { name, ok: mismatches.length === 0, mismatches, decision: { outcome, reason, rule } }
}
