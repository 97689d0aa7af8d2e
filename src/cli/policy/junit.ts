/** Test results as JUnit XML, which build servers read. */
import { mismatchText } from './test-text.js'
import type { PolicyCoverage, SuiteRun, TestRun } from './run-suites.js'
import type { TestResult } from '../../policy/suite/run-suite.js'

export function junit({ suites, policies, passed, failed }: TestRun): string {
  const short = policies.filter(({ isShort }) => isShort)
  const total = { tests: passed + failed + short.length, failures: failed + short.length }
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes(total)}>`,
    ...suites.flatMap(suiteLines),
    ...short.flatMap(coverageLines),
    '</testsuites>',
  ]
  return `${lines.join('\n')}\n`
}

function suiteLines({ file, results }: SuiteRun): string[] {
  const failures = results.filter(({ mismatches }) => mismatches.length > 0).length
  return [
    `  <testsuite${attributes({ name: file, tests: results.length, failures })}>`,
    ...results.flatMap((result) => caseLines(result, file)),
    '  </testsuite>',
  ]
}

function caseLines({ name, mismatches }: TestResult, file: string): string[] {
  const open = `    <testcase${attributes({ name, classname: file })}`
  if (mismatches.length === 0) return [`${open}/>`]
  const texts = mismatches.map(mismatchText)
  return [
    `${open}>`,
    `      <failure${attributes({ message: texts[0] ?? '' })}>${escaped(texts.join('\n'))}</failure>`,
    '    </testcase>',
  ]
}

/** Missing coverage counts as a failed test, or a build server would show none. */
function coverageLines({ policy, rules, stepUp }: PolicyCoverage): string[] {
  const message = `never decided: ${[...rules.never, ...stepUp.never].join(', ')}`
  return [
    `  <testsuite${attributes({ name: policy, tests: 1, failures: 1 })}>`,
    `    <testcase${attributes({ name: 'coverage', classname: policy })}>`,
    `      <failure${attributes({ message })}/>`,
    '    </testcase>',
    '  </testsuite>',
  ]
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Signs that XML cannot hold at all are replaced. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
}
