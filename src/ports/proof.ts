/**
 * Proofs of the host's that policy may ask for before a new phone is bound (`bind_new_phone`): a link by mail, a code
 * from the help desk, whatever the host can check. A password alone then never binds a phone.
 */
import type { Recipient } from './notifier.js'

export interface Proof {
  /** What the page calls the field, in the person's language if the host can. Default: the proof's name. */
  readonly label?: string | ((person: Recipient) => string)
  /** Sends the person what has to be typed; called on a press only. Left out: the person gets it some other way. */
  start?(person: Recipient): Promise<void> | void
  /**
   * Whether the value proves that this person may bind a phone. It has to use the value up. Called at most five times
   * in fifteen minutes for one account; what it throws counts as malfunction, and nobody is let in.
   * @param value up to 256 characters, never logged
   */
  check(value: string, person: Recipient): Promise<boolean> | boolean
}

/** By the names that `bind_new_phone.requires` uses, e.g. `email_link`, `admin_code`. */
export type Proofs = Readonly<Record<string, Proof>>
