/** One person on one request under one rule: what the rows of the decision table look at. */
import type { Method } from '../../methods.js'
import type { CompiledPolicy } from '../compile.js'
import type { AccountFacts, EffectiveSettings, RequestFacts } from '../decision.js'
import type { StepUpDemand } from './step-up-demand.js'
import { suits } from './step-up-demand.js'

export interface Situation {
  readonly account: AccountFacts
  readonly request: RequestFacts
  readonly now: number
  readonly onProviderError: CompiledPolicy['onProviderError']
  readonly settings: EffectiveSettings
  readonly stepUp: StepUpDemand
  /** A live exception waives enrollment. */
  readonly isWaived: boolean
}

/** Seconds that one second factor lasts here. */
export function maxAgeOf({ settings, stepUp }: Situation): number {
  return Math.min(settings.challenge.maxAge, stepUp.maxAge)
}

/** Whether policy takes the method here, held or not. */
export function isAccepted({ settings, stepUp }: Situation, method: Method): boolean {
  const { methods } = settings.challenge
  return (methods.includes(method) || method === 'backup_code') && suits(stepUp.entries, method, methods)
}

/** Whether the session's factor is of an accepted method and no older than `maxAge` seconds. */
export function hasFactorWithin(situation: Situation, maxAge: number): boolean {
  const { secondFactorAge, secondFactorMethod } = situation.request
  if (secondFactorAge === null || secondFactorMethod === null) return false
  return isAccepted(situation, secondFactorMethod) && secondFactorAge <= maxAge
}

/** Whether a step-up entry matches and the session's factor does not satisfy it. */
export function isStepUpDue(situation: Situation): boolean {
  return situation.stepUp.entries.length > 0 && !hasFactorWithin(situation, situation.stepUp.maxAge)
}

/** A browser counts as remembered only while policy still lets browsers be remembered. */
export function isRemembered({ request, settings }: Situation): boolean {
  return request.rememberedDevice && settings.challenge.rememberDevice.for > 0
}

/** Methods of policy that the account holds, in policy's order; step-up left aside. */
export function allowedMethods({ account, settings }: Situation): readonly Method[] {
  return settings.challenge.methods.filter((method) => account.methods.includes(method))
}

/**
 * What the person can use now: allowed methods, then the backup code, which is always good for signing in. While a
 * step-up is due, only what it takes; a backup code then has to be listed.
 */
export function usableMethods(situation: Situation): readonly Method[] {
  const offered = withBackupCode(situation, allowedMethods(situation))
  if (!isStepUpDue(situation)) return offered
  return offered.filter((method) => isAccepted(situation, method))
}

export function withBackupCode({ account }: Situation, methods: readonly Method[]): readonly Method[] {
  const holdsOne = account.methods.includes('backup_code') && !methods.includes('backup_code')
  return holdsOne ? [...methods, 'backup_code'] : methods
}

/** What a new factor may be proven with; what the step-up takes, if there is any. */
export function confirmMethods({ settings, stepUp }: Situation): readonly Method[] {
  const { confirmWith } = settings.enrollment
  const fitting = confirmWith.filter((method) => suits(stepUp.entries, method, settings.challenge.methods))
  return fitting.length > 0 ? fitting : confirmWith
}
