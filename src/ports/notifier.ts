/**
 * Messages to the people themselves, over a channel of the host's: mail, as a rule. A message says what happened to an
 * account; it never holds a code, a link that acts, an id of the provider or a whole number.
 */

/** What a message is about. Instants are epoch milliseconds. */
export type Notice =
  /** Two-step sign-in is on, with a new phone. */
  | { readonly kind: 'enrolled'; readonly phoneHint: string }
  | { readonly kind: 'opted_out' }
  | { readonly kind: 'backup_codes_made' }
  /** A backup code was used, and few are left. */
  | { readonly kind: 'backup_codes_low'; readonly left: number }
  /** The help desk locked or unlocked the account, gave a code that stands in for the phone, or took the phone off the account. */
  | { readonly kind: 'locked' | 'unlocked' | 'bypass_code_made' | 'reset' }
  /** “That wasn’t me” was pressed. */
  | { readonly kind: 'reported'; readonly reference: string }
  /** The cookie of a remembered browser was used by somebody else; that browser is forgotten. */
  | { readonly kind: 'device_copied' }
  /** Somebody registered, for another account, the number that this account uses. */
  | { readonly kind: 'number_in_use'; readonly phoneHint: string }
  /** A number was registered and never proven; it is gone. */
  | { readonly kind: 'number_removed'; readonly phoneHint: string }
  /** Sent by an administrator: two-step sign-in is not set up yet. */
  | { readonly kind: 'reminder'; readonly remaining: number | null; readonly deadline: number | null }

export interface Recipient {
  readonly userId: string
  /** `null` when it is not known here: the host looks it up. */
  readonly email: string | null
  /** BCP 47 tag, or `null`. */
  readonly locale: string | null
}

/** One message, ready to be sent: plain text, in the recipient's language. */
export interface Message {
  readonly notice: Notice
  readonly to: Recipient
  readonly subject: string
  readonly text: string
  readonly at: number
}

/**
 * Sends one message. What it throws is reported as the event `notice_failed`; the change that the message tells of
 * stands all the same, and nobody waits for it.
 */
export type Notifier = (message: Message) => Promise<void> | void

export const silentNotifier: Notifier = () => undefined
