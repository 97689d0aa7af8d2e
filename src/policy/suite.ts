/**
 * Test suites for policies: named accounts, a fixed time, and for each test the fields of the decision that count. What
 * is misspelt is an error and never a test that quietly passes.
 */
import { array, boolean, literal, nullable, number, optional, picklist, pipe, record, strictObject, string, transform, unknown } from 'valibot'
import type { InferOutput } from 'valibot'
import { METHODS } from '../methods.js'
import { checkAgainst } from './check-shape.js'
import type { AccountFacts, RequestFacts } from './decision.js'
import { durationText } from './decision-json.js'
import { readAccount, readRequest } from './facts-json.js'
import type { FactsResult } from './facts-json.js'
import { nearestName } from './nearest-name.js'
import { placeFindings } from './place-findings.js'
import type { Finding, Path, Problem } from './problem.js'
import { readSource } from './read-source.js'
import { OUTCOMES, REASONS } from './outcomes.js'
import { duration, instant, list, oneOf, text } from './values.js'

const isoText = pipe(instant, transform((at) => new Date(at).toISOString()))
const outcome = oneOf(...OUTCOMES)
const reason = oneOf(...REASONS)
const ids = array(string(), 'must be a list')
const count = number('must be a number')
const yesNo = boolean('must be true or false')

/** The fields of the decision as JSON, each of which may be left out. */
const expectSchema = strictObject({
  outcome: optional(outcome),
  reason: optional(reason),
  rule: optional(nullable(string())),
  step_up: optional(ids),
  methods: optional(array(picklist(METHODS, `must be one of ${METHODS.join(', ')}`), 'must be a list')),
  remaining: optional(nullable(count)),
  deadline: optional(nullable(isoText)),
  may_skip: optional(yesNo),
  may_opt_out: optional(yesNo),
  max_age: optional(pipe(duration(), transform(durationText))),
  then: optional(nullable(oneOf('suggest_new_method', 'enroll_new_method'))),
  would_be: optional(
    nullable(strictObject({ outcome: optional(outcome), reason: optional(reason), rule: optional(nullable(string())) })),
  ),
  undecided: optional(ids),
  locked_until: optional(nullable(isoText)),
})

/** Accounts and requests have readers of their own. */
const testSchema = strictObject({
  name: text(300),
  account: text(),
  now: optional(instant),
  with: optional(unknown()),
  request: optional(unknown()),
  expect: expectSchema,
})

const suiteSchema = strictObject({
  $schema: optional(text(1000)),
  kind: optional(literal('PolicyTest', 'must be PolicyTest')),
  policy: text(1000),
  now: instant,
  accounts: unknown(),
  tests: list(testSchema),
})

const accountsSchema = record(text(), unknown())

export type Expectation = InferOutput<typeof expectSchema>

export interface SuiteTest {
  readonly name: string
  readonly account: AccountFacts
  readonly request: RequestFacts
  /** Epoch ms. */
  readonly now: number
  readonly expect: Expectation
}

export interface Suite {
  /** As written: relative to the suite's file or to the current folder. */
  readonly policy: string
  /** Epoch ms; a test may have its own. */
  readonly now: number
  readonly tests: readonly SuiteTest[]
}

export type SuiteResult =
  | { readonly ok: true; readonly suite: Suite }
  | { readonly ok: false; readonly problems: readonly Problem[] }

type Raw = InferOutput<typeof suiteSchema>
type Accounts = InferOutput<typeof accountsSchema>

/** @param file named in the problems */
export function readSuite(source: string, file: string): SuiteResult {
  const read = readSource(source)
  if (read.findings.length > 0) return { ok: false, problems: placeFindings(read, read.findings, file) }
  const checked = checkAgainst(suiteSchema, read.value)
  if ('findings' in checked) return { ok: false, problems: placeFindings(read, checked.findings, file) }
  const accounts = checkAgainst(accountsSchema, checked.output.accounts)
  if ('findings' in accounts) return { ok: false, problems: placeFindings(read, under(['accounts'], accounts.findings), file) }
  const findings: Finding[] = []
  const suite = suiteOf(checked.output, accounts.output, findings)
  return findings.length > 0 ? { ok: false, problems: placeFindings(read, findings, file) } : { ok: true, suite }
}

function under(path: Path, findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] }))
}

/** What is wrong is added to the findings; the suite is good only when there are none. */
function suiteOf(raw: Raw, accounts: Accounts, findings: Finding[]): Suite {
  const sound = new Set(
    Object.keys(accounts).filter((name) => take(readAccount(accounts[name], name), ['accounts', name], findings) !== null),
  )
  const seen = new Set<string>()
  const tests = raw.tests.flatMap((test, index) => {
    const path = ['tests', index]
    if (seen.has(test.name)) findings.push({ code: 'E211', path: [...path, 'name'], message: 'another test has this name' })
    seen.add(test.name)
    if (Object.keys(test.expect).length === 0) findings.push({ code: 'E103', path: [...path, 'expect'], message: 'expects nothing' })
    return testOf(test, raw.now, path, accounts, sound, findings)
  })
  return { policy: raw.policy, now: raw.now, tests }
}

function testOf(
  test: Raw['tests'][number],
  now: number,
  path: Path,
  accounts: Accounts,
  sound: ReadonlySet<string>,
  findings: Finding[],
): SuiteTest[] {
  if (!Object.hasOwn(accounts, test.account)) findings.push(unknownAccount(test.account, path, Object.keys(accounts)))
  if (!sound.has(test.account)) return []
  const merged = merge(accounts[test.account], test.with)
  if (merged === null) findings.push({ code: 'E102', path: [...path, 'with'], message: 'must be a mapping of fields' })
  const account = take(readAccount(merged ?? {}, test.account), [...path, 'with'], findings)
  const request = take(readRequest(test.request ?? {}), [...path, 'request'], findings)
  if (account === null || request === null) return []
  return [{ name: test.name, account, request, now: test.now ?? now, expect: test.expect }]
}

function unknownAccount(name: string, path: Path, known: readonly string[]): Finding {
  const suggestion = nearestName(name, known)
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`
  return { code: 'E102', path: [...path, 'account'], message: `no such account${hint}`, suggestion }
}

/** `null` when `with` is no mapping. */
function merge(account: unknown, over: unknown): object | null {
  if (typeof account !== 'object' || (over !== undefined && (typeof over !== 'object' || over === null || Array.isArray(over)))) return null
  return { ...account, ...over }
}

/** The readers tell problems as `field[0].name: what is wrong`. */
function take<T>(result: FactsResult<T>, path: Path, findings: Finding[]): T | null {
  if (result.ok) return result.facts
  for (const problem of result.problems) {
    const [, where = '', message = problem] = /^([^:]*): (.*)$/s.exec(problem) ?? []
    const inner = where.split(/[.[\]]+/).filter(Boolean).map((part) => (/^\d+$/.test(part) ? Number(part) : part))
    const isUnknown = message.startsWith('unknown field')
    findings.push({ code: isUnknown ? 'E101' : 'E102', path: [...path, ...inner], message, atKey: isUnknown })
  }
  return null
}
