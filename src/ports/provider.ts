/**
 * The party that reaches the phone: Authy, its emulator, or another that can do the same.
 *
 * Expected answers are values. A provider that cannot be reached, answers nonsense or refuses our key throws
 * `SecondFactorError` (`provider_unavailable`, `provider_key_refused`, or `provider_not_asked` when the call was not
 * even made), never with a secret in it.
 */
import type { Channel, Method } from '../methods.js'

/** Too many calls; seconds until another makes sense. */
export interface Limited {
  readonly kind: 'limited'
  readonly retryAfterSeconds: number
}

export interface Registration {
  readonly email: string
  /** Calling code, digits only: `"1"`, `"351"`. */
  readonly countryCode: string
  /** National number. */
  readonly phone: string
  /** Whether the provider may text a link to its app. */
  readonly installLink: boolean
}

export type RegisterResult =
  | { readonly kind: 'registered'; readonly providerId: string }
  | { readonly kind: 'invalid'; readonly fields: readonly ('email' | 'phone' | 'country_code')[] }
  | Limited

export interface PushRequest {
  readonly providerId: string
  /** Shown on the phone; at most 144 characters. */
  readonly message: string
  /** Shown on the phone, in order. Keys at most 20 characters. */
  readonly details: Readonly<Record<string, string>>
  /** Kept with the request, never shown. */
  readonly hiddenDetails: Readonly<Record<string, string>>
  /** Pictures that the phone shows; the first that fits its screen. Left out: the provider's own. */
  readonly logos?: readonly Logo[]
  readonly expiresInSeconds: number
}

/** A picture for one resolution; where there is any, one is the `default`. */
export interface Logo {
  readonly resolution: 'default' | 'low' | 'med' | 'high'
  /** https address, at most 200 characters. */
  readonly url: string
}

export type SendPushResult =
  | { readonly kind: 'sent'; readonly ref: string }
  | { readonly kind: 'no_app' }
  | { readonly kind: 'unknown_user' }
  | Limited

export type PushStatus = 'pending' | 'approved' | 'denied' | 'expired' | 'not_found'

export interface CodeRequest {
  readonly providerId: string
  readonly channel: Channel
  /** Send although the person has the app. */
  readonly force: boolean
  /** BCP 47 tag for the wording. */
  readonly locale: string | null
}

export type SendCodeResult =
  | { readonly kind: 'sent' }
  /** The provider pinged the app instead of sending a text or calling. */
  | { readonly kind: 'diverted' }
  | { readonly kind: 'undeliverable' }
  | { readonly kind: 'channel_off' }
  | { readonly kind: 'unknown_user' }
  | { readonly kind: 'suspended' }
  | Limited

export type VerifyCodeResult =
  | { readonly kind: 'valid' }
  | { readonly kind: 'wrong' }
  /** Was accepted before. */
  | { readonly kind: 'used' }
  | { readonly kind: 'unknown_user' }
  | { readonly kind: 'suspended' }
  | Limited

export type ProviderUser =
  | { readonly kind: 'known'; readonly confirmed: boolean; readonly hasApp: boolean }
  | { readonly kind: 'unknown_user' }

/** A callback as it came over the wire. Header names are lower case; `body` is the raw text, byte for byte. */
export interface RawCallback {
  readonly method: string
  /** Raw query string without `?`. */
  readonly query: string
  readonly body: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The public address the provider was told to call, without query. */
  readonly url: string
  /** Epoch milliseconds. */
  readonly now: number
}

export type CallbackResult =
  | {
      readonly kind: 'verified'
      readonly ref: string
      readonly providerId: string
      readonly status: 'approved' | 'denied'
      /** Stable for one delivery: equal for a replay. */
      readonly deliveryId: string
    }
  /** Signed correctly, but says nothing we act on. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'bad_signature' }

export interface ProviderApp {
  readonly name: string
  /** Web addresses: one for any device, those of the stores for phones. */
  readonly links: { readonly any: string; readonly android: string; readonly ios: string }
}

export interface Provider {
  readonly name: string
  /** Methods that this provider can carry. */
  readonly methods: readonly Method[]
  /** The app that people install, and where they get it; left out when there is none. */
  readonly app?: ProviderApp
  register(registration: Registration): Promise<RegisterResult>
  sendPush(request: PushRequest): Promise<SendPushResult>
  /** State of the approval request `ref`, which must belong to `providerId`; anything else is a malfunction. */
  pushStatus(ref: string, providerId: string): Promise<PushStatus>
  sendCode(request: CodeRequest): Promise<SendCodeResult>
  verifyCode(providerId: string, code: string): Promise<VerifyCodeResult>
  lookUp(providerId: string): Promise<ProviderUser>
  /** Forgets the person at the provider. Unknown people count as removed. */
  remove(providerId: string): Promise<void>
  readCallback(callback: RawCallback): CallbackResult
  close(): Promise<void>
}
