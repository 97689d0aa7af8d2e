/** Prepares a policy for deciding: everything that does not depend on the person is worked out once, at load. */
import type { Method } from '../methods.js'
import type { AccountFacts, EffectiveSettings, LockoutSettings } from './decision.js'
import { deepFreeze } from './rules/deep-freeze.js'
import { revisionOf } from './rules/digest.js'
import { compileMatch } from './rules/match.js'
import { indexRules } from './rules/rule-index.js'
import type { Matcher } from './rules/match.js'
import type { PolicySet } from './language/schema.js'
import { emergencySettings, lockoutSettings, settingsFor } from './rules/settings.js'

export type Mode = 'enforce' | 'report_only' | 'off'

export interface CompiledRule {
  readonly id: string
  readonly mode: Mode
  readonly matcher: Matcher
  readonly settings: EffectiveSettings
}

export interface CompiledStepUp {
  readonly id: string
  readonly matcher: Matcher
  /** Seconds. */
  readonly maxAge: number
  /** `null`: those of the rule. */
  readonly methods: readonly Method[] | null
}

export interface CompiledException {
  readonly id: string
  readonly matcher: Matcher
  readonly waives: 'enrollment' | 'all'
  /** Epoch ms. */
  readonly until: number
}

/** Durations in seconds, instants epoch ms. Frozen. */
export interface CompiledPolicy {
  /** `metadata.name`, or `policy`. */
  readonly name: string
  readonly owner: string | null
  /** First twelve hex digits of the digest of the parsed policy. */
  readonly revision: string
  readonly mode: Mode
  readonly reportUntil: number | null
  readonly onProviderError: 'deny' | 'allow_remembered' | 'allow'
  readonly lockout: LockoutSettings
  readonly recovery: {
    readonly backupCodes: number
    readonly helpUrl: string | null
    readonly bypassCode: { readonly for: number; readonly uses: number }
  }
  readonly onReport: {
    readonly pausePush: number
    readonly notify: readonly string[]
    readonly requirePasswordChange: boolean
    readonly lock: boolean
  }
  readonly retention: { readonly decisions: number }
  readonly guardrails: {
    readonly forbidMethods: readonly Method[]
    readonly maxGraceLogins: number | null
    readonly maxRememberDevice: number | null
    /** Whom no browser may be remembered for; `null` for nobody. */
    readonly forbidRememberDeviceFor: Matcher | null
  }
  readonly emergency: CompiledEmergency | null
  readonly exceptions: readonly CompiledException[]
  readonly stepUp: readonly CompiledStepUp[]
  readonly rules: readonly CompiledRule[]
  /** Those that might match the account, in order: all others are sure to miss. */
  readonly rulesFor: (account: AccountFacts) => readonly CompiledRule[]
  /** In force where no rule matches: `defaults` alone. */
  readonly fallback: EffectiveSettings
}

export interface CompiledEmergency {
  readonly accounts: readonly string[]
  readonly neverLock: boolean
  readonly alert: { readonly to: readonly string[]; readonly severity: 'info' | 'warning' | 'critical' }
  /** Seconds between drills; `null` for none. */
  readonly drillEvery: number | null
  readonly settings: EffectiveSettings
}

export function compilePolicy(policy: PolicySet): CompiledPolicy {
  return deepFreeze({
    name: policy.metadata?.name ?? 'policy',
    owner: policy.metadata?.owner ?? null,
    revision: revisionOf(policy),
    mode: policy.mode ?? 'enforce',
    reportUntil: policy.report_until ?? null,
    onProviderError: policy.on_provider_error ?? policy.defaults?.on_provider_error ?? 'deny',
    lockout: lockoutSettings(policy),
    ...compileAftercare(policy),
    guardrails: compileGuardrails(policy),
    emergency: compileEmergency(policy),
    ...compileEntries(policy),
    fallback: settingsFor(policy, {}),
  })
}

function compileAftercare({ recovery, on_report, retention }: PolicySet) {
  return {
    recovery: {
      backupCodes: recovery?.backup_codes ?? 10,
      helpUrl: recovery?.help_url ?? null,
      bypassCode: { for: recovery?.bypass_code?.for ?? 60 * 60, uses: recovery?.bypass_code?.uses ?? 1 },
    },
    onReport: {
      pausePush: on_report?.pause_push ?? 20 * 60,
      notify: on_report?.notify ?? [],
      requirePasswordChange: on_report?.require_password_change ?? false,
      lock: on_report?.lock ?? false,
    },
    retention: { decisions: retention?.decisions ?? 90 * 86_400 },
  }
}

function compileGuardrails({ guardrails, definitions }: PolicySet): CompiledPolicy['guardrails'] {
  const forbidden = guardrails?.forbid_remember_device_for
  return {
    forbidMethods: guardrails?.forbid_methods ?? [],
    maxGraceLogins: guardrails?.max_grace_logins ?? null,
    maxRememberDevice: guardrails?.max_remember_device ?? null,
    forbidRememberDeviceFor: forbidden === undefined ? null : compileMatch(forbidden, definitions?.networks ?? {}),
  }
}

function compileEmergency(policy: PolicySet): CompiledEmergency | null {
  const emergency = policy.emergency_access
  if (emergency === undefined) return null
  return {
    accounts: emergency.accounts,
    neverLock: emergency.never_lock ?? false,
    alert: { to: emergency.alert?.to ?? [], severity: emergency.alert?.severity ?? 'critical' },
    drillEvery: emergency.drill_every ?? null,
    settings: emergencySettings(policy),
  }
}

function compileEntries(policy: PolicySet): Pick<CompiledPolicy, 'exceptions' | 'stepUp' | 'rules' | 'rulesFor'> {
  const networks = policy.definitions?.networks ?? {}
  const rules = policy.rules.map((rule) => {
    const matcher = compileMatch(rule.match, networks)
    return { id: rule.id, mode: rule.mode ?? 'enforce', matcher, settings: settingsFor(policy, rule) }
  })
  return {
    exceptions: (policy.exceptions ?? []).map(({ id, match, waives, until }) => {
      // Parsing refuses an exception without an end; one that got here all the same has ended.
      return { id, matcher: compileMatch(match, networks), waives: waives ?? 'enrollment', until: until ?? 0 }
    }),
    stepUp: (policy.step_up ?? []).map(({ id, match, max_age, methods }) => {
      return { id, matcher: compileMatch(match, networks), maxAge: max_age, methods: methods ?? null }
    }),
    rules,
    rulesFor: indexRules(rules, policy.rules.map(({ match }) => match)),
  }
}
