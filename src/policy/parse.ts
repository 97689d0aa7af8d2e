/** Reads a policy: text or object in, a valid set or every problem out. Never half a policy. */
import { checkMeaning } from './language/check-meaning.js'
import { checkShape } from './language/check-shape.js'
import { placeFindings } from './language/place-findings.js'
import type { Problem } from './language/problem.js'
import { readSource } from './language/read-source.js'
import type { Source } from './language/read-source.js'
import type { PolicySet } from './language/schema.js'

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

function refused(source: Source, findings: Source['findings'], { file }: ParseOptions): ParseResult {
  return { ok: false, problems: placeFindings(source, findings, file) }
}
