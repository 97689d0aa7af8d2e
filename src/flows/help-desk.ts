/** What the help desk does for somebody else. Each act names who did it and why, and the person is told. */
import { SecondFactorError } from '../errors.js'
import { blankAccount } from '../ports/account-store.js'
import type { AccountRecord } from '../ports/account-store.js'
import { changeAccount } from './change-account.js'
import { makeCodes } from './recovery-codes.js'
import { removeSoon } from './remove-phone.js'
import type { Services } from './services.js'
import { tellUser } from './tell-user.js'

/** For the log: who at the help desk, and why. Both are wanted, up to 200 characters. */
export interface HelpDeskNote {
  readonly by: string
  readonly why: string
}

export interface HelpDesk {
  /** Nothing but the help desk opens the account again; every sign-in of the user ends. */
  lock(userId: string, note: HelpDeskNote): Promise<void>
  /** Every lock goes, and grace begins anew. */
  unlock(userId: string, note: HelpDeskNote): Promise<void>
  /** Nine digits that stand in for the phone, or `null` when the account is not enrolled. Shown once. */
  bypassCode(userId: string, note: HelpDeskNote): Promise<string | null>
  /** Takes the phone off the account. @returns nine digits that binding another phone needs, for a day */
  reset(userId: string, note: HelpDeskNote): Promise<string>
}

/** @throws SecondFactorError `invalid_options`, as a rejection, when the note does not say who and why */
export function helpDesk(services: Services): HelpDesk {
  const noted = <T>(act: (services: Services, userId: string, note: HelpDeskNote) => Promise<T>) =>
    async (userId: string, note: HelpDeskNote): Promise<T> => act(services, userId, checked(note))
  return { lock: noted(lockAccount), unlock: noted(unlockAccount), bypassCode: noted(makeBypassCode), reset: noted(resetAccount) }
}

function checked({ by, why }: HelpDeskNote): HelpDeskNote {
  for (const text of [by, why] as readonly unknown[]) {
    const isFine = typeof text === 'string' && text.trim() !== '' && text.length <= 200 && !/\p{Cc}/u.test(text)
    if (!isFine) throw new SecondFactorError('invalid_options', 'A note of the help desk says who (by) and why, in up to 200 characters each.')
  }
  return { by, why }
}

type Action = 'lock' | 'unlock' | 'bypass_code' | 'reset'

const BIND_LIFE_MS = 24 * 60 * 60_000

/** Nothing but the help desk opens the account again. */
async function lockAccount(services: Services, userId: string, note: HelpDeskNote): Promise<void> {
  await changeAccount(services, userId, ({ credentialVersion }) => ({
    fields: { adminLocked: true, credentialVersion: credentialVersion + 1 },
    answer: undefined,
  }))
  await services.store.revokeUser(userId, services.clock.now())
  record(services, userId, 'lock', note)
  void tellUser(services, userId, { kind: 'locked' })
}

/** Every lock goes, and grace begins anew under the policy in force. */
async function unlockAccount(services: Services, userId: string, note: HelpDeskNote): Promise<void> {
  await changeAccount(services, userId, () => ({
    fields: { adminLocked: false, failuresInARow: 0, graceUsed: 0, graceStartedAt: null, graceSignIns: [] },
    answer: undefined,
  }))
  await services.store.clearFailures(userId)
  record(services, userId, 'unlock', note)
  void tellUser(services, userId, { kind: 'unlocked' })
}

/** A code of nine digits that stands in for the phone: for as long and as often as policy's `bypass_code` says. */
async function makeBypassCode(services: Services, userId: string, note: HelpDeskNote): Promise<string | null> {
  const stored = await services.accounts.read(userId)
  if (stored?.record.state !== 'enrolled') return null
  const { for: seconds, uses } = services.policy().recovery.bypassCode
  const [code = null] = await makeCodes(services, userId, 'bypassCode', { count: 1, lifeMs: seconds * 1000, uses })
  record(services, userId, 'bypass_code', note)
  void tellUser(services, userId, { kind: 'bypass_code_made' })
  return code
}

/**
 * Takes the phone off the account. @returns a code of nine digits, good for a day, without which no new phone can be
 * bound: a password alone must not be enough (ASVS 5.0, 6.4.4)
 */
async function resetAccount(services: Services, userId: string, note: HelpDeskNote): Promise<string> {
  await changeAccount(services, userId, (before) => ({ fields: withoutFactor(before), answer: undefined }))
  await services.store.revokeUser(userId, services.clock.now())
  const [code = ''] = await makeCodes(services, userId, 'bindCode', { count: 1, lifeMs: BIND_LIFE_MS, uses: 1 })
  record(services, userId, 'reset', note)
  removeSoon(services, userId)
  void tellUser(services, userId, { kind: 'reset' })
  return code
}

function withoutFactor(before: AccountRecord): Partial<AccountRecord> {
  const { factor, replacement, backupCodes, bypassCode, optedOutAt, enrolledAt } = blankAccount(before.userId)
  const credentialVersion = before.credentialVersion + 1
  const blank = { factor, replacement, backupCodes, bypassCode, optedOutAt, enrolledAt }
  return { ...blank, state: 'none', needsHelpDesk: true, failuresInARow: 0, credentialVersion }
}

function record(services: Services, userId: string, action: Action, { by, why }: HelpDeskNote): void {
  services.events.emit({ type: 'help_desk', userId, at: services.clock.now(), action, by, why })
}
