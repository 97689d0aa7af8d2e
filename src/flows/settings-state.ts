/** What a person sees of the own second factor. No id of the provider, no whole number, no code. */
import type { Method } from '../methods.js'
import type { Activity, Device } from '../ports/account-store.js'
import type { EnrollmentState } from '../policy/decision.js'
import type { Situation } from './decide.js'
import { isFreshlyProven } from './open-challenge.js'
import { codesLeft } from './recovery-codes.js'

/** Instants are epoch milliseconds. */
export interface SettingsState {
  readonly enrollment: { readonly state: EnrollmentState; readonly phoneHint: string | null; readonly since: number | null }
  readonly methods: readonly { readonly method: Method; readonly lastUsedAt: number | null }[]
  readonly backupCodesLeft: number
  /** How many a new set has; 0 where policy gives none. */
  readonly backupCodes: number
  readonly devices: readonly (Pick<Device, 'id' | 'browser' | 'system' | 'createdAt' | 'lastUsedAt' | 'expiresAt'> & { readonly isThis: boolean })[]
  readonly activity: readonly Activity[]
  /** When policy asks for a proof. */
  readonly when: 'never' | 'new_device' | 'every_login'
  /** Whether a phone may be set up at all. */
  readonly maySetUp: boolean
  /** Whether the second factor may be turned off. */
  readonly mayDisable: boolean
  /** Whether changes are taken now, or a fresh factor is asked for first. */
  readonly isFresh: boolean
}

/** @param thisDevice id of the browser that asks, if it is remembered */
export function settingsState(situation: Situation, thisDevice: string | null): SettingsState {
  const { account, decision, now } = situation
  const { state, factor, enrolledAt, devices, activity } = account
  const held = state === 'enrolled' ? (factor?.methods ?? []) : []
  const usedAt = (method: Method): number | null => activity.find((entry) => entry.method === method)?.at ?? null
  return {
    enrollment: { state, phoneHint: factor?.phoneHint ?? null, since: enrolledAt },
    methods: held.filter((method) => decision.settings.challenge.methods.includes(method)).map((method) => ({ method, lastUsedAt: usedAt(method) })),
    backupCodesLeft: codesLeft(account.backupCodes, now),
    backupCodes: decision.settings.recovery.backupCodes,
    devices: devices.filter(({ expiresAt }) => expiresAt > now).map((device) => listed(device, thisDevice)),
    activity,
    when: decision.settings.challenge.when,
    maySetUp: decision.settings.enrollment.model !== 'disabled',
    mayDisable: state === 'enrolled' && decision.settings.enrollment.model !== 'mandatory',
    isFresh: isFreshlyProven(situation),
  }
}

function listed({ id, browser, system, createdAt, lastUsedAt, expiresAt }: Device, thisDevice: string | null): SettingsState['devices'][number] {
  return { id, browser, system, createdAt, lastUsedAt, expiresAt, isThis: id === thisDevice }
}
