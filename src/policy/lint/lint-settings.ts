/** Lints about what a rule, a step-up entry or emergency access asks and offers. */
import type { CompiledPolicy, CompiledRule } from '../compile.js'
import type { Finding, Path } from '../language/problem.js'
import type { Method } from '../../methods.js'
import type { PolicySet } from '../language/schema.js'

const DAY = 86_400
const LONGEST_REMEMBERED = 90 * DAY

type RuleLint = (rule: CompiledRule, policy: CompiledPolicy, now: number) => string | null

/** @param now epoch ms */
export function lintSettings(set: PolicySet, policy: CompiledPolicy, now: number): Finding[] {
  const rules = policy.rules.flatMap((rule, index): Finding[] => {
    return rule.mode === 'off' ? [] : ruleFindings(rule, ['rules', index], policy, now)
  })
  return [...rules, ...elsewhere(policy), ...failOpen(set, policy)]
}

function ruleFindings(rule: CompiledRule, path: Path, policy: CompiledPolicy, now: number): Finding[] {
  return RULE_LINTS.flatMap(([code, lint]): Finding[] => {
    const message = lint(rule, policy, now)
    return message === null ? [] : [{ code, path, message }]
  })
}

const RULE_LINTS: readonly (readonly [Finding['code'], RuleLint])[] = [
  ['W110', ({ settings }) => phoneOnly(settings.challenge.methods)],
  ['W111', longRemembered],
  ['W120', lockWithoutHelp],
  ['W121', graceIsOver],
  ['I122', bindsByPassword],
  ['W171', beyondStepUp],
]

function phoneOnly(methods: readonly Method[] | null): string | null {
  if (methods === null || methods.length === 0) return null
  const isPhone = methods.every((method) => method === 'sms' || method === 'voice')
  return isPhone ? 'only texts and calls on offer, which a phone company can hand over (OWASP ASVS 6.6.1)' : null
}

function longRemembered({ settings: { challenge } }: CompiledRule): string | null {
  const days = Math.ceil(challenge.rememberDevice.for / DAY)
  return challenge.rememberDevice.for > LONGEST_REMEMBERED
    ? `a browser is remembered for ${days} days; 90 are plenty`
    : null
}

/** Whether people who do nothing come to an end of their grace. */
function isPressing({ settings: { enrollment } }: CompiledRule): boolean {
  return enrollment.model === 'opt_out' || enrollment.model === 'mandatory'
}

function lockWithoutHelp(rule: CompiledRule, policy: CompiledPolicy): string | null {
  const isLocking = isPressing(rule) && rule.settings.enrollment.onExpiry === 'lock'
  return isLocking && policy.recovery.helpUrl === null
    ? 'on_expiry: lock without recovery.help_url: people are stopped and not told where to turn'
    : null
}

function graceIsOver(rule: CompiledRule, _policy: CompiledPolicy, now: number): string | null {
  const { until, appliesTo } = rule.settings.enrollment.gracePeriod
  if (until === null || until > now) return null
  if (isPressing(rule) && appliesTo.includes('new'))
    return 'grace_period.until is in the past: everyone unenrolled is stopped at once'
  return appliesTo.includes('method_change')
    ? 'grace_period.until is in the past: a method that is not allowed must be changed at once'
    : null
}

function bindsByPassword({ settings: { enrollment } }: CompiledRule): string | null {
  const { model, provisioning, bindNewPhone } = enrollment
  const isOpen = model === 'mandatory' && provisioning === 'self_service' && bindNewPhone.requires.length === 0
  return isOpen ? 'self-service without bind_new_phone: whoever has a stolen password can bind a phone first' : null
}

function beyondStepUp({ settings }: CompiledRule, { stepUp }: CompiledPolicy): string | null {
  const isOutside = settings.enrollment.model === 'disabled' && stepUp.length > 0
  return isOutside ? 'model: disabled lets people without a factor pass every step_up entry' : null
}

function elsewhere({ stepUp, emergency }: CompiledPolicy): Finding[] {
  const entries = stepUp.map(({ methods }, index) => [['step_up', index], methods] as const)
  const own = [['emergency_access'], emergency?.settings.challenge.methods ?? null] as const
  return [...entries, own].flatMap(([path, methods]): Finding[] => {
    const message = phoneOnly(methods)
    return message === null ? [] : [{ code: 'W110', path, message }]
  })
}

function failOpen(set: PolicySet, { onProviderError }: CompiledPolicy): Finding[] {
  if (onProviderError !== 'allow') return []
  const path = set.on_provider_error === undefined ? ['defaults', 'on_provider_error'] : ['on_provider_error']
  return [
    { code: 'W150', path, message: 'allow: whoever can keep the provider from answering gets in with a password' },
  ]
}
