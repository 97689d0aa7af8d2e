/** Lints about what ends (dry runs, exceptions) and about the accounts that must always get in. */
import type { CompiledPolicy } from '../compile.js'
import type { Finding } from '../language/problem.js'
import type { PolicySet } from '../language/schema.js'

const SOON_MS = 30 * 86_400_000

/** @param now epoch ms */
export function lintEnds(set: PolicySet, policy: CompiledPolicy, now: number): Finding[] {
  return [...pastReports(set, now), ...endingExceptions(set, now), ...fewEmergencyAccounts(policy)]
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

function pastReports(set: PolicySet, now: number): Finding[] {
  const isPast = (part: Pick<PolicySet, 'mode' | 'report_until'>): boolean =>
    part.mode === 'report_only' && part.report_until !== undefined && part.report_until <= now
  const message = (until = 0): string =>
    `the dry run was to end on ${dayOf(until)}: enforce it, prolong it or take it out`
  const whole: Finding[] = isPast(set)
    ? [{ code: 'W130', path: ['report_until'], message: message(set.report_until) }]
    : []
  const rules = set.rules.flatMap((rule, index): Finding[] => {
    const path = ['rules', index, 'report_until']
    return isPast(rule) ? [{ code: 'W130', path, message: message(rule.report_until) }] : []
  })
  return [...whole, ...rules]
}

function endingExceptions({ exceptions = [] }: PolicySet, now: number): Finding[] {
  return exceptions.flatMap(({ until = 0 }, index): Finding[] => {
    if (until > now + SOON_MS) return []
    const message =
      until <= now ? `has ended on ${dayOf(until)}: take it out` : `ends within 30 days, on ${dayOf(until)}`
    return [{ code: 'W160', path: ['exceptions', index], message }]
  })
}

/** Where nothing is mandatory nobody can be kept out, so no account needs a way around. */
function fewEmergencyAccounts({ rules, emergency }: CompiledPolicy): Finding[] {
  const isMandatory = rules.some(({ mode, settings }) => mode !== 'off' && settings.enrollment.model === 'mandatory')
  const count = emergency?.accounts.length ?? 0
  if (!isMandatory || count > 1) return []
  const path = ['emergency_access', 'accounts']
  if (count === 0) return [{ code: 'W141', path, message: 'no emergency account beside a mandatory rule' }]
  return [{ code: 'W140', path, message: 'fewer than two accounts: one lost phone and nobody gets in' }]
}
