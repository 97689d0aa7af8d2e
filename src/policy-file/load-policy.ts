/** Reads a policy. Without a valid one nothing starts. */
import { readFileSync } from 'node:fs'
import { SecondFactorError } from '../errors.js'
import { compilePolicy } from '../policy/compile.js'
import type { CompiledPolicy } from '../policy/compile.js'
import { parsePolicy } from '../policy/parse.js'
import type { Problem } from '../policy/language/problem.js'

export interface LoadedPolicy {
  readonly policy: CompiledPolicy
  /** As it was read; `null` when the policy was given as an object. */
  readonly text: string | null
}

/**
 * @param source path of a YAML or JSON file, or the policy as an object
 * @param now epoch ms
 * @throws SecondFactorError `invalid_policy`, naming file, line and field
 */
export function loadPolicy(source: string | object, now: number): LoadedPolicy {
  const text = typeof source === 'string' ? read(source) : null
  const result = typeof source === 'string' ? parsePolicy(text, { file: source, now }) : parsePolicy(source, { now })
  if (result.ok) return { policy: compilePolicy(result.policy), text }
  const name = typeof source === 'string' ? source : 'the policy object'
  const lines = result.problems.map(problemLine).join('\n')
  throw new SecondFactorError('invalid_policy', `The policy is not valid, so it is not taken. Mend ${name}:\n${lines}`)
}

function problemLine({ line, column, path, message }: Problem): string {
  const place = line === null ? '' : `${line}:${column ?? 1} `
  return `  ${place}${path === '' ? '' : `${path}: `}${message}`
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new SecondFactorError('invalid_policy', `The policy file ${file} cannot be read. Check the path and its permissions.`)
  }
}
