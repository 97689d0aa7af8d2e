/** Reads the policy once, at start. Without a valid one nothing starts. */
import { readFileSync } from 'node:fs'
import { SecondFactorError } from './errors.js'
import { compilePolicy } from './policy/compile.js'
import type { CompiledPolicy } from './policy/compile.js'
import { parsePolicy } from './policy/parse.js'

/**
 * @param source path of a YAML or JSON file, or the policy as an object
 * @throws SecondFactorError `invalid_policy`, naming file, line and field
 */
export function loadPolicy(source: string | object): CompiledPolicy {
  const file = typeof source === 'string' ? source : null
  const result = file === null ? parsePolicy(source) : parsePolicy(read(file), { file })
  if (result.ok) return compilePolicy(result.policy)
  const lines = result.problems.map(({ line, column, path, message }) => {
    const place = line === null ? '' : `${line}:${column ?? 1} `
    return `  ${place}${path === '' ? '' : `${path}: `}${message}`
  })
  const name = file ?? 'the policy object'
  throw new SecondFactorError('invalid_policy', `The policy is not valid, so nothing starts. Mend ${name}:\n${lines.join('\n')}`)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new SecondFactorError('invalid_policy', `The policy file ${file} cannot be read. Check the path and its permissions.`)
  }
}
