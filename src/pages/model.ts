/** What the pages show. Filled by the web layer; holds nothing that must not reach a browser. */
import type { ChallengeView } from '../challenge/view.js'
import type { RefusalCode } from '../errors.js'
import type { Channel, Method } from '../methods.js'
import type { EnrollmentState, Outcome, Reason } from '../policy/decision.js'
import type { Speaker } from '../words/speaker.js'

/**
 * Pages that a person may ask to see within a step: they change nothing and send nothing. `on`: that it is set up now;
 * `off`: the question before it is turned off in the settings.
 */
export const SHOWS = ['push', 'totp', 'code', 'backup', 'ways', 'help', 'phone', 'new-phone', 'repeat', 'on', 'off'] as const

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
  /** Ways of sending a code that policy allows, whatever can be had at the moment. */
  readonly allowedChannels: readonly Channel[]
  /** False once it is known that no app can take a request of this account. */
  readonly hasApp: boolean
  /** A code may be sent by text or call although the provider would ping the app instead. */
  readonly mayForce: boolean
  readonly enrollment: { readonly state: EnrollmentState; readonly phoneHint: string | null }
  /** Who registered the phone; `null` when there is none. */
  readonly registeredBy: 'self_service' | 'batch' | null
  /** Whether the number that waits may be dropped, to enter another. */
  readonly mayStartOver: boolean
  /** When another sign-in of the person was completed while this one waits; epoch ms, or `null`. */
  readonly elsewhereAt: number | null
  readonly remaining: number | null
  readonly deadline: number | null
  readonly maySkip: boolean
  readonly mayOptOut: boolean
  /** When whoever opts out now is asked again; `null`: never. */
  readonly askedAgainAt: number | null
  /** What was sent last. */
  readonly challenge: ChallengeView | null
  /** The push, also when a text was asked for after it. */
  readonly push: ChallengeView | null
  readonly needsMatchCode: boolean
  /** Seconds for which this browser could be remembered; 0 where that is not on offer. */
  readonly rememberForSeconds: number
  /** Whether codes for when the phone is away can be made now: policy gives some, and there is none yet. */
  readonly offersBackupCodes: boolean
  /** What a fresh proof is asked for; `null` when it is for signing in. */
  readonly wish: WishModel | null
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
  /** Whether proofs can stand in for the old phone where a new one is set up. */
  readonly mayBindByProof: boolean
  /** Why the last form was refused. */
  readonly problem: PageProblem | null
}

/** What the person is about to do. */
export interface WishModel {
  /** Name of the action as policy uses it; `null` where a path asks. */
  readonly action: string | null
  readonly path: string | null
  /** What is confirmed, as the phone shows it. */
  readonly details: Readonly<Record<string, string>> | null
}

/** The page of the person's own settings. */
export interface SettingsModel extends PageModel {
  readonly settings: SettingsFacts
}

/** Instants are epoch milliseconds; `null`: not known, or never. */
export interface SettingsFacts {
  readonly enrollment: { readonly state: EnrollmentState; readonly phoneHint: string | null; readonly since: number | null }
  readonly methods: readonly { readonly method: Method; readonly lastUsedAt: number | null }[]
  readonly backupCodesLeft: number
  /** How many a new set has; 0 where policy gives none. */
  readonly backupCodes: number
  readonly devices: readonly DeviceFacts[]
  /** The latest, newest first. */
  readonly activity: readonly ActivityFacts[]
  readonly mayDisable: boolean
  readonly maySetUp: boolean
  readonly when: 'never' | 'new_device' | 'every_login'
}

export interface DeviceFacts {
  readonly id: string
  readonly browser: string | null
  readonly system: string | null
  readonly lastUsedAt: number
  readonly expiresAt: number
  /** The browser that asks. */
  readonly isThis: boolean
}

export interface ActivityFacts {
  readonly at: number
  readonly what: 'signed_in' | 'denied' | 'enrolled'
  readonly method: Method | null
  readonly browser: string | null
  readonly system: string | null
}

/** The page that shows new backup codes, once. */
export interface CodesModel extends PageModel {
  readonly codes: readonly string[]
  /** Where the person goes on to. */
  readonly next: string
}

/** The page before and after somebody reports a sign-in. */
export interface ReportModel extends PageModel {
  readonly report: {
    /** What the help desk finds it by; `null` before it was sent. */
    readonly reference: string | null
    readonly pauseSeconds: number
    /** Whether policy locks the account. */
    readonly locks: boolean
    /** Whether every session was ended, this one too. */
    readonly isSignedOut: boolean
    /** Where the person goes on to. */
    readonly next: string
  }
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
