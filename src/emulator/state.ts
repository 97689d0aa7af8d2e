/** Everything the emulator remembers, in memory only. No other file holds state. */
import type { Outgoing } from './callback/send-request.js'
import type { Fault } from './faults.js'
import { defaultSettings, type Settings } from './settings.js'

/** A code that was texted or spoken. */
export interface SentCode {
  readonly code: string
  /** The custom action it is bound to, or null. */
  readonly action: string | null
  readonly expiresAt: number
  used: boolean
}

/** A phone number with its Authy id, and the virtual phone behind it. */
export interface User {
  readonly authyId: number
  countryCode: string
  /** National number, digits only. */
  phone: string
  /** Every address ever given; the first is shown. */
  emails: string[]
  readonly createdAt: number
  /** When the removal that was asked for takes effect; null when none was. */
  goneAt: number | null
  confirmed: boolean
  hasApp: boolean
  osType: string
  deliverable: boolean
  landline: boolean
  countryBlocked: boolean
  rateLimited: boolean
  suspended: boolean
  disabled: boolean
  readonly deviceId: number
  /** Key of the Authy app's own tokens. */
  readonly nativeSecret: Buffer
  generic: { readonly secret: Buffer; readonly label: string; readonly qrId: string } | null
  readonly usedNativeSteps: Set<number>
  readonly usedGenericSteps: Set<number>
  codes: SentCode[]
  /** Instants of texts and calls, and of wrong codes, for the sliding limits. */
  sends: number[]
  wrongCodes: number[]
}

export type ApprovalStatus = 'pending' | 'approved' | 'denied' | 'expired'

export interface Logo {
  readonly res: string
  readonly url: string
}

export interface Approval {
  readonly uuid: string
  readonly authyId: number
  /** 24 hex digits. */
  readonly objectId: string
  /** The key that asked signs the callback. */
  readonly apiKey: string
  readonly message: string
  readonly details: Readonly<Record<string, string>> | null
  readonly hiddenDetails: Readonly<Record<string, string>> | null
  readonly logos: readonly Logo[] | null
  readonly secondsToExpire: number
  readonly createdAt: number
  /** Null: never. */
  readonly expiresAt: number | null
  status: ApprovalStatus
  updatedAt: number
  processedAt: number | null
  notified: boolean
}

export interface Message {
  readonly id: number
  readonly authyId: number | null
  readonly channel: 'sms' | 'voice'
  /** E.164. */
  readonly to: string
  readonly text: string
  readonly code: string | null
  readonly at: number
}

/** A phone verification, which knows no Authy id. */
export interface PhoneVerification {
  readonly uuid: string
  readonly code: string
  readonly expiresAt: number
  verified: boolean
}

export interface LoggedRequest {
  readonly id: number
  readonly method: string
  /** With every key, token and code taken out. */
  readonly path: string
  /** Null when no answer was given. */
  readonly status: number | null
  readonly ms: number
  readonly at: number
}

/** One attempt to call the application back. */
export interface Delivery {
  readonly uuid: string
  readonly method: string
  readonly url: string
  /** HTTP status of the application's answer; null when there was none. */
  readonly status: number | null
  readonly faults: readonly string[]
  readonly at: number
}

/** A call of the application or a callback to it, as the timeline shows it. */
export interface Exchange {
  readonly id: number
  readonly kind: 'call' | 'callback'
  readonly method: string
  /** With every key, token, code and number taken out. */
  readonly path: string
  readonly status: number | null
  readonly ms: number
  readonly at: number
  /** Bodies without secrets; empty when there was none. */
  readonly request: string
  readonly response: string
  readonly callback: SentCallback | null
}

export interface SentCallback {
  readonly uuid: string
  readonly faults: readonly string[]
  /** Exactly what was sent, to send it again; null when a fault lost it. */
  readonly outgoing: Outgoing | null
  readonly isReplay: boolean
}

/** Something the webhooks of the real service would have told, or a push that is not an approval request. */
export interface Happening {
  readonly event: string
  readonly authyId: number
  readonly at: number
}

export interface State {
  settings: Settings
  callbackUrl: string | null
  faults: Fault[]
  readonly users: Map<number, User>
  /** Authy id by calling code and number. */
  readonly idsByPhone: Map<string, number>
  readonly approvals: Map<string, Approval>
  readonly messages: Message[]
  readonly verifications: Map<string, PhoneVerification>
  readonly requests: LoggedRequest[]
  readonly deliveries: Delivery[]
  readonly happenings: Happening[]
  /** What applications asked and were told of late, oldest first. */
  readonly exchanges: Exchange[]
  /** Id of the last text and call that the page has shown, by Authy id. */
  readonly seen: Map<number, Readonly<Record<Message['channel'], number>>>
  /** Last number given to a message or logged request; never goes back, so an id from before a reset names nothing. */
  lastId: number
}

/** The key of a phone number in `idsByPhone`. */
export const phoneKey = (countryCode: string, phone: string): string => `${countryCode}-${phone}`

export const createState = (callbackUrl: string | null): State => ({
  settings: defaultSettings,
  callbackUrl,
  faults: [],
  users: new Map(),
  idsByPhone: new Map(),
  approvals: new Map(),
  messages: [],
  verifications: new Map(),
  requests: [],
  deliveries: [],
  happenings: [],
  exchanges: [],
  seen: new Map(),
  lastId: 0,
})

/** Forgets everything, or everything but the users. */
export function resetState(state: State, callbackUrl: string | null, keepUsers: boolean): void {
  state.settings = defaultSettings
  state.callbackUrl = callbackUrl
  state.faults = []
  state.approvals.clear()
  state.verifications.clear()
  state.seen.clear()
  const { messages, requests, deliveries, happenings, exchanges } = state
  for (const list of [messages, requests, deliveries, happenings, exchanges]) list.length = 0
  if (keepUsers) for (const user of state.users.values()) forgetCodes(user)
  else {
    state.users.clear()
    state.idsByPhone.clear()
  }
}

function forgetCodes(user: User): void {
  user.codes = []
  user.sends = []
  user.wrongCodes = []
  user.usedNativeSteps.clear()
  user.usedGenericSteps.clear()
}
