/** Reads suites and their policies and runs them; coverage is counted for each policy over all suites that name it. */
import { existsSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { CompiledPolicy } from '../../policy/compile.js'
import { coverageOf, runSuite } from '../../policy/suite/run-suite.js'
import type { Coverage, TestResult } from '../../policy/suite/run-suite.js'
import { readSuite } from '../../policy/suite/suite.js'
import type { Suite } from '../../policy/suite/suite.js'
import { CliExit } from '../exit.js'
import { printable } from '../output.js'
import { readInput } from '../read-input.js'
import { loadPolicy, problemLine } from './load-policy.js'

export interface SuiteRun {
  readonly file: string
  /** The policy's file, as it is shown. */
  readonly policy: string
  readonly results: readonly TestResult[]
}

export interface PolicyCoverage extends Coverage {
  readonly policy: string
  readonly revision: string
  /** Less than what was required. */
  readonly isShort: boolean
}

export interface TestRun {
  readonly suites: readonly SuiteRun[]
  readonly policies: readonly PolicyCoverage[]
  readonly passed: number
  readonly failed: number
}

/**
 * @param folder where relative names begin
 * @param required percentage of rules and step-up entries; `null` when nothing is required
 */
export function runSuites(files: readonly string[], folder: string, required: number | null): TestRun {
  const loaded = new Map<string, CompiledPolicy>()
  const suites = files.map((file): SuiteRun => {
    const suite = loadSuite(file, folder)
    const policy = policyFile(suite, file, folder)
    const compiled = loaded.get(policy) ?? loadPolicy(policy, suite.now).policy
    loaded.set(policy, compiled)
    return { file, policy, results: runSuite(compiled, suite) }
  })
  const results = suites.flatMap((suite) => suite.results)
  const failed = results.filter(({ mismatches }) => mismatches.length > 0).length
  const policies = [...loaded].map(([policy, compiled]) => coverage(policy, compiled, suites, required))
  return { suites, policies, passed: results.length - failed, failed }
}

function loadSuite(file: string, folder: string): Suite {
  const result = readSuite(readInput(file === '-' ? file : resolve(folder, file)), file)
  if (result.ok) return result.suite
  throw new CliExit(2, result.problems.map((problem) => printable(problemLine(problem))).join('\n'))
}

/** Beside the suite, or else in the current folder. */
function policyFile({ policy }: Suite, file: string, folder: string): string {
  const besides = file === '-' ? [] : [resolve(folder, dirname(file), policy)]
  const found = [...besides, resolve(folder, policy)].find((path) => existsSync(path))
  if (found === undefined)
    throw new CliExit(
      2,
      `${file}: the policy ${printable(policy)} lies neither beside the suite nor in the current folder.`,
    )
  const shown = relative(process.cwd(), found)
  return shown.startsWith('..') ? found : shown
}

function coverage(
  policy: string,
  compiled: CompiledPolicy,
  suites: readonly SuiteRun[],
  required: number | null,
): PolicyCoverage {
  const covered = coverageOf(
    compiled,
    suites.filter((suite) => suite.policy === policy).flatMap(({ results }) => results),
  )
  const { rules, stepUp } = covered
  const share = (100 * (rules.decided + stepUp.decided)) / Math.max(1, rules.total + stepUp.total)
  return { policy, revision: compiled.revision, ...covered, isShort: required !== null && share < required }
}
