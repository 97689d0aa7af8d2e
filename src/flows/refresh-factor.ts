/**
 * Asks the provider what an enrolled phone can do by now: the id stays the same when somebody installs the app or
 * moves to another device. Only additions are taken over; that an app is gone shows when a request cannot be sent.
 */
import { newId } from '../ids.js'
import type { Method } from '../methods.js'
import type { AccountRecord } from '../ports/account-store.js'
import { changeAccount } from './change-account.js'
import type { Situation } from './decide.js'
import type { Services } from './services.js'

const EVERY_MS = 60 * 60_000
const APP_METHODS: readonly Method[] = ['push', 'totp']

/** In the background, once an hour for an account whose phone has no app as far as we know. */
export function refreshSoon(services: Services, { account, decision }: Situation): void {
  const { factor, state } = account
  const lacksApp = state === 'enrolled' && factor !== null && !factor.methods.includes('push')
  const wouldUseIt = decision.settings.challenge.methods.some((method) => APP_METHODS.includes(method))
  // The next sign-in asks again; whoever failed has reported it.
  if (lacksApp && wouldUseIt) void refreshHourly(services, account).catch(() => undefined)
}

async function refreshHourly(services: Services, account: AccountRecord): Promise<void> {
  const now = services.clock.now()
  const what = `refresh ${Math.floor(now / EVERY_MS)}`
  if ((await services.store.consumeOnce(account.userId, what, newId(), now + EVERY_MS, now)) === 'first') {
    await refreshFactor(services, account)
  }
}

export async function refreshFactor(services: Services, { userId, factor }: AccountRecord): Promise<void> {
  if (factor === null) return
  const { providerId } = factor
  const user = await services.provider.lookUp(providerId)
  const event = { userId, at: services.clock.now() }
  if (user.kind === 'unknown_user') services.events.emit({ ...event, type: 'provider_forgot' })
  else if (user.hasApp && (await addApp(services, userId, providerId))) services.events.emit({ ...event, type: 'factor_refreshed' })
}

function addApp(services: Services, userId: string, providerId: string): Promise<boolean> {
  return changeAccount(services, userId, ({ factor }) => {
    const isNews = factor?.providerId === providerId && !factor.methods.includes('push')
    if (!isNews) return { fields: null, answer: false }
    const methods = [...APP_METHODS, ...factor.methods.filter((method) => !APP_METHODS.includes(method))]
    return { fields: { factor: { ...factor, methods } }, answer: true }
  })
}
