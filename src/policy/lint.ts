/** What is valid and yet probably not meant: more than a schema can say. Pure. */
import type { CompiledPolicy } from './compile.js'
import { lintActions } from './lint/lint-actions.js'
import { lintEnds } from './lint/lint-ends.js'
import { lintReach } from './lint/lint-reach.js'
import { lintSettings } from './lint/lint-settings.js'
import { lintStepUp } from './lint/lint-step-up.js'
import { placeFindings } from './language/place-findings.js'
import type { Problem } from './language/problem.js'
import type { Source } from './language/read-source.js'
import type { PolicySet } from './language/schema.js'

export interface LintOptions {
  /** The text the policy was read from, for line and column. Without it both are `null`. */
  readonly source?: Pick<Source, 'locate'>
  /** Named in the problems. */
  readonly file?: string
  /** Actions that the application's routes use; compared with the policy's when given. */
  readonly actions?: readonly string[]
}

const NO_TEXT: Pick<Source, 'locate'> = { locate: () => null }

/**
 * @param compiled the same policy, compiled
 * @param now epoch ms
 * @returns in the order of the text; codes and severities are those of `problem.ts`
 */
export function lintPolicy(
  set: PolicySet,
  compiled: CompiledPolicy,
  now: number,
  { source = NO_TEXT, file, actions }: LintOptions = {},
): readonly Problem[] {
  const findings = [
    ...lintReach(set),
    ...lintStepUp(set, compiled),
    ...lintSettings(set, compiled, now),
    ...lintEnds(set, compiled, now),
    ...(actions === undefined ? [] : lintActions(set, actions)),
  ]
  return placeFindings(source, findings, file)
}
