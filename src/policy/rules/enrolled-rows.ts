/** The decision table for people with a confirmed factor, from the first row that decides to the last. */
import type { Method } from '../../methods.js'
import { NO_GRACE, graceLeft } from './grace.js'
import {
  allowedMethods,
  hasFactorWithin,
  isAccepted,
  isRemembered,
  isStepUpDue,
  maxAgeOf,
  usableMethods,
  withBackupCode,
} from './situation.js'
import type { Situation } from './situation.js'
import { suits } from './step-up-demand.js'
import { firstVerdict, verdict } from './verdict.js'
import type { Row, Verdict } from './verdict.js'

type EnrolledRow = Row<Situation>

export function judgeEnrolled(situation: Situation): Verdict {
  return firstVerdict(situation.settings.emergency ? EMERGENCY_ROWS : ROWS, required, situation)
}

/** A still allowed factor of this session is fresh enough. */
const recentSecondFactor: EnrolledRow = (situation) =>
  hasFactorWithin(situation, maxAgeOf(situation))
    ? verdict('allow', 'recent_second_factor', { methods: usableMethods(situation) })
    : null

/** Only while the account could still prove itself: a method on its way out does not live on in a cookie. */
const rememberedDevice: EnrolledRow = (situation) => {
  const counts = situation.settings.challenge.when === 'new_device' && isRemembered(situation)
  if (!counts || isStepUpDue(situation) || allowedMethods(situation).length === 0) return null
  return verdict('allow', 'remembered_device', { methods: usableMethods(situation) })
}

/** Comes after the rows that let a verified session pass: a stranger's guesses must not throw it out. */
const tooManyFailures: EnrolledRow = ({ account, now }) => {
  const until = Math.max(now, ...account.locks.map((lock) => (lock.kind === 'temp' ? lock.until : now)))
  return until > now ? verdict('locked', 'too_many_failures', { lockedUntil: until }) : null
}

/** Nothing the account holds is good here: the old method proves the person, who then sets up another. */
const methodNoLongerAllowed: EnrolledRow = (situation) => {
  const fitting = isStepUpDue(situation) ? usableMethods(situation) : allowedMethods(situation)
  if (fitting.length > 0) return null
  return providerDown(situation) ?? moveAway(situation, provingMethods(situation))
}

function moveAway(situation: Situation, methods: readonly Method[]): Verdict {
  if (methods.length === 0) return verdict('unavailable', 'method_no_longer_allowed')
  const { settings, account, now } = situation
  const { emergency, enrollment } = settings
  const grace = emergency ? NO_GRACE : graceLeft(enrollment.gracePeriod, 'method_change', account, now)
  const maySkip = grace.isOpen && !isStepUpDue(situation)
  return verdict('challenge', 'method_no_longer_allowed', {
    methods,
    maySkip,
    remaining: grace.remaining,
    deadline: grace.deadline,
    then: maySkip ? 'suggest_new_method' : 'enroll_new_method',
  })
}

/**
 * Never wider than what any completion of missing data would offer: with entries that might match beside one that
 * does, only what the certain ones take; with several that only might match, nothing.
 */
function provingMethods(situation: Situation): readonly Method[] {
  const { stepUp, settings, account } = situation
  const allowed = allowedMethods(situation)
  const old = allowed.length > 0 ? allowed : account.methods.filter((method) => method !== 'backup_code')
  const offered = withBackupCode(situation, old)
  if (!isStepUpDue(situation) || stepUp.entries.length === stepUp.certain.length) return offered
  if (stepUp.entries.length - stepUp.certain.length > 1) return []
  const certain = offered.filter((method) => suits(stepUp.certain, method, settings.challenge.methods))
  return stepUp.certain.length > 0 && certain.length > 0 ? certain : offered
}

const notRequiredHere: EnrolledRow = (situation) =>
  situation.settings.challenge.when === 'never' && !isStepUpDue(situation)
    ? verdict('allow', 'not_required_here', { methods: usableMethods(situation) })
    : null

/** Only a backup code works without the provider, and whoever holds one is asked for it, whatever the fail mode. */
const providerDown: EnrolledRow = (situation) => {
  if (situation.request.provider === 'up') return null
  if (situation.account.methods.includes('backup_code')) {
    const counts = !isStepUpDue(situation) || isAccepted(situation, 'backup_code')
    return counts
      ? verdict('challenge', 'provider_error', { methods: ['backup_code'] })
      : verdict('unavailable', 'provider_error')
  }
  return failsOpen(situation) ? null : verdict('unavailable', 'provider_error')
}

function failsOpen(situation: Situation): boolean {
  switch (situation.onProviderError) {
    case 'deny':
      return false
    case 'allow_remembered':
      return isRemembered(situation)
    case 'allow':
      return true
  }
}

const stepUp: EnrolledRow = (situation) =>
  isStepUpDue(situation) ? verdict('challenge', 'step_up', { methods: usableMethods(situation) }) : null

/** Reached with the provider down only where the fail mode lets people in. */
const failOpen: EnrolledRow = (situation) =>
  situation.request.provider === 'down'
    ? verdict('allow', 'provider_error_fail_open', { methods: usableMethods(situation) })
    : null

function required(situation: Situation): Verdict {
  return verdict('challenge', 'required', { methods: usableMethods(situation) })
}

const ROWS: readonly EnrolledRow[] = [
  recentSecondFactor,
  rememberedDevice,
  tooManyFailures,
  methodNoLongerAllowed,
  notRequiredHere,
  providerDown,
  stepUp,
  failOpen,
]

/** Emergency access is always asked, and never let in because something is broken. */
const EMERGENCY_ROWS: readonly EnrolledRow[] = [
  recentSecondFactor,
  tooManyFailures,
  methodNoLongerAllowed,
  providerDown,
  stepUp,
]
