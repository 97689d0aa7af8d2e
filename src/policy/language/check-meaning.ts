/** Finds what the schema cannot see and what would make a valid file meaningless. */
import type { Method } from '../../methods.js'
import type { MatchBlock } from './match-schema.js'
import { nearestName } from './nearest-name.js'
import type { Finding, Path } from './problem.js'
import type { PolicySet } from './schema.js'
import { emergencySettings, settingsFor } from '../rules/settings.js'

const DAY_MS = 86_400_000
const LONGEST_EXCEPTION_MS = 366 * DAY_MS

/** @param now epoch ms, for the length of exceptions; without it their length is not judged */
export function checkMeaning(policy: PolicySet, now: number | null): Finding[] {
  return [
    ...sameIds(policy),
    ...unknownNetworks(policy),
    ...openReports(policy),
    ...setTwice(policy),
    ...endlessExceptions(policy, now),
    ...noMethodLeft(policy),
    ...nothingToConfirmWith(policy),
  ]
}

function sameIds(policy: PolicySet): Finding[] {
  return (['rules', 'step_up', 'exceptions'] as const).flatMap((list) => {
    const first = new Map<string, number>()
    return (policy[list] ?? []).flatMap(({ id }, index): Finding[] => {
      const other = first.get(id)
      if (other === undefined) first.set(id, index)
      const message = `the id "${id}" is taken by ${list}[${other ?? 0}]`
      return other === undefined ? [] : [{ code: 'E211', path: [list, index, 'id'], message }]
    })
  })
}

function unknownNetworks(policy: PolicySet): Finding[] {
  const known = Object.keys(policy.definitions?.networks ?? {})
  return allMatches(policy).flatMap(([path, match]) => [
    ...networkFindings(known, [...path, 'networks'], match.networks),
    ...networkFindings(known, [...path, 'except', 'networks'], match.except?.networks),
  ])
}

function networkFindings(known: readonly string[], path: Path, names: readonly string[] = []): Finding[] {
  return names.flatMap((name, index): Finding[] => {
    if (known.includes(name)) return []
    const suggestion = nearestName(name, known)
    const hint = suggestion === undefined ? 'not in definitions.networks' : `did you mean ${suggestion}?`
    return [{ code: 'E212', path: [...path, index], message: `unknown network "${name}"; ${hint}`, suggestion }]
  })
}

/** Every `match` block and where it stands. */
function allMatches(policy: PolicySet): readonly (readonly [Path, MatchBlock])[] {
  const lists = (['exceptions', 'step_up', 'rules'] as const).flatMap((list) =>
    (policy[list] ?? []).map(({ match }, index) => [[list, index, 'match'], match] as const),
  )
  const forbidden = policy.guardrails?.forbid_remember_device_for
  const all = [...lists, [['guardrails', 'forbid_remember_device_for'], forbidden] as const]
  return all.flatMap(([path, match]) => (match === undefined ? [] : [[path, match] as const]))
}

function openReports(policy: PolicySet): Finding[] {
  const message = 'report_only needs report_until, so that a dry run is not forgotten'
  const isOpen = (part: Pick<PolicySet, 'mode' | 'report_until'>): boolean =>
    part.mode === 'report_only' && part.report_until === undefined
  const rules = policy.rules.flatMap((rule, index): Finding[] =>
    isOpen(rule) ? [{ code: 'E213', path: ['rules', index, 'report_until'], message }] : [],
  )
  return isOpen(policy) ? [{ code: 'E213', path: ['report_until'], message }, ...rules] : rules
}

function setTwice(policy: PolicySet): Finding[] {
  return (['on_provider_error', 'lockout'] as const).flatMap((field): Finding[] => {
    if (policy[field] === undefined || policy.defaults?.[field] === undefined) return []
    return [{ code: 'E214', path: [field], message: 'stands in defaults too; keep one of them', atKey: true }]
  })
}

function endlessExceptions(policy: PolicySet, now: number | null): Finding[] {
  return (policy.exceptions ?? []).flatMap(({ until }, index): Finding[] => {
    const path = ['exceptions', index, 'until']
    if (until === undefined) return [{ code: 'E210', path, message: 'an exception needs until' }]
    const isTooLong = now !== null && until - now > LONGEST_EXCEPTION_MS
    return isTooLong ? [{ code: 'E210', path, message: 'an exception may last 366 days at most' }] : []
  })
}

function noMethodLeft(policy: PolicySet): Finding[] {
  const forbidden: readonly Method[] = policy.guardrails?.forbid_methods ?? []
  const rules = policy.rules.map((rule, index) => {
    return [['rules', index], settingsFor(policy, rule).challenge.methods] as const
  })
  const stepUps = (policy.step_up ?? []).map(({ methods }, index) => {
    return [['step_up', index], methods?.filter((method) => !forbidden.includes(method))] as const
  })
  const isEmergency = policy.emergency_access !== undefined
  const emergency = isEmergency ? emergencySettings(policy).challenge.methods : undefined
  return [...rules, ...stepUps, [['emergency_access'], emergency] as const].flatMap(([path, methods]): Finding[] => {
    const message = 'guardrails.forbid_methods leaves no method here'
    return methods?.length === 0 ? [{ code: 'E201', path, message }] : []
  })
}

function nothingToConfirmWith(policy: PolicySet): Finding[] {
  return policy.rules.flatMap((rule, index): Finding[] => {
    const { enrollment, challenge } = settingsFor(policy, rule)
    // Without any method at all the rule has been told of already.
    const isIdle = enrollment.model === 'disabled' || challenge.methods.length === 0
    if (isIdle || enrollment.confirmWith.length > 0) return []
    const path = ['rules', index, 'enrollment', 'confirm_with']
    return [{ code: 'E202', path, message: 'confirm_with shares no method with challenge.methods' }]
  })
}
