/** What the pages show. Filled by the web layer; holds nothing that must not reach a browser. */
import type { ChallengeView } from '../challenge/view.js'
import type { RefusalCode } from '../errors.js'
import type { Channel, Method } from '../methods.js'
import type { EnrollmentState, Outcome, Reason } from '../policy/decision.js'
import type { Speaker } from '../words/speaker.js'

/** Pages that a person may ask to see within a step: they change nothing and send nothing. */
export const SHOWS = ['push', 'totp', 'code', 'ways', 'help', 'phone', 'repeat'] as const

export type Show = (typeof SHOWS)[number]

/** Instants are epoch milliseconds. */
export interface PageModel {
  readonly appName: string
  /** Where the router is mounted. */
  readonly path: string
  /** A style sheet of the host's, loaded after ours; `null` when there is none. */
  readonly stylesheet: string | null
  readonly returnTo: string
  readonly signInPath: string
  /** The server's clock. */
  readonly now: number
  /** Says every sentence in the person's language. */
  readonly speaker: Speaker
  readonly step: 'prove' | 'enroll' | 'confirm' | 'locked' | 'unavailable' | 'done'
  readonly show: Show | null
  readonly outcome: Outcome
  readonly reason: Reason
  readonly methods: readonly Method[]
  /** Ways of sending a code that are on offer. */
  readonly channels: readonly Channel[]
  /** False once it is known that no app can take a request of this account. */
  readonly hasApp: boolean
  /** A code may be sent by text or call although the provider would ping the app instead. */
  readonly mayForce: boolean
  readonly enrollment: { readonly state: EnrollmentState; readonly phoneHint: string | null }
  /** Who registered the phone; `null` when there is none. */
  readonly registeredBy: 'self_service' | 'batch' | null
  readonly remaining: number | null
  readonly deadline: number | null
  readonly maySkip: boolean
  readonly mayOptOut: boolean
  /** What was sent last. */
  readonly challenge: ChallengeView | null
  /** The push, also when a text was asked for after it. */
  readonly push: ChallengeView | null
  readonly needsMatchCode: boolean
  /** Seconds after which the other ways come forward. */
  readonly fallbackAfterSeconds: number
  readonly lockedUntil: number | null
  readonly helpUrl: string | null
  /** One plain sentence on why the person is asked or stopped, in English; the pages say it in the person's language. */
  readonly why: string
  /** Names the decision in the log. */
  readonly reference: string | null
  readonly email: string | null
  /** The app to suggest; `null` when policy or the provider has none. */
  readonly app: AppModel | null
  /** For the choice of a country, in the person's language; empty where it is not asked for. */
  readonly countries: readonly { readonly name: string; readonly callingCode: string }[]
  /** Proofs still owed before a phone can be registered. */
  readonly proofs: readonly { readonly kind: string; readonly label: string; readonly canStart: boolean }[]
  /** Why the last form was refused. */
  readonly problem: PageProblem | null
}

export interface AppModel {
  readonly name: string
  /** Where this device gets it. */
  readonly link: string
  /** The same address as a picture, an `<svg>` element, for another device to scan; `null` on a phone. */
  readonly qr: string | null
}

export interface PageProblem {
  readonly code: RefusalCode
  readonly field: string | null
  /** What about the field is wrong, where more is known. */
  readonly fault: FieldFault | null
  readonly attemptsLeft: number | null
  /** Epoch ms at which trying again makes sense. */
  readonly retryAt: number | null
}

/** Why a typed code cannot be one. */
export type FieldFault = { readonly kind: 'empty' | 'letters' } | { readonly kind: 'length'; readonly length: number }
