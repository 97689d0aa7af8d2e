/** Reads, changes and writes one account, again if somebody else was faster. The rule lives in `change`, once. */
import { SecondFactorError } from '../errors.js'
import { blankAccount } from '../ports/account-store.js'
import type { AccountRecord } from '../ports/account-store.js'
import type { Services } from './services.js'

/** A writer loses only to another that won, so this many defeats in a row mean a fault. */
const MAX_TRIES = 200

/** What a change comes to: fields to write, or `null` to leave the account alone; and an answer either way. */
export interface AccountChange<T> {
  readonly fields: Partial<AccountRecord> | null
  readonly answer: T
}

/**
 * Compare-and-set on one account. `change` may run several times and must be free of side effects.
 * @throws SecondFactorError `account_conflict` after 200 lost races
 */
export async function changeAccount<T>(
  services: Services,
  userId: string,
  change: (record: AccountRecord) => AccountChange<T>,
): Promise<T> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const stored = await services.accounts.read(userId)
    const record = stored?.record ?? blankAccount(userId)
    const { fields, answer } = change(record)
    if (fields === null) return answer
    const next = { ...record, ...fields, userId, updatedAt: services.clock.now() }
    if (await services.accounts.write(next, stored?.version ?? 0)) {
      services.copies.forget(userId)
      await services.store.announceUser(userId)
      return answer
    }
  }
  throw new SecondFactorError('account_conflict', 'The account kept changing while it was being changed.')
}
