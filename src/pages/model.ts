/** What the pages show. Filled by the web layer; holds nothing that must not reach a browser. */
import type { ChallengeView } from '../challenge/view.js'
import type { RefusalCode } from '../errors.js'
import type { Method } from '../methods.js'
import type { EnrollmentState, Outcome, Reason } from '../policy/decision.js'

/** Instants are epoch milliseconds. */
export interface PageModel {
  readonly appName: string
  /** Where the router is mounted. */
  readonly path: string
  readonly returnTo: string
  readonly signInPath: string
  readonly now: number
  readonly step: 'prove' | 'enroll' | 'confirm' | 'locked' | 'unavailable' | 'done'
  readonly outcome: Outcome
  readonly reason: Reason
  readonly methods: readonly Method[]
  readonly enrollment: { readonly state: EnrollmentState; readonly phoneHint: string | null }
  readonly remaining: number | null
  readonly deadline: number | null
  readonly maySkip: boolean
  readonly mayOptOut: boolean
  readonly challenge: ChallengeView | null
  /** The push, also when a text was asked for after it. */
  readonly push: ChallengeView | null
  readonly needsMatchCode: boolean
  readonly lockedUntil: number | null
  readonly helpUrl: string | null
  /** One plain sentence on why the person is asked or stopped. */
  readonly why: string
  /** Names the decision in the log. */
  readonly reference: string | null
  readonly email: string | null
  /** Why the last form was refused. */
  readonly problem: PageProblem | null
}

export interface PageProblem {
  readonly code: RefusalCode
  readonly field: string | null
  readonly attemptsLeft: number | null
  /** Epoch ms at which trying again makes sense. */
  readonly retryAt: number | null
}
