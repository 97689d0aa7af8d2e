/** Remembers that somebody was reminded, so that policy's `every` and `max` hold. */
import { changeAccount } from './change-account.js'
import type { Services } from './services.js'

export function countNudge(services: Services, userId: string): Promise<void> {
  return changeAccount(services, userId, ({ nudges }) => ({
    fields: { nudges: { count: nudges.count + 1, lastAt: services.clock.now() } },
    answer: undefined,
  }))
}
