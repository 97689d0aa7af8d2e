/** What can be wrong with a policy, told so that it can be found and mended. */

/**
 * Codes stay the same between versions.
 *
 * | code | says |
 * |---|---|
 * | `E100` | not YAML or JSON, empty, or too large |
 * | `E101` | unknown field |
 * | `E102` | wrong value |
 * | `E103` | field missing |
 * | `E104` | construct that a policy must not use: doubled key, alias bomb, merge key, custom tag |
 * | `E201` | guardrails leave nothing to prove oneself with |
 * | `E202` | `confirm_with` shares no method with `methods` |
 * | `E210` | exception without `until`, or longer than 366 days |
 * | `E211` | id used twice |
 * | `E212` | unknown network |
 * | `E213` | `report_only` without `report_until` |
 * | `E214` | set at the top level and in `defaults` |
 */
export type ProblemCode =
  | 'E100'
  | 'E101'
  | 'E102'
  | 'E103'
  | 'E104'
  | 'E201'
  | 'E202'
  | 'E210'
  | 'E211'
  | 'E212'
  | 'E213'
  | 'E214'

/** `line` and `column` count from 1; `null` when the policy did not come as text. */
export interface Problem {
  readonly code: ProblemCode
  readonly severity: 'error' | 'warning'
  /** Where in the policy, e.g. `rules[2].enrollment.grace_period.login`; empty for the whole. */
  readonly path: string
  readonly message: string
  readonly line: number | null
  readonly column: number | null
  /** The name that was probably meant. */
  readonly suggestion?: string
  /** The file that was read, when the caller named it. */
  readonly file?: string
}

/** A place in the policy: names of fields and positions in lists. */
export type Path = readonly (string | number)[]

/** A problem before it was looked up in the text. */
export interface Finding {
  readonly code: ProblemCode
  readonly path: Path
  readonly message: string
  readonly suggestion?: string | undefined
  /** Points at the field's name and not at its value. */
  readonly atKey?: boolean
}

/** `['rules', 2, 'id']` becomes `rules[2].id`. */
export function pathText(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '')
}
