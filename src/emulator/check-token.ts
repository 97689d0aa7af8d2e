/** Which codes of a user are good now: texted or spoken ones, the Authy app's own, another authenticator's. */
import type { User } from './state.js'
import { codeAt, genericFamily, nativeFamily, stepAt, type TotpFamily } from './totp.js'
import type { World } from './world.js'

export type TokenVerdict =
  /** `osType` is `sms` for a code that was sent, else the kind of phone. */
  { readonly kind: 'valid'; readonly osType: string } | { readonly kind: 'used' } | { readonly kind: 'wrong' }

interface Window {
  readonly family: TotpFamily
  readonly secret: Buffer
  readonly first: number
  readonly last: number
  /** Steps whose code was accepted before. */
  readonly used: Set<number>
}

/** Checks `token` and uses it up. `action` matters to sent codes only. */
export function checkToken(world: World, user: User, token: string, action: string | null): TokenVerdict {
  if (world.state.settings.classic_sandbox) {
    return token === '0000000' ? { kind: 'valid', osType: 'sms' } : { kind: 'wrong' }
  }
  if (!/^[0-9]{6,8}$/.test(token)) return { kind: 'wrong' }
  const verdicts = [
    checkSent(world, user, token, action),
    ...windowsOf(world, user).map((window) => checkWindow(user, window, token)),
  ]
  return (
    verdicts.find((verdict) => verdict.kind === 'valid') ??
    verdicts.find((verdict) => verdict.kind === 'used') ?? { kind: 'wrong' }
  )
}

function checkSent(world: World, user: User, token: string, action: string | null): TokenVerdict {
  const now = world.clock.now()
  const sent = user.codes.find((code) => code.code === token && code.action === action && code.expiresAt > now)
  if (sent === undefined) return { kind: 'wrong' }
  if (sent.used) return { kind: 'used' }
  sent.used = true
  return { kind: 'valid', osType: 'sms' }
}

function windowsOf(world: World, user: User): readonly Window[] {
  const { settings } = world.state
  const now = world.clock.now()
  const native = nativeFamily(settings.token_length)
  const nativeWindow = {
    family: native,
    secret: user.nativeSecret,
    first: stepAt(native, now - settings.native_past_seconds * 1000),
    last: stepAt(native, now + settings.native_future_seconds * 1000),
    used: user.usedNativeSteps,
  }
  if (user.generic === null) return user.hasApp ? [nativeWindow] : []
  const step = stepAt(genericFamily, now)
  const genericWindow = {
    family: genericFamily,
    secret: user.generic.secret,
    first: step - settings.generic_skew_steps,
    last: step + settings.generic_skew_steps,
    used: user.usedGenericSteps,
  }
  return user.hasApp ? [nativeWindow, genericWindow] : [genericWindow]
}

function checkWindow(user: User, { family, secret, first, last, used }: Window, token: string): TokenVerdict {
  for (const step of used) if (step < first) used.delete(step)
  const steps = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  const step = steps.find((candidate) => codeAt(secret, family, candidate) === token)
  if (step === undefined) return { kind: 'wrong' }
  if (used.has(step)) return { kind: 'used' }
  used.add(step)
  return { kind: 'valid', osType: user.osType }
}
