/**
 * Test suites for policies: named accounts, a fixed time, and for each test the fields of the decision that count. What
 * is misspelt is an error and never a test that quietly passes.
 */
import { checkAgainst } from '../language/check-shape.js'
import type { AccountFacts, RequestFacts } from '../decision.js'
import { readAccount, readRequest } from '../facts-json.js'
import type { FactsResult } from '../facts-json.js'
import { nearestName } from '../language/nearest-name.js'
import { placeFindings } from '../language/place-findings.js'
import type { Finding, Path, Problem } from '../language/problem.js'
import { readSource } from '../language/read-source.js'
import { accountsSchema, suiteSchema } from './suite-schema.js'
import type { Expectation, RawAccounts, RawSuite } from './suite-schema.js'

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
  { readonly ok: true; readonly suite: Suite } | { readonly ok: false; readonly problems: readonly Problem[] }

/** @param file named in the problems */
export function readSuite(source: string, file: string): SuiteResult {
  const read = readSource(source)
  if (read.findings.length > 0) return { ok: false, problems: placeFindings(read, read.findings, file) }
  const checked = checkAgainst(suiteSchema, read.value)
  if ('findings' in checked) return { ok: false, problems: placeFindings(read, checked.findings, file) }
  const accounts = checkAgainst(accountsSchema, checked.output.accounts)
  if ('findings' in accounts)
    return { ok: false, problems: placeFindings(read, under(['accounts'], accounts.findings), file) }
  const findings: Finding[] = []
  const suite = suiteOf(checked.output, accounts.output, findings)
  return findings.length > 0 ? { ok: false, problems: placeFindings(read, findings, file) } : { ok: true, suite }
}

function under(path: Path, findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] }))
}

/** What is wrong is added to the findings; the suite is good only when there are none. */
function suiteOf(raw: RawSuite, accounts: RawAccounts, findings: Finding[]): Suite {
  const sound = new Set(
    Object.keys(accounts).filter(
      (name) => take(readAccount(accounts[name], name), ['accounts', name], findings) !== null,
    ),
  )
  const seen = new Set<string>()
  const tests = raw.tests.flatMap((test, index) => {
    const path = ['tests', index]
    if (seen.has(test.name))
      findings.push({ code: 'E211', path: [...path, 'name'], message: 'another test has this name' })
    seen.add(test.name)
    if (Object.keys(test.expect).length === 0)
      findings.push({ code: 'E103', path: [...path, 'expect'], message: 'expects nothing' })
    return testOf(test, raw.now, path, accounts, sound, findings)
  })
  return { policy: raw.policy, now: raw.now, tests }
}

function testOf(
  test: RawSuite['tests'][number],
  now: number,
  path: Path,
  accounts: RawAccounts,
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
  if (
    typeof account !== 'object' ||
    (over !== undefined && (typeof over !== 'object' || over === null || Array.isArray(over)))
  )
    return null
  return { ...account, ...over }
}

/** The readers tell problems as `field[0].name: what is wrong`. */
function take<T>(result: FactsResult<T>, path: Path, findings: Finding[]): T | null {
  if (result.ok) return result.facts
  for (const problem of result.problems) {
    const [, where = '', message = problem] = /^([^:]*): (.*)$/s.exec(problem) ?? []
    const inner = where
      .split(/[.[\]]+/)
      .filter(Boolean)
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
    const isUnknown = message.startsWith('unknown field')
    findings.push({ code: isUnknown ? 'E101' : 'E102', path: [...path, ...inner], message, atKey: isUnknown })
  }
  return null
}
