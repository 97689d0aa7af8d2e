/** One round through all accounts: what was never confirmed goes, and what is owed to the provider is tried again. */
import { newId } from '../ids.js'
import type { AccountRecord } from '../ports/account-store.js'
import { changeAccount } from './change-account.js'
import { removeDue } from './remove-phone.js'
import type { Services } from './services.js'
import { tellUser } from './tell-user.js'
import { isTooOld, withoutUnconfirmed } from './unconfirmed.js'

export interface TidyResult {
  /** Numbers that nobody confirmed within seven days. */
  readonly unconfirmed: number
  /** Ids removed at the provider. */
  readonly removed: number
  /** Ids that could not be removed; they are tried again. */
  readonly failed: number
}

/** Reads every account once, in constant memory. Several processes may do it at once: each change is made once. */
export async function tidyAccounts(services: Services): Promise<TidyResult> {
  const total = { unconfirmed: 0, removed: 0, failed: 0 }
  for await (const listed of services.accounts.list()) {
    const record = await dropUnconfirmed(services, listed)
    if (record !== listed) total.unconfirmed += 1
    if (record.removals.length === 0) continue
    const { removed, failed } = await removeDue(services, record)
    total.removed += removed
    total.failed += failed
  }
  return total
}

/** The round of this hour, unless another process has begun it. */
export async function tidyOnce(services: Services, everyMs: number): Promise<void> {
  const now = services.clock.now()
  const round = `tidy ${Math.floor(now / everyMs)}`
  if ((await services.store.consumeOnce('', round, newId(), now + everyMs, now)) === 'first') await tidyAccounts(services)
}

async function dropUnconfirmed(services: Services, listed: AccountRecord): Promise<AccountRecord> {
  if (withoutUnconfirmed(listed, services.clock.now()) === listed) return listed
  const { userId } = listed
  const now = services.clock.now()
  // Written only by whoever finds it still there.
  const before = await changeAccount(services, userId, (record, stored) =>
    record === stored ? { fields: null, answer: null } : { fields: {}, answer: stored },
  )
  if (before === null) return listed
  services.events.emit({ type: 'unconfirmed_removed', userId, at: now })
  await tellUser(services, userId, { kind: 'number_removed', phoneHint: goneHint(before, now) })
  return (await services.accounts.read(userId))?.record ?? listed
}

function goneHint({ factor, replacement }: AccountRecord, now: number): string {
  const gone = [replacement, factor].find((phone) => phone !== null && isTooOld(phone, now))
  return gone?.phoneHint ?? ''
}
