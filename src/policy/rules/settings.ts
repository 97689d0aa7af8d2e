/** What is in force under one rule: rule over `defaults` over what is built in, clamped by guardrails. */
import type { ChallengeBlock, EnrollmentBlock } from '../language/block-schemas.js'
import { challengeSettings } from './challenge-settings.js'
import type { EffectiveSettings, LockoutSettings } from '../decision.js'
import { enrollmentSettings } from './enrollment-settings.js'
import type { PolicySet } from '../language/schema.js'

/** The blocks that one rule, or emergency access, brings along. */
export interface OwnBlocks {
  readonly enrollment?: EnrollmentBlock | undefined
  readonly challenge?: ChallengeBlock | undefined
}

export function settingsFor(policy: PolicySet, own: OwnBlocks): EffectiveSettings {
  const challenge = challengeSettings(policy, own.challenge)
  return {
    challenge,
    enrollment: enrollmentSettings(policy, challenge.methods, own.enrollment),
    lockout: lockoutSettings(policy),
    recovery: {
      backupCodes: policy.recovery?.backup_codes ?? 10,
      helpUrl: policy.recovery?.help_url ?? null,
    },
    emergency: false,
  }
}

/** Emergency access has a challenge of its own; people there are never given grace. */
export function emergencySettings(policy: PolicySet): EffectiveSettings {
  return { ...settingsFor(policy, { challenge: policy.emergency_access?.challenge }), emergency: true }
}

/** Five wrong codes in fifteen minutes lock for 30 s, doubling up to an hour (NIST SP 800-63B-4, 3.2.2). */
export function lockoutSettings(policy: PolicySet): LockoutSettings {
  const { failures, per, for: first, max, disable_after } = policy.lockout ?? policy.defaults?.lockout ?? {}
  return {
    failures: failures ?? 5,
    per: per ?? 15 * 60,
    for: first ?? 30,
    max: max ?? 60 * 60,
    disableAfter: disable_after ?? 50,
  }
}
