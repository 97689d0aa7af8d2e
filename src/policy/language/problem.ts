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
 * | `E203` | two step-up entries that can match together share no method |
 * | `E210` | exception without `until`, or longer than 366 days |
 * | `E211` | id used twice |
 * | `E212` | unknown network |
 * | `E213` | `report_only` without `report_until` |
 * | `E214` | set at the top level and in `defaults` |
 * | `W101` | rule never reached |
 * | `W102` | no rule for everyone |
 * | `W103` | rule shadowed for part of its scope by one above it |
 * | `W110` | only texts and calls on offer |
 * | `W111` | browser remembered for longer than 90 days |
 * | `W120` | `on_expiry: lock` without a help link |
 * | `W121` | grace is over already |
 * | `I122` | mandatory by self-service, and a password alone binds a phone |
 * | `W130` | dry run past its end |
 * | `W140` | one emergency account only, beside a mandatory rule |
 * | `W141` | no emergency account, beside a mandatory rule |
 * | `W150` | `on_provider_error: allow` |
 * | `W160` | exception ends within 30 days, or has ended |
 * | `W170` | the policy's actions and those of the routes differ |
 * | `W171` | step-up does not reach people under a rule whose model is `disabled` |
 */
export type ProblemCode =
  | 'E100'
  | 'E101'
  | 'E102'
  | 'E103'
  | 'E104'
  | 'E201'
  | 'E202'
  | 'E203'
  | 'E210'
  | 'E211'
  | 'E212'
  | 'E213'
  | 'E214'
  | 'W101'
  | 'W102'
  | 'W103'
  | 'W110'
  | 'W111'
  | 'W120'
  | 'W121'
  | 'I122'
  | 'W130'
  | 'W140'
  | 'W141'
  | 'W150'
  | 'W160'
  | 'W170'
  | 'W171'

export type Severity = 'error' | 'warning' | 'info'

/** `line` and `column` count from 1; `null` when the policy did not come as text. */
export interface Problem {
  readonly code: ProblemCode
  /** Told by the first letter of the code. Only an error makes a policy invalid. */
  readonly severity: Severity
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
