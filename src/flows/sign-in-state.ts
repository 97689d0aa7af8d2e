/** Where a sign-in stands, for pages and for JSON clients alike. Holds no id, no ref, no whole number. */
import type { Challenge } from '../challenge/challenge.js'
import { pushViewOf, viewOf } from '../challenge/view.js'
import type { ChallengeView } from '../challenge/view.js'
import type { Method } from '../methods.js'
import type { Decision, EnrollmentState, Outcome, Reason } from '../policy/decision.js'
import type { Factor } from '../ports/account-store.js'
import { signedInSince } from './activity.js'
import { hasBindProof, owedProofs } from './bind-proofs.js'
import type { Situation } from './decide.js'
import { hasProvenOldMethod, isFreshlyProven, targetOf } from './open-challenge.js'
import type { Target } from './open-challenge.js'
import { codesLeft } from './recovery-codes.js'
import { mayStartOver } from './start-over.js'
import { whyText } from '../policy/why.js'
import type { Services } from './services.js'

/** The next thing the person can do. */
export type Step = 'prove' | 'enroll' | 'confirm' | 'locked' | 'unavailable' | 'done'

/** Instants are epoch milliseconds. */
export interface SignInState {
  readonly outcome: Outcome
  readonly reason: Reason
  readonly step: Step
  readonly methods: readonly Method[]
  readonly enrollment: { readonly state: EnrollmentState; readonly phoneHint: string | null }
  readonly remaining: number | null
  readonly deadline: number | null
  readonly maySkip: boolean
  readonly mayOptOut: boolean
  readonly then: Decision['then']
  /** What was sent last. */
  readonly challenge: ChallengeView | null
  /** The push, also when a text was asked for after it. */
  readonly push: ChallengeView | null
  /** Digits from the phone have to be typed before the approval counts. */
  readonly needsMatchCode: boolean
  readonly lockedUntil: number | null
  readonly helpUrl: string | null
  /** One plain sentence on why the person is asked, let in or stopped. */
  readonly why: string
  /** Names the decision in the log, for the help desk; `null` when it was not logged. */
  readonly reference: string | null
  /** Seconds for which this browser could be remembered; 0 where that is not on offer. */
  readonly rememberForSeconds: number
  /** Whether codes for when the phone is away can be made now: policy gives some, and there is none yet. */
  readonly offersBackupCodes: boolean
  /** What a fresh proof is asked for; `null` when it is for signing in. */
  readonly wish: StepUpWish | null
  readonly fallbackAfterSeconds: number
  /** Whether the page may lead to the app's install page. */
  readonly installLink: boolean
  /** Who registered the phone that is in force or waits; `null` when there is none. */
  readonly registeredBy: Factor['registeredBy'] | null
  /** When another sign-in of the person was completed while this one waits; `null` when none was. */
  readonly elsewhereAt: number | null
  /** Whether the number that waits may be dropped, to enter another. */
  readonly mayStartOver: boolean
  /** Names of the proofs that are still owed before a phone can be bound. */
  readonly proofs: readonly string[]
}

/** What the person is about to do, as far as people may see it: no digest and no id. */
export interface StepUpWish {
  readonly action: string | null
  readonly path: string | null
  readonly details: Readonly<Record<string, string>> | null
}

export function signInState(services: Services, situation: Situation, current: Challenge | null): SignInState {
  const { account, decision } = situation
  const target = targetOf(services, situation)
  const challenge = current !== null && isFor(current, target) ? current : null
  const proven = hasProvenOldMethod(situation)
  const { challenge: settings, recovery } = decision.settings
  return {
    outcome: decision.outcome,
    reason: decision.reason,
    step: stepOf(situation, proven || hasBindProof(situation)),
    methods: methodsOf(decision, target?.methods ?? decision.methods, challenge),
    enrollment: { state: account.state, phoneHint: target?.factor.phoneHint ?? account.factor?.phoneHint ?? null },
    remaining: decision.remaining,
    deadline: decision.deadline,
    maySkip: decision.maySkip && (decision.reason !== 'method_no_longer_allowed' || proven),
    mayOptOut: decision.mayOptOut,
    then: decision.then,
    challenge: viewOf(challenge, settings.code),
    push: pushViewOf(challenge),
    needsMatchCode: challenge?.push?.matchEntry ?? false,
    lockedUntil: decision.lockedUntil,
    helpUrl: recovery.helpUrl,
    why: whyText(decision),
    reference: situation.decisionId,
    rememberForSeconds: rememberFor(situation),
    offersBackupCodes: recovery.backupCodes > 0 && isFreshlyProven(situation) && codesLeft(account.backupCodes, situation.now) === 0,
    wish: wishOf(situation),
    fallbackAfterSeconds: settings.fallbackAfter,
    installLink: decision.settings.enrollment.installLink === 'auto',
    registeredBy: (target?.factor ?? account.factor)?.registeredBy ?? null,
    elsewhereAt: challenge === null ? null : signedInSince(account, challenge),
    mayStartOver: mayStartOver(situation),
    proofs: owedProofs(situation),
  }
}

/** What was sent to the old phone says nothing about the new one. */
function isFor({ purpose, providerId }: Challenge, target: Target | null): boolean {
  return target === null || (target.purpose === purpose && target.factor.providerId === providerId)
}

/** A remembered browser serves for signing in where policy asks at new ones, never for a step-up. */
function rememberFor({ account, decision }: Situation): number {
  const { when, rememberDevice } = decision.settings.challenge
  const isSignIn = decision.outcome === 'challenge' && decision.reason !== 'step_up' && decision.reason !== 'method_no_longer_allowed'
  return isSignIn && account.state === 'enrolled' && when === 'new_device' ? rememberDevice.for : 0
}

function wishOf({ visit, decision }: Situation): StepUpWish | null {
  const { action = null, details = null } = visit.wish ?? {}
  if (action === null && decision.reason !== 'step_up') return null
  return { action, details, path: visit.path }
}

/** What this sign-in learned counts too: an account without an app is not offered a push again. */
function methodsOf(decision: Decision, offered: readonly Method[], challenge: Challenge | null): readonly Method[] {
  if (decision.outcome === 'locked') {
    // Guesses lock the codes, not the owner with the phone.
    return decision.reason === 'too_many_failures' ? offered.filter((method) => method === 'push') : []
  }
  const fits = challenge !== null && decision.outcome === 'challenge'
  return fits ? offered.filter((method) => challenge.methods.includes(method)) : offered
}

function stepOf({ account, decision }: Situation, proven: boolean): Step {
  switch (decision.outcome) {
    case 'locked':
      return 'locked'
    case 'unavailable':
      return 'unavailable'
    case 'challenge':
      if (!proven) return 'prove'
      return account.replacement === null ? 'enroll' : 'confirm'
    case 'enroll_required':
    case 'allow_with_prompt':
      return account.state === 'pending' ? 'confirm' : 'enroll'
    case 'allow':
      return stepWhenAllowed(account.state, account.replacement !== null, decision)
  }
}

function stepWhenAllowed(state: EnrollmentState, replacing: boolean, decision: Decision): Step {
  if (state === 'pending' || replacing) return 'confirm'
  if (state === 'enrolled' || decision.settings.enrollment.model === 'disabled') return 'done'
  return 'enroll'
}
