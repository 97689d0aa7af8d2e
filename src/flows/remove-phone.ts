/** Removing what no account uses any more at the provider: retried until it is done, never while somebody holds it. */
import type { AccountRecord, AccountStore, Removal } from '../ports/account-store.js'
import { changeAccount } from './change-account.js'
import type { Services } from './services.js'

const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 24 * 60 * 60_000

/** Users other than this one whose factor, in force or waiting, has this id. */
export async function otherHolders(accounts: AccountStore, providerId: string, userId: string): Promise<readonly string[]> {
  if (accounts.holders !== undefined) return (await accounts.holders(providerId)).filter((holder) => holder !== userId)
  const found: string[] = []
  for await (const record of accounts.list()) {
    if (record.userId !== userId && holds(record, providerId)) found.push(record.userId)
  }
  return found
}

export function holds({ factor, replacement }: AccountRecord, providerId: string): boolean {
  return factor?.providerId === providerId || replacement?.providerId === providerId
}

export interface RemovalCount {
  readonly removed: number
  readonly failed: number
}

/** Removes what is due of this account. A failure is kept for later. */
export async function removeDue(services: Services, { userId, removals }: AccountRecord): Promise<RemovalCount> {
  const count = { removed: 0, failed: 0 }
  for (const { providerId } of removals) {
    // Claimed first: of two rounds at once only one asks the provider.
    if (!(await claim(services, userId, providerId))) continue
    if (await removeOne(services, userId, providerId)) count.removed += 1
    else count.failed += 1
  }
  return count
}

/** What fails is reported as an event and tried again with a later round; nobody waits for it here. */
export function removeSoon(services: Services, userId: string): void {
  const run = async (): Promise<void> => {
    const stored = await services.accounts.read(userId)
    if (stored !== null) await removeDue(services, stored.record)
  }
  void run().catch(() => undefined)
}

/** Counts the attempt, and puts the next one off, before it is made. */
function claim(services: Services, userId: string, providerId: string): Promise<boolean> {
  const now = services.clock.now()
  return changeAccount(services, userId, ({ removals }) => {
    const isDue = removals.some((removal) => removal.providerId === providerId && removal.nextAt <= now)
    if (!isDue) return { fields: null, answer: false }
    const put = (removal: Removal): Removal => (removal.providerId === providerId ? later(removal, now) : removal)
    return { fields: { removals: removals.map(put) }, answer: true }
  })
}

function later(removal: Removal, now: number): Removal {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** removal.tries)
  return { ...removal, tries: removal.tries + 1, nextAt: now + pause }
}

/** @returns whether nothing is left to do about it */
async function removeOne(services: Services, userId: string, providerId: string): Promise<boolean> {
  try {
    // An account that came to hold the id meanwhile keeps it at the provider.
    const isHeld = (await otherHolders(services.accounts, providerId, userId)).length > 0
    if (!isHeld) await services.provider.remove(providerId)
    await changeAccount(services, userId, ({ removals }) => ({ fields: { removals: without(removals, providerId) }, answer: undefined }))
    if (!isHeld) services.events.emit({ type: 'provider_removed', userId, at: services.clock.now() })
    return true
  } catch {
    services.events.emit({ type: 'provider_removal_failed', userId, at: services.clock.now() })
    return false
  }
}

function without(removals: readonly Removal[], providerId: string): readonly Removal[] {
  return removals.filter((removal) => removal.providerId !== providerId)
}
