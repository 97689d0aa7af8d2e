/** Reads, changes and writes one account, again if somebody else was faster. The rule lives in `change`, once. */
import { SecondFactorError } from '../errors.js'
import { blankAccount } from '../ports/account-store.js'
import type { AccountRecord, Removal } from '../ports/account-store.js'
import type { Services } from './services.js'
import { withoutUnconfirmed } from './unconfirmed.js'

/** A writer loses only to another that won, so this many defeats in a row mean a fault. */
const MAX_TRIES = 200

/** What a change comes to: fields to write, or `null` to leave the account alone; and an answer either way. */
export interface AccountChange<T> {
  readonly fields: Partial<AccountRecord> | null
  readonly answer: T
}

/** What follows from every change, whoever makes it. */
function settled(before: AccountRecord, after: AccountRecord): AccountRecord {
  const isRaised = after.credentialVersion !== before.credentialVersion
  return withRemovals(before, isRaised ? { ...after, devices: [] } : after)
}

/** An id that an account lets go of is owed a removal at the provider; one that it takes up again is not. */
function withRemovals(before: AccountRecord, after: AccountRecord): AccountRecord {
  const held = idsOf(after)
  const dropped = idsOf(before).filter((id) => !held.includes(id) && !after.removals.some(({ providerId }) => providerId === id))
  const kept = after.removals.filter(({ providerId }) => !held.includes(providerId))
  if (dropped.length === 0 && kept.length === after.removals.length) return after
  return { ...after, removals: [...kept, ...dropped.map((id) => removalOf(id, after.updatedAt))] }
}

export function removalOf(providerId: string, now: number): Removal {
  return { providerId, since: now, tries: 0, nextAt: now }
}

function idsOf({ factor, replacement }: AccountRecord): readonly string[] {
  return [factor, replacement].flatMap((phone) => (phone === null ? [] : [phone.providerId]))
}

/**
 * Compare-and-set on one account. `change` may run several times and must be free of side effects. It gets the record
 * as it counts now, and as it is stored, which may hold a number that was not confirmed in time.
 * @throws SecondFactorError `account_conflict` after 200 lost races
 */
export async function changeAccount<T>(
  services: Services,
  userId: string,
  change: (record: AccountRecord, stored: AccountRecord) => AccountChange<T>,
): Promise<T> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const stored = await services.accounts.read(userId)
    const raw = stored?.record ?? blankAccount(userId)
    const now = services.clock.now()
    const record = withoutUnconfirmed(raw, now)
    const { fields, answer } = change(record, raw)
    if (fields === null) return answer
    const next = settled(raw, { ...record, ...fields, userId, updatedAt: now })
    if (await services.accounts.write(next, stored?.version ?? 0)) {
      services.copies.forget(userId)
      await services.store.announceUser(userId)
      return answer
    }
  }
  throw new SecondFactorError('account_conflict', 'The account kept changing while it was being changed.')
}
