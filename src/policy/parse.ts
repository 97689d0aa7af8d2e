/** Reads a policy: text or object in, a valid set or every problem out. Never half a policy. */
import { checkMeaning } from './check-meaning.js'
import { checkShape } from './check-shape.js'
import { pathText } from './problem.js'
import type { Finding, Problem } from './problem.js'
import { readSource } from './read-source.js'
import type { Place, Source } from './read-source.js'
import type { PolicySet } from './schema.js'

export interface ParseOptions {
  /** Named in the problems. Nothing is read from it. */
  readonly file?: string
  /** Epoch ms. With it an exception that lasts longer than 366 days from now is refused. */
  readonly now?: number
}

export type ParseResult =
  | { readonly ok: true; readonly policy: PolicySet }
  /** At least one, in the order of the text. */
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * @param source text in YAML 1.2 or JSON, or the same as an object; at most 1 MB
 */
export function parsePolicy(source: unknown, options: ParseOptions = {}): ParseResult {
  const read = readSource(source)
  if (read.findings.length > 0) return refused(read, read.findings, options)
  const checked = checkShape(read.value)
  if ('findings' in checked) return refused(read, checked.findings, options)
  const findings = checkMeaning(checked.policy, options.now ?? null)
  return findings.length > 0 ? refused(read, findings, options) : { ok: true, policy: checked.policy }
}

function refused(source: Source, findings: Source['findings'], options: ParseOptions): ParseResult {
  const problems = findings.map((finding) =>
    problemOf(finding, finding.place ?? source.locate(finding.path, finding.atKey ?? false), options),
  )
  return { ok: false, problems: problems.sort(byPlace) }
}

function problemOf(finding: Finding, place: Place | null, { file }: ParseOptions): Problem {
  return {
    code: finding.code,
    severity: 'error',
    path: pathText(finding.path),
    message: finding.message,
    line: place?.line ?? null,
    column: place?.column ?? null,
    ...(finding.suggestion === undefined ? {} : { suggestion: finding.suggestion }),
    ...(file === undefined ? {} : { file }),
  }
}

function byPlace(one: Problem, other: Problem): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0)
}
