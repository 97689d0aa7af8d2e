/**
 * Durable facts about each account, in the host's database. Small enough to write for any database in about
 * twenty lines: read a record with its version, write it if the version is unchanged, list.
 */
import type { Channel, Method } from '../methods.js'
import type { EnrollmentState } from '../policy/decision.js'

/** A phone that the provider knows. Holds no whole number. */
export interface Factor {
  /** The provider's id of the person (Authy id). */
  readonly providerId: string
  /** Masked number for display: the last two digits, e.g. `•••67`. */
  readonly phoneHint: string
  readonly methods: readonly Method[]
  /** Epoch ms at which it was registered with the provider. */
  readonly registeredAt: number
  /** By the person, or by the organisation from a register. What nobody confirms goes only if the person began it. */
  readonly registeredBy: 'self_service' | 'batch'
}

/** A browser that was remembered after a second factor. */
export interface Device {
  readonly id: string
  /** Rough names for the person's own list; `null` when they are not known. */
  readonly browser: string | null
  readonly system: string | null
  readonly createdAt: number
  readonly lastUsedAt: number
  readonly expiresAt: number
  /** How often the browser's token was exchanged. */
  readonly serial: number
  /** The sign-in that exchanged it last. */
  readonly lastSignIn: string
}

/** Codes of which only slow digests are kept. */
export interface CodeSet {
  readonly salt: string
  readonly digests: readonly string[]
  /** How often each may still be used. */
  readonly uses: number
  readonly madeAt: number
  /** Epoch ms; `null` for codes that do not run out. */
  readonly expiresAt: number | null
}

/** What happened lately, for the person's own list. */
export interface Activity {
  readonly at: number
  readonly what: 'signed_in' | 'denied' | 'enrolled'
  readonly method: Method | null
  readonly browser: string | null
  readonly system: string | null
}

/** An id at the provider that this account no longer uses, and that is to be removed there if no account does. */
export interface Removal {
  readonly providerId: string
  readonly since: number
  /** Attempts so far; one may be under way. */
  readonly tries: number
  /** Epoch ms of the next attempt. */
  readonly nextAt: number
}

/** Instants are epoch milliseconds. Every field is plain JSON. */
export interface AccountRecord {
  readonly userId: string
  readonly state: EnrollmentState
  /** The factor in force (`enrolled`), or waiting for its proof (`pending`). */
  readonly factor: Factor | null
  /** A new factor that waits for its proof while `factor` stays in force. */
  readonly replacement: Factor | null
  readonly graceUsed: number
  readonly graceStartedAt: number | null
  /** Sign-ins that spent the latest grace logins, newest last, so that a repeated request spends once. */
  readonly graceSignIns: readonly string[]
  readonly optedOutAt: number | null
  readonly nudges: { readonly count: number; readonly lastAt: number | null }
  readonly adminLocked: boolean
  /** Wrong codes in a row; at policy's `disable_after` codes stay off. Survives the loss of the state store. */
  readonly failuresInARow: number
  /** The latest code that was texted or spoken to the account, in whatever sign-in. */
  readonly phoneCode: { readonly channel: Channel; readonly at: number } | null
  /** Rises whenever a factor changes; sign-ins proven under an older one no longer count. */
  readonly credentialVersion: number
  readonly enrolledAt: number | null
  /** Remembered browsers; void when `credentialVersion` rises. */
  readonly devices: readonly Device[]
  /** One-time codes for when the phone is away. */
  readonly backupCodes: CodeSet | null
  /** A code from the help desk that stands in for the phone. */
  readonly bypassCode: CodeSet | null
  /** A code from the help desk that lets the person bind a new phone after a reset. */
  readonly bindCode: CodeSet | null
  /** After a reset a password alone binds no phone: the help desk's code is wanted, whatever policy asks besides. */
  readonly needsHelpDesk: boolean
  /** The latest, newest first. */
  readonly activity: readonly Activity[]
  /** What is still to be removed at the provider; shown to administrators. */
  readonly removals: readonly Removal[]
  readonly updatedAt: number
}

/** The record of somebody who never had to do with a second factor. */
export function blankAccount(userId: string): AccountRecord {
  return {
    userId,
    state: 'none',
    factor: null,
    replacement: null,
    graceUsed: 0,
    graceStartedAt: null,
    graceSignIns: [],
    optedOutAt: null,
    nudges: { count: 0, lastAt: null },
    adminLocked: false,
    failuresInARow: 0,
    phoneCode: null,
    credentialVersion: 0,
    enrolledAt: null,
    devices: [],
    backupCodes: null,
    bypassCode: null,
    bindCode: null,
    needsHelpDesk: false,
    activity: [],
    removals: [],
    updatedAt: 0,
  }
}

export interface VersionedAccount {
  readonly record: AccountRecord
  /** Rises by one with every write; the first write makes version 1. */
  readonly version: number
}

export interface AccountStore {
  /** `null` when the account was never written. */
  read(userId: string): Promise<VersionedAccount | null>
  /**
   * Writes if the stored version still is `expectedVersion` (0: must not exist yet).
   * @returns whether it was written
   */
  write(record: AccountRecord, expectedVersion: number): Promise<boolean>
  /** All accounts, in no particular order, in constant memory. */
  list(): AsyncIterable<AccountRecord>
  /**
   * The users whose `factor` or `replacement` has this id of the provider, in no particular order. Without it all
   * accounts are read whenever somebody registers a phone.
   */
  holders?(providerId: string): Promise<readonly string[]>
  close(): Promise<void>
}
