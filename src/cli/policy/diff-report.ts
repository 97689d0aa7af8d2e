/** The report of `policy diff`, as text and as JSON. */
import type { FieldChange } from '../../policy/study/changed-fields.js'
import type { ChangeGroup, Effect } from '../../policy/diff-policies.js'
import { jsonText, printable } from '../output.js'
import { fieldLine } from './field-line.js'
import { limitLine } from './limits.js'
import type { Limited } from './limits.js'
import type { LoadedPolicy } from './load-policy.js'
import { numberText, tableLines } from './number-table.js'
import type { Population } from './population.js'

export interface EffectReport extends Effect {
  readonly population: Population
  readonly adminRole: string
  readonly limits: readonly Limited[]
  readonly notes: readonly string[]
}

export interface DiffReport {
  readonly from: LoadedPolicy
  readonly to: LoadedPolicy
  readonly fields: readonly FieldChange[]
  /** `null` when nobody was named. */
  readonly effect: EffectReport | null
}

export function diffText({ from, to, fields, effect }: DiffReport): string {
  const parts = [
    [`- ${revisionText(from)}`, `+ ${revisionText(to)}`],
    fields.length === 0 ? ['  nothing changed: both mean the same'] : fields.map((change) => `  ${fieldLine(change)}`),
    ...(effect === null ? [] : [effectLines(effect), summaryLines(effect), guardLines(effect)]),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function revisionText({ file, policy }: LoadedPolicy): string {
  return `${file === '-' ? 'standard input' : file}  revision ${policy.revision}`
}

function effectLines({ total, population: { unit }, groups, notes }: EffectReport): string[] {
  const what = unit === 'accounts' ? 'accounts at their next sign-in' : 'logged decisions'
  const head = [`Effect on ${numberText(total)} ${what}`, ...notes.map((note) => `note: ${printable(note)}`)]
  return groups.length === 0 ? head : [...head, ...groupLines(groups, unit)]
}

/** First those whose outcome changes, then those for whom only details do. */
function groupLines(groups: readonly ChangeGroup[], unit: string): string[] {
  const outcomes = groups.filter(({ details }) => details.length === 0)
  const details = groups.filter((group) => group.details.length > 0)
  return [
    ...directedLines(['now', 'after', unit, 'for example'], outcomes, ({ after }) => after),
    ...(outcomes.length > 0 && details.length > 0 ? [''] : []),
    ...directedLines(['same outcome', 'other details', unit, 'for example'], details, (group) =>
      group.details.join(', '),
    ),
  ]
}

const DIRECTIONS = { stricter: 'stricter', looser: 'looser', mixed: 'stricter and looser' } as const

/** One table; with changes in several directions each has its heading. */
function directedLines(
  names: readonly string[],
  groups: readonly ChangeGroup[],
  change: (group: ChangeGroup) => string,
): string[] {
  const inOrder = (['stricter', 'looser', 'mixed'] as const).map((direction) =>
    groups.filter((group) => group.direction === direction),
  )
  const rows = inOrder
    .flat()
    .map((group) => [group.now, change(group), group.count, group.examples.map(printable).join(', ')])
  const [head = '', ...lines] = tableLines([names, ...rows])
  const filled = inOrder.filter((some) => some.length > 0)
  if (filled.length < 2) return groups.length === 0 ? [] : [head, ...lines]
  return [
    head,
    ...filled.flatMap((some) => [`${DIRECTIONS[some[0]?.direction ?? 'mixed']}:`, ...lines.splice(0, some.length)]),
  ]
}

function summaryLines({ total, unchanged, stricter, looser, details, limits }: EffectReport): string[] {
  const shown = limits.filter(({ what, limit }) => what === 'newly locked' || limit !== null)
  const sum = `${numberText(total - unchanged)} changed: ${directionText({ stricter, looser, mixed: 0 })}`
  const inDetails = details.stricter + details.looser + details.mixed
  return [
    `${sum}; ${numberText(unchanged)} unchanged`,
    ...(inDetails === 0
      ? []
      : [`of the unchanged, ${numberText(inDetails)} with other details: ${directionText(details)}`]),
    ...shown.map(limitLine),
  ]
}

function directionText({ stricter, looser, mixed }: Effect['details']): string {
  const both = mixed === 0 ? '' : `, ${numberText(mixed)} both`
  return `${numberText(stricter)} stricter, ${numberText(looser)} looser${both}`
}

function guardLines({ guard, adminRole, population: { unit } }: EffectReport): string[] {
  if (guard.administrators === 0)
    return [
      `lockout guard: no account has the role ${printable(adminRole)} or emergency access, so nothing was checked`,
    ]
  if (!guard.isTripped) return []
  const names = guard.shutOut
    .map(({ user, outcome, reason }) => `${printable(user)} (${outcome}, ${reason})`)
    .join(', ')
  const more = guard.ableNow - guard.shutOut.length
  const others = more > 0 ? ` and ${numberText(more)} more` : ''
  const when = unit === 'accounts' ? 'could get in' : 'would have got in'
  return [`lockout guard: no administrator ${when} after this change: ${names}${others}  -> exit 5`]
}

export function diffJson({ from, to, fields, effect }: DiffReport): string {
  return jsonText({
    from: { file: from.file, revision: from.policy.revision },
    to: { file: to.file, revision: to.policy.revision },
    fields: fields.map((change) =>
      'from' in change ? { ...change, from: change.from ?? null, to: change.to ?? null } : change,
    ),
    effect: effect === null ? null : effectJson(effect),
  })
}

function effectJson({ population, limits, guard, newlyLocked, adminRole, ...effect }: EffectReport): object {
  const { unit, faults } = population
  return {
    counted: unit,
    ...effect,
    newly_locked: newlyLocked,
    lockout_guard: {
      admin_role: adminRole,
      administrators: guard.administrators,
      able_now: guard.ableNow,
      able_after: guard.ableAfter,
      tripped: guard.isTripped,
      shut_out: guard.shutOut,
    },
    faulty: { count: faults.count(), first: faults.first() },
    exceeded: [
      ...limits.filter(({ isExceeded }) => isExceeded).map(({ what }) => what),
      ...(guard.isTripped ? ['lockout guard'] : []),
    ],
  }
}
