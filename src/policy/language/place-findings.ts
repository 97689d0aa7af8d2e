/** Looks findings up in the text, so that they can be told with line and column. */
import { pathText } from './problem.js'
import type { Finding, Problem, Severity } from './problem.js'
import type { Place, Source } from './read-source.js'

const SEVERITIES: Readonly<Record<string, Severity>> = { E: 'error', W: 'warning', I: 'info' }

/**
 * @param file named in the problems
 * @returns in the order of the text
 */
export function placeFindings(
  source: Pick<Source, 'locate'>,
  findings: Source['findings'],
  file: string | undefined,
): readonly Problem[] {
  const problems = findings.map((finding) =>
    problemOf(finding, finding.place ?? source.locate(finding.path, finding.atKey ?? false), file),
  )
  return problems.sort(byPlace)
}

function problemOf(finding: Finding, place: Place | null, file: string | undefined): Problem {
  return {
    code: finding.code,
    severity: SEVERITIES[finding.code.charAt(0)] ?? 'error',
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
