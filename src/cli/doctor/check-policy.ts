/** The policy file and the suites beside it. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { inspectPolicy } from '../../policy/lint/inspect.js'
import type { Problem } from '../../policy/language/problem.js'
import { readSuite } from '../../policy/suite/suite.js'
import { CliExit } from '../exit.js'
import { messageOf } from '../policy/load-policy.js'
import { readInput } from '../read-input.js'
import { counted } from '../table.js'
import { fail, ok, skip, warn } from './finding.js'
import type { Finding } from './finding.js'

const SUITE = /_test\.(ya?ml|json)$/
const MAX_SUITE_BYTES = 12 * 1024 * 1024

/**
 * @param file as it is shown
 * @param path where it is
 * @param isNamed whether somebody named the file, so that its absence is a fault
 * @param now epoch ms
 */
export function checkPolicyFile(file: string, path: string, isNamed: boolean, now: number): readonly Finding[] {
  const isThere = statSync(path, { throwIfNoEntry: false })?.isFile() === true
  if (!isThere && isNamed) return [fail('policy', `${file} is not there`, 'name the file that the application reads')]
  if (!isThere) return [skip('policy', `no ${file} in this folder`, 'give --policy FILE')]
  try {
    return [...checkPolicyText(readInput(path), file, now), checkSuites(path)]
  } catch (error) {
    if (!(error instanceof CliExit)) throw error
    return [fail('policy', `${file} cannot be read`, 'let this user read it')]
  }
}

/** What is not valid fails; each lint is a warning of its own. */
export function checkPolicyText(text: string, file: string, now: number): readonly Finding[] {
  const { summary, problems } = inspectPolicy(text, { file, now })
  const errors = problems.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first !== undefined) {
    const found = `${file}: ${counted(errors.length, 'error')}, the first ${placed(first)}`
    return [fail('policy', found, `passport-authy policy validate ${file}`)]
  }
  const lints = problems.filter(({ severity }) => severity === 'warning')
  const { rules, revision } = summary ?? { rules: 0, revision: '' }
  const fine = ok('policy', `${file}: valid, ${counted(rules, 'rule')}, revision ${revision}`)
  return [fine, ...lints.map((lint) => warn('policy.lint', placed(lint), `see passport-authy policy validate ${file}`))]
}

function placed(problem: Problem): string {
  return `${problem.code}${problem.line === null ? '' : ` in line ${problem.line}`}: ${messageOf(problem)}`
}

/** A suite counts when it can be read and names this policy. */
function checkSuites(path: string): Finding {
  const folder = dirname(path)
  const names = readdirSync(folder).filter((name) => SUITE.test(name))
  const own = names.filter((name) => testedBy(join(folder, name)) === basename(path))
  if (own.length > 0) return ok('policy.suites', `${own.join(', ')} beside it; passport-authy policy test runs it`)
  const found = `no suite beside ${basename(path)} tests it`
  return warn('policy.suites', found, 'passport-authy policy init shows how one looks')
}

/** @returns name of the policy's file, as the suite has it */
function testedBy(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isFile() !== true || stats.size > MAX_SUITE_BYTES) return null
  const result = readSuite(readFileSync(path, 'utf8'), path)
  return result.ok ? basename(result.suite.policy) : null
}
