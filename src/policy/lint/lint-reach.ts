/** Lints about the order of rules: those that are never reached, in whole or in part, and a missing last one. */
import type { MatchBlock } from '../language/match-schema.js'
import type { Finding } from '../language/problem.js'
import type { PolicySet, RuleBlock } from '../language/schema.js'
import { LISTS, areDisjoint, covers, coversFields } from './scope.js'
import type { Networks } from './scope.js'

/** Fields whose values are looked at one by one. */
const SPLIT = [...LISTS, 'paths', 'networks'] as const
type SplitField = (typeof SPLIT)[number]

/** A rule above, with its place. */
interface Above {
  readonly index: number
  readonly rule: RuleBlock
  readonly match: MatchBlock
}

interface Search {
  readonly networks: Networks
  /** Comparisons left. Ends the search in files of many thousand rules, where each is compared with each. */
  left: number
}

const MOST_COMPARISONS = 2_000_000

export function lintReach(policy: PolicySet): Finding[] {
  const search: Search = { networks: policy.definitions?.networks ?? {}, left: MOST_COMPARISONS }
  const above: Above[] = []
  const findings: Finding[] = []
  for (const [index, rule] of policy.rules.entries()) {
    if (rule.mode === 'off') continue
    const own = { index, rule, match: rule.match ?? {} }
    const finding = shadowOf(own, above, search)
    if (finding !== null) findings.push(finding)
    above.push(own)
  }
  return [...findings, ...noCatchAll(policy, search.networks)]
}

function shadowOf(own: Above, above: readonly Above[], search: Search): Finding | null {
  const path = ['rules', own.index]
  if (areDisjoint(own.match, own.match, search.networks)) {
    return { code: 'W101', path, message: 'never reached: its conditions exclude each other' }
  }
  const whole = findAbove(own, own.match, above, search)
  if (whole !== undefined)
    return { code: 'W101', path, message: `never reached: ${named(whole)} matches ${scopeWords(whole, own)}` }
  return partlyShadowed(own, above, search)
}

/** A dry run stops no enforced rule, and of several dry runs the first is told. */
function stops(above: RuleBlock, below: RuleBlock): boolean {
  return above.mode !== 'report_only' || below.mode === 'report_only'
}

/** The first rule above that covers this much of the rule. */
function findAbove(own: Above, part: MatchBlock, above: readonly Above[], search: Search): Above | undefined {
  if (search.left <= 0) return undefined
  return above.find(
    ({ rule, match }) => search.left-- > 0 && stops(rule, own.rule) && covers(match, part, search.networks),
  )
}

function named({ rule, index }: Above): string {
  return `"${rule.id}" (rules[${index}])`
}

function scopeWords({ match }: Above, own: Above): string {
  if (Object.keys(match).length === 0) return 'everyone'
  return Object.keys(own.match).length === 0 ? 'everyone it would' : 'all that it matches'
}

function partlyShadowed(own: Above, above: readonly Above[], search: Search): Finding | null {
  for (const field of SPLIT) {
    const finding = shadowedValues(own, field, above, search)
    if (finding !== null) return finding
  }
  return exceptOnly(own, above, search)
}

/** Values of a list that rules above have taken already, one by one. */
function shadowedValues(own: Above, field: SplitField, above: readonly Above[], search: Search): Finding | null {
  const values = own.match[field] ?? []
  if (values.length < 2) return null
  const taken = values.flatMap((value) => {
    const by = findAbove(own, { ...own.match, [field]: [value] }, above, search)
    return by === undefined ? [] : [{ value, by }]
  })
  if (taken.length === 0) return null
  const names = [...new Set(taken.map(({ by }) => named(by)))].join(' and ')
  const path = ['rules', own.index]
  if (taken.length === values.length)
    return { code: 'W101', path, message: `never reached: ${names} together match all that it matches` }
  const shown = taken
    .slice(0, 5)
    .map(({ value }) => value)
    .join(', ')
  return { code: 'W103', path, message: `partly shadowed: ${names} above matches its ${field} ${shown} already` }
}

/** A rule for all but a few above a narrower one leaves it those few only. */
function exceptOnly(own: Above, above: readonly Above[], search: Search): Finding | null {
  if (Object.keys(own.match).length === 0 || search.left <= 0) return null
  const wide = above.find(({ rule, match }) => {
    const isWider = match.except !== undefined && coversFields(match, own.match, search.networks)
    return search.left-- > 0 && isWider && stops(rule, own.rule) && !areDisjoint(match, own.match, search.networks)
  })
  if (wide === undefined) return null
  return {
    code: 'W103',
    path: ['rules', own.index],
    message: `partly shadowed: ${named(wide)} above leaves it only what its except names`,
  }
}

function noCatchAll({ rules }: PolicySet, networks: Networks): Finding[] {
  const isLast = (rule: RuleBlock): boolean =>
    (rule.mode ?? 'enforce') === 'enforce' && covers(rule.match ?? {}, {}, networks)
  if (rules.some(isLast)) return []
  return [
    {
      code: 'W102',
      path: ['rules'],
      atKey: true,
      message: 'no rule for everyone: whoever matches none gets defaults alone',
    },
  ]
}
