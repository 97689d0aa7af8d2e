/**
 * How many people a policy would lock out on each of the coming days.
 *
 * The model: everybody signs in `signInsPerDay` times a day, evenly, each beginning at a moment of the first interval
 * that is drawn from the user id; so the sum over many people is what a steady rate makes one expect, and the same
 * input gives the same figures. Whoever may go on without a factor does, and spends a grace login; nobody enrolls or
 * opts out before having to. So the figures are what happens when nobody listens.
 */
import type { CompiledPolicy } from '../compile.js'
import type { AccountFacts, Decision } from '../decision.js'
import { rolloutPosition } from '../rules/digest.js'
import { decideSample } from './sample.js'
import type { Sample } from './sample.js'
import { isLockedOut, isWithinGrace } from '../simulate.js'
import { isStopped } from './strictness.js'

export interface ForecastOptions {
  /** Epoch ms; the first day begins here. */
  readonly from: number
  /** Epoch ms; the last day holds this moment. */
  readonly until: number
  readonly signInsPerDay: number
}

export interface ForecastDay {
  /** Epoch ms of the day's begin. */
  readonly at: number
  /** People who are refused for the first time. */
  readonly lockedOut: number
  /** The same, summed up from those whom the policy stops already. */
  readonly lockedOutSoFar: number
  /** People who have to set up a factor before they get further. */
  readonly mustEnroll: number
}

export interface Forecaster {
  /** @param decision what the policy decides about the sample at the beginning */
  readonly add: (sample: Sample, decision: Decision) => void
  readonly result: () => readonly ForecastDay[]
}

const DAY_MS = 86_400_000
const SALT = 'forecast'

export function createForecaster(policy: CompiledPolicy, options: ForecastOptions): Forecaster {
  const { from, until, signInsPerDay } = options
  const length = Math.max(1, Math.ceil((until - from) / DAY_MS))
  const days = Array.from({ length }, () => ({ lockedOut: 0, mustEnroll: 0 }))
  let already = 0
  const add = (sample: Sample, decision: Decision): void => {
    if (isLockedOut(decision)) already += 1
    // Only people without a confirmed factor spend grace; who is stopped already will not get further.
    if (sample.account.state === 'enrolled' || isStopped(decision)) return
    const end = endOf(policy, sample, { from, length, signInsPerDay })
    const day = end === null ? undefined : days[end.day]
    if (day !== undefined && end !== null) day[end.kind] += 1
  }
  return { add, result: () => summed(days, from, already) }
}

interface Span {
  readonly from: number
  /** Days. */
  readonly length: number
  readonly signInsPerDay: number
}

interface End {
  readonly day: number
  readonly kind: 'lockedOut' | 'mustEnroll'
}

/** Signs in again and again until the policy stops it; `null` when it never does. */
function endOf(policy: CompiledPolicy, sample: Sample, { from, length, signInsPerDay }: Span): End | null {
  let { account } = sample
  const phase = rolloutPosition(SALT, account.user) / 100
  for (let index = 0; ; index += 1) {
    const passed = (index + phase) / signInsPerDay
    if (passed >= length) return null
    const at = from + passed * DAY_MS
    const decision = decideSample(policy, { ...sample, account, at })
    const day = Math.floor(passed)
    if (isLockedOut(decision)) return { day, kind: 'lockedOut' }
    if (isStopped(decision)) return null
    if (decision.outcome === 'enroll_required') return { day, kind: 'mustEnroll' }
    account = goneOn(account, decision, at)
  }
}

/** The account after the person went on without a factor. */
function goneOn(account: AccountFacts, decision: Decision, at: number): AccountFacts {
  if (decision.reason === 'nudge') return { ...account, nudges: { count: account.nudges.count + 1, lastAt: at } }
  if (!isWithinGrace(decision)) return account
  if (account.state !== 'opted_out') {
    return { ...account, graceUsed: account.graceUsed + 1, graceStarted: account.graceStarted ?? at }
  }
  const state = account.methods.length > 0 ? 'pending' : 'none'
  return { ...account, state, optedOutAt: null, graceUsed: 1, graceStarted: at }
}

function summed(
  days: readonly { lockedOut: number; mustEnroll: number }[],
  from: number,
  already: number,
): ForecastDay[] {
  let lockedOutSoFar = already
  return days.map(({ lockedOut, mustEnroll }, index) => {
    lockedOutSoFar += lockedOut
    return { at: from + index * DAY_MS, lockedOut, lockedOutSoFar, mustEnroll }
  })
}
