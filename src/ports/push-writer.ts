/** What a host may say in the approval request, beside what policy shows (`push.show`). */
import type { Logo } from './provider.js'

export interface PushAbout {
  readonly userId: string
  /** `enroll`: the phone is being proven for the first time. */
  readonly purpose: 'sign_in' | 'enroll'
  /** BCP 47 tag, or `null`. */
  readonly locale: string | null
  readonly ip: string | null
  readonly userAgent: string | null
  /** Path that the person wants to reach, or `null`. */
  readonly path: string | null
  /** Action that is to be confirmed, or `null`. */
  readonly action: string | null
}

export interface PushExtras {
  /** Instead of `Sign-in to <application>`; cut to 144 characters. */
  readonly message?: string
  /** Shown below what policy shows: at most ten, keys cut to 20 characters, values to 80. Never take our keys' place. */
  readonly details?: Readonly<Record<string, string>>
  /** Kept with the request and in its callback, never shown: at most ten of 200 characters, never cut. */
  readonly hiddenDetails?: Readonly<Record<string, string>>
  readonly logos?: readonly Logo[]
}

/** Has a second; what it throws costs its own additions, never the sign-in. Must not answer anything secret. */
export type PushWriter = (about: PushAbout) => Promise<PushExtras> | PushExtras

/** City and country of an address as words, e.g. `Lisbon, Portugal`; `null` when they are not known. Has a second. */
export type PlaceFinder = (ip: string) => Promise<string | null> | string | null
