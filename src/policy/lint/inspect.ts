/**
 * A policy as its author has it on the desk: read, judged and linted in one go. A misspelt field does not keep the rest
 * from being judged, because it is seldom the only thing wrong.
 */
import { checkMeaning } from '../language/check-meaning.js'
import { checkShape } from '../language/check-shape.js'
import { compilePolicy } from '../compile.js'
import { lintPolicy } from '../lint.js'
import { placeFindings } from '../language/place-findings.js'
import type { Finding, Path, Problem } from '../language/problem.js'
import { readSource } from '../language/read-source.js'
import type { Source } from '../language/read-source.js'
import type { PolicySet } from '../language/schema.js'

export interface Inspection {
  /** What could be read of the policy, unknown fields left out; `null` when it could not be read. */
  readonly set: PolicySet | null
  /** Of what could be read. */
  readonly summary: { readonly name: string; readonly rules: number; readonly revision: string } | null
  /** In the order of the text. */
  readonly problems: readonly Problem[]
}

export interface InspectOptions {
  readonly file: string
  /** Epoch ms. */
  readonly now: number
  /** Actions that the application's routes use. */
  readonly actions?: readonly string[]
}

export function inspectPolicy(text: string, options: InspectOptions): Inspection {
  const source = readSource(text)
  if (source.findings.length > 0) return unreadable(source, source.findings, options)
  const checked = checkShape(source.value)
  if ('policy' in checked) return judge(source, checked.policy, [], options)
  const isMisspelt = checked.findings.every(({ code }) => code === 'E101')
  const again = isMisspelt ? checkShape(without(source.value, checked.findings)) : checked
  return 'policy' in again
    ? judge(source, again.policy, checked.findings, options)
    : unreadable(source, checked.findings, options)
}

function unreadable(source: Source, findings: Source['findings'], { file }: InspectOptions): Inspection {
  return { set: null, summary: null, problems: placeFindings(source, findings, file) }
}

function judge(source: Source, set: PolicySet, findings: readonly Finding[], options: InspectOptions): Inspection {
  const { now, ...lintOptions } = options
  const compiled = compilePolicy(set)
  const errors = placeFindings(source, [...findings, ...checkMeaning(set, now)], options.file)
  const lints = lintPolicy(set, compiled, now, { ...lintOptions, source })
  return {
    set,
    summary: { name: compiled.name, rules: set.rules.length, revision: compiled.revision },
    problems: [...errors, ...lints].sort((one, other) => (one.line ?? 0) - (other.line ?? 0)),
  }
}

/** A copy without the fields that the findings point at. */
function without(value: unknown, findings: readonly Finding[]): unknown {
  const copy: unknown = structuredClone(value)
  for (const { path } of findings) remove(copy, path)
  return copy
}

function remove(root: unknown, path: Path): void {
  const name = path.at(-1)
  const parent = path
    .slice(0, -1)
    .reduce((node: unknown, part) => (isObject(node) ? Reflect.get(node, part) : undefined), root)
  if (name !== undefined && isObject(parent)) Reflect.deleteProperty(parent, name)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
