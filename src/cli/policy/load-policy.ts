/** A policy from a file, for every command that works with one; an invalid one ends the command with 3. */
import { compilePolicy } from '../../policy/compile.js'
import type { CompiledPolicy } from '../../policy/compile.js'
import { parsePolicy } from '../../policy/parse.js'
import type { Problem } from '../../policy/language/problem.js'
import type { PolicySet } from '../../policy/language/schema.js'
import { CliExit } from '../exit.js'
import { readInput } from '../read-input.js'

export interface LoadedPolicy {
  readonly file: string
  readonly text: string
  readonly set: PolicySet
  readonly policy: CompiledPolicy
}

/**
 * @param file path, or `-` for standard input
 * @param now epoch ms
 * @throws CliExit 3 with every problem in its message
 */
export function loadPolicy(file: string, now: number): LoadedPolicy {
  const text = readInput(file)
  const result = parsePolicy(text, { file, now })
  if (!result.ok) throw new CliExit(3, result.problems.map(problemLine).join('\n'))
  return { file, text, set: result.policy, policy: compilePolicy(result.policy) }
}

/** `policy.yaml:12:5 E101 rules[2].grace: unknown field; did you mean grace_period?` */
export function problemLine(problem: Problem): string {
  const { file, line, column, code, path } = problem
  const place = line === null ? '' : `:${line}:${column ?? 1}`
  return `${file ?? 'policy'}${place} ${code} ${path === '' ? '' : `${path}: `}${messageOf(problem)}`
}

/** What is wrong, with the name that was probably meant. */
export function messageOf({ message, suggestion }: Problem): string {
  return suggestion === undefined || message.includes('did you mean') ? message : `${message}; did you mean ${suggestion}?`
}
