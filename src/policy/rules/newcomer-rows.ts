/** The decision table for people without a confirmed factor, from the first row that decides to the last. */
import type { AccountFacts } from '../decision.js'
import { graceLeft } from './grace.js'
import type { Grace } from './grace.js'
import { confirmMethods } from './situation.js'
import type { Situation } from './situation.js'
import { firstVerdict, verdict } from './verdict.js'
import type { Row, Verdict } from './verdict.js'

/** The same with what only newcomers have. */
interface NewcomerSituation extends Situation {
  /** An opt-out that no longer holds has become `none` or `pending` again, with a fresh count. */
  readonly state: 'none' | 'pending' | 'opted_out'
  readonly grace: Grace
}

type NewcomerRow = Row<NewcomerSituation>

const SECOND_MS = 1000

export function judgeNewcomer(situation: Situation): Verdict {
  return firstVerdict(ROWS, mustEnroll, newcomer(situation))
}

function newcomer(situation: Situation): NewcomerSituation {
  const { account, settings, now } = situation
  const isBack = account.state === 'opted_out' && !optOutHolds(situation)
  const use = isBack ? { graceUsed: 0, graceStarted: null, created: account.created } : account
  const grace = graceLeft(settings.enrollment.gracePeriod, 'new', use, now)
  // Field by field for the sake of speed, as in the decision.
  return {
    account,
    request: situation.request,
    now,
    onProviderError: situation.onProviderError,
    settings,
    stepUp: situation.stepUp,
    isWaived: situation.isWaived,
    state: isBack ? stateBehind(account) : ownState(account),
    grace,
  }
}

/** A phone that was registered before the opt-out still waits for its proof. */
function stateBehind({ methods }: AccountFacts): 'none' | 'pending' {
  return methods.length > 0 ? 'pending' : 'none'
}

function ownState({ state }: AccountFacts): NewcomerSituation['state'] {
  return state === 'enrolled' ? 'pending' : state
}

function optOutHolds({ account, settings, now }: Situation): boolean {
  const { model, optOut } = settings.enrollment
  if (model === 'opt_in') return true
  if (optOut.allowed === 'never') return false
  if (optOut.repromptAfter === null) return true
  return account.optedOutAt !== null && now < account.optedOutAt + optOut.repromptAfter * SECOND_MS
}

/** Emergency access has no grace and no other model than having a factor. */
const emergencyAccess: NewcomerRow = (situation) =>
  situation.settings.emergency
    ? verdict('enroll_required', 'must_enroll', { methods: situation.settings.enrollment.confirmWith })
    : null

const waived: NewcomerRow = ({ isWaived, stepUp, settings }) =>
  isWaived && stepUp.entries.length === 0
    ? verdict('allow', 'exception', { methods: settings.enrollment.confirmWith })
    : null

const disabled: NewcomerRow = ({ settings }) =>
  settings.enrollment.model === 'disabled'
    ? verdict('allow', 'disabled_by_policy', { methods: settings.enrollment.confirmWith })
    : null

/** Whoever has no factor has no fresh one either, so every matching entry is due. */
const stepUpNeedsFactor: NewcomerRow = (situation) =>
  situation.stepUp.entries.length > 0
    ? verdict('enroll_required', 'step_up_needs_factor', { methods: confirmMethods(situation) })
    : null

const optedOut: NewcomerRow = ({ state, settings }) =>
  state === 'opted_out' ? verdict('allow', 'opted_out', { methods: settings.enrollment.confirmWith }) : null

const optIn: NewcomerRow = (situation) => {
  const { model, confirmWith } = situation.settings.enrollment
  if (model !== 'opt_in') return null
  if (!isNudgeDue(situation)) return verdict('allow', 'opt_in_not_enrolled', { methods: confirmWith })
  return verdict('allow_with_prompt', 'nudge', { methods: confirmWith, maySkip: true, mayOptOut: true })
}

function isNudgeDue({ account: { nudges }, settings, now }: Situation): boolean {
  const { nudge } = settings.enrollment
  if (nudge === null || nudges.count >= nudge.max) return false
  return nudges.lastAt === null || now >= nudges.lastAt + nudge.every * SECOND_MS
}

const withinGrace: NewcomerRow = ({ state, grace, settings }) => {
  if (!grace.isOpen) return null
  return verdict('allow_with_prompt', state === 'pending' ? 'confirm_within_grace' : 'enroll_within_grace', {
    methods: settings.enrollment.confirmWith,
    remaining: grace.remaining,
    deadline: grace.deadline,
    maySkip: true,
    mayOptOut: settings.enrollment.optOut.allowed !== 'never',
  })
}

/**
 * The hard end: only the help desk helps. Comes before the step-up, which would let the locked-out enroll by asking
 * for a page that needs a fresh factor.
 */
const graceExhausted: NewcomerRow = ({ state, grace, settings }) => {
  const { model, onExpiry } = settings.enrollment
  const concerns = model !== 'opt_in' && state !== 'opted_out' && onExpiry === 'lock'
  if (!concerns || grace.isOpen || !grace.wasGiven) return null
  return verdict('locked', 'grace_exhausted', { remaining: grace.remaining, deadline: grace.deadline })
}

/** The kinder end: setting up works, nothing else. */
function mustEnroll({ state, grace, settings }: NewcomerSituation): Verdict {
  return verdict('enroll_required', state === 'pending' ? 'must_confirm' : 'must_enroll', {
    methods: settings.enrollment.confirmWith,
    remaining: grace.remaining,
    deadline: grace.deadline,
    mayOptOut: settings.enrollment.optOut.allowed === 'anytime',
  })
}

const ROWS: readonly NewcomerRow[] = [
  emergencyAccess,
  waived,
  disabled,
  graceExhausted,
  stepUpNeedsFactor,
  optedOut,
  optIn,
  withinGrace,
]
