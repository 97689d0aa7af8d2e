/** What a policy may ask for before a phone is bound (`bind_new_phone`), and how the shop checks it. */
import type { Clock, SecondFactorOptions } from 'passport-authy'
import { logMessage } from './log.js'
import type { OneUseCodes } from './one-use-codes.js'
import type { Outbox } from './outbox.js'

const MINUTE_MS = 60_000
const BY_MAIL = 'email_link'
const BY_ADMIN = 'admin_code'

export interface ProofParts {
  readonly codes: OneUseCodes
  readonly outbox: Outbox
  readonly clock: Clock
  readonly publicUrl: string
  readonly logFormat: 'pretty' | 'json'
}

export function shopProofs(parts: ProofParts): NonNullable<SecondFactorOptions['proofs']> {
  const { codes } = parts
  return {
    [BY_MAIL]: {
      label: 'Code from our message',
      start: ({ userId }) => mailCode(parts, userId),
      check: (value, { userId }) => codes.use(userId, BY_MAIL, value),
    },
    [BY_ADMIN]: {
      label: 'Code from an administrator',
      check: (value, { userId }) => codes.use(userId, BY_ADMIN, value),
    },
  }
}

/** It is typed on the page that asked for it: a link that acts could be followed by a mail scanner. */
function mailCode({ codes, outbox, clock, publicUrl, logFormat }: ProofParts, userId: string): void {
  const at = clock.now()
  const code = codes.make(userId, BY_MAIL, 15 * MINUTE_MS)
  const text = `Your code is ${code}. Type it at ${publicUrl}/2fa, where you set up your phone.
It works once, for 15 minutes. If you did not ask for it, somebody knows your password: change it.`
  outbox.add({ to: userId, subject: 'Your code for setting up a phone', text, at })
  logMessage(logFormat, BY_MAIL, userId, at)
}

/** One code for a new phone, told by an administrator. The person hears that there is one. */
export function makeAdminCode({ codes, outbox, clock, logFormat }: ProofParts, userId: string): string {
  const at = clock.now()
  const text = 'An administrator made a code with which a phone can be set up for your account. If you did not ask for it, tell the help desk.'
  outbox.add({ to: userId, subject: 'A code for a new phone was made', text, at })
  logMessage(logFormat, BY_ADMIN, userId, at)
  return codes.make(userId, BY_ADMIN, 60 * MINUTE_MS)
}
