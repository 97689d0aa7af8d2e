/** The `challenge` block in force: the rule's own fields, else those of `defaults`, else what is built in. */
import type { Method } from '../../methods.js'
import type { ChallengeBlock } from '../language/block-schemas.js'
import type { ChallengeSettings } from '../decision.js'
import type { PolicySet } from '../language/schema.js'

const MINUTE = 60
const HOUR = 60 * MINUTE
const METHODS: readonly Method[] = ['push', 'totp', 'sms', 'voice']
const SHOWN: ChallengeSettings['push']['show'] = ['app', 'place', 'browser', 'time']

export function challengeSettings(policy: PolicySet, own: ChallengeBlock = {}): ChallengeSettings {
  const base: ChallengeBlock = policy.defaults?.challenge ?? {}
  return {
    when: own.when ?? base.when ?? 'every_login',
    methods: allowedMethods(policy, own.methods ?? base.methods ?? METHODS),
    fallbackAfter: own.fallback_after ?? base.fallback_after ?? 8,
    phoneCode: {
      channel: own.phone_code?.channel ?? base.phone_code?.channel ?? 'user_choice',
      force: own.phone_code?.force ?? base.phone_code?.force ?? 'on_request',
    },
    push: pushSettings(base.push, own.push),
    code: codeSettings(base.code, own.code),
    rememberDevice: rememberSettings(policy, base.remember_device, own.remember_device),
    maxAge: own.max_age ?? base.max_age ?? 12 * HOUR,
  }
}

function allowedMethods(policy: PolicySet, wanted: readonly Method[]): readonly Method[] {
  const forbidden: readonly Method[] = policy.guardrails?.forbid_methods ?? []
  return wanted.filter((method) => !forbidden.includes(method))
}

function pushSettings(base: ChallengeBlock['push'], own: ChallengeBlock['push']): ChallengeSettings['push'] {
  return {
    expiresIn: own?.expires_in ?? base?.expires_in ?? 120,
    matchCode: own?.match_code ?? base?.match_code ?? 'display',
    limit: {
      max: own?.limit?.max ?? base?.limit?.max ?? 5,
      per: own?.limit?.per ?? base?.limit?.per ?? 15 * MINUTE,
    },
    show: own?.show ?? base?.show ?? SHOWN,
  }
}

function codeSettings(base: ChallengeBlock['code'], own: ChallengeBlock['code']): ChallengeSettings['code'] {
  return {
    attempts: own?.attempts ?? base?.attempts ?? 5,
    expiresIn: own?.expires_in ?? base?.expires_in ?? 5 * MINUTE,
    resendAfter: own?.resend_after ?? base?.resend_after ?? [30, 60, 120],
    maxResends: own?.max_resends ?? base?.max_resends ?? 2,
  }
}

type RememberBlock = ChallengeBlock['remember_device']

function rememberSettings(
  policy: PolicySet,
  base: RememberBlock,
  own: RememberBlock,
): ChallengeSettings['rememberDevice'] {
  const longest = policy.guardrails?.max_remember_device ?? Number.POSITIVE_INFINITY
  return {
    for: Math.min(own?.for ?? base?.for ?? 0, longest),
    maxDevices: own?.max_devices ?? base?.max_devices ?? 5,
  }
}
