/** The `enrollment` block in force: the rule's own fields, else those of `defaults`, else what is built in. */
import type { Method } from '../../methods.js'
import type { EnrollmentBlock } from '../language/block-schemas.js'
import type { EnrollmentSettings } from '../decision.js'
import type { PolicySet } from '../language/schema.js'

const DAY = 86_400

/** @param methods what may be used afterwards; nothing else can prove a factor */
export function enrollmentSettings(
  policy: PolicySet,
  methods: readonly Method[],
  own: EnrollmentBlock = {},
): EnrollmentSettings {
  const base = policy.defaults?.enrollment ?? {}
  return {
    model: own.model ?? base.model ?? 'opt_in',
    provisioning: own.provisioning ?? base.provisioning ?? 'self_service',
    installLink: own.install_link ?? base.install_link ?? 'auto',
    confirmWith: confirmMethods(own.confirm_with ?? base.confirm_with ?? methods, methods),
    gracePeriod: graceSettings(policy, base.grace_period, own.grace_period),
    onExpiry: own.on_expiry ?? base.on_expiry ?? 'enroll_now',
    optOut: {
      allowed: own.opt_out?.allowed ?? base.opt_out?.allowed ?? 'never',
      confirm: own.opt_out?.confirm ?? base.opt_out?.confirm ?? true,
      repromptAfter: own.opt_out?.reprompt_after ?? base.opt_out?.reprompt_after ?? null,
    },
    bindNewPhone: { requires: own.bind_new_phone?.requires ?? base.bind_new_phone?.requires ?? [] },
    nudge: nudgeSettings(base.nudge, own.nudge),
  }
}

/** Emergency access may list backup codes, but those prove no phone. */
function confirmMethods(wanted: readonly Method[], methods: readonly Method[]): readonly Method[] {
  return wanted.filter((method) => methods.includes(method) && method !== 'backup_code')
}

type GraceBlock = EnrollmentBlock['grace_period']

function graceSettings(policy: PolicySet, base: GraceBlock, own: GraceBlock): EnrollmentSettings['gracePeriod'] {
  const logins = own?.logins ?? base?.logins ?? null
  const days = own?.days ?? base?.days ?? null
  const until = own?.until ?? base?.until ?? null
  const isGiven = logins !== null || days !== null || until !== null
  return {
    logins: isGiven ? clampLogins(policy, logins) : null,
    days,
    until,
    starts: own?.starts ?? base?.starts ?? 'first_login',
    appliesTo: own?.applies_to ?? base?.applies_to ?? ['new', 'method_change'],
  }
}

/** A limit on grace logins also limits grace that only a date would end. */
function clampLogins(policy: PolicySet, logins: number | null): number | null {
  const most = policy.guardrails?.max_grace_logins
  return most === undefined ? logins : Math.min(logins ?? most, most)
}

type NudgeBlock = EnrollmentBlock['nudge']

/** Without a `nudge` block nobody is reminded. */
function nudgeSettings(base: NudgeBlock, own: NudgeBlock): EnrollmentSettings['nudge'] {
  if (base === undefined && own === undefined) return null
  return { every: own?.every ?? base?.every ?? 14 * DAY, max: own?.max ?? base?.max ?? 3 }
}
