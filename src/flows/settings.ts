/** What people change about their own second factor. Each change needs a factor of this session that is still fresh. */
import type { AccountRecord } from '../ports/account-store.js'
import { changeAccount } from './change-account.js'
import type { AccountChange } from './change-account.js'
import type { Situation } from './decide.js'
import { judgeAgain } from './decide.js'
import { isFreshlyProven } from './open-challenge.js'
import { forgetDevices } from './remember-device.js'
import { makeCodes } from './recovery-codes.js'
import { removeSoon } from './remove-phone.js'
import type { Services } from './services.js'
import { tellPerson } from './tell-user.js'

export type SettingRefusal = 'step_up_required' | 'required_by_policy' | 'not_enrolled'

/** Turns the second factor off: `none` where it was a free choice, `opted_out` where policy asked and lets decline. */
export async function disable(services: Services, situation: Situation): Promise<'disabled' | SettingRefusal> {
  const { account, visit, now } = situation
  if (account.state !== 'enrolled') return 'not_enrolled'
  if (!isFreshlyProven(situation)) return 'step_up_required'
  const answer = await changeAccount(services, account.userId, (record) => off(services, situation, record))
  if (answer !== 'disabled') return answer
  services.events.emit({ type: 'disabled', userId: account.userId, at: now })
  tellPerson(services, visit.person, { kind: 'opted_out' })
  removeSoon(services, account.userId)
  return answer
}

/** Policy as it is for the person without a factor: under another model it may be somebody else's rule. */
function off(services: Services, situation: Situation, record: AccountRecord): AccountChange<'disabled' | SettingRefusal> {
  if (record.state !== 'enrolled') return { fields: null, answer: 'not_enrolled' }
  const bare = { ...record, state: 'none', factor: null, replacement: null, backupCodes: null, bypassCode: null } as const
  const { model } = judgeAgain(services, { ...situation, mark: null, grant: null }, bare).settings.enrollment
  if (model === 'mandatory') return { fields: null, answer: 'required_by_policy' }
  const state = model === 'opt_out' ? ({ state: 'opted_out', optedOutAt: situation.now } as const) : ({ state: 'none' } as const)
  const credentialVersion = record.credentialVersion + 1
  return { fields: { ...bare, ...state, enrolledAt: null, credentialVersion }, answer: 'disabled' }
}

/** New codes in clear, this once; the old ones are void. */
export async function newBackupCodes(services: Services, situation: Situation): Promise<readonly string[] | SettingRefusal> {
  const { account, visit, now, decision } = situation
  if (account.state !== 'enrolled') return 'not_enrolled'
  if (!isFreshlyProven(situation)) return 'step_up_required'
  const count = decision.settings.recovery.backupCodes
  if (count === 0) return 'required_by_policy'
  const codes = await makeCodes(services, account.userId, 'backupCodes', { count, lifeMs: null })
  services.events.emit({ type: 'backup_codes_made', userId: account.userId, at: now })
  tellPerson(services, visit.person, { kind: 'backup_codes_made' })
  return codes
}

/** @param id one browser, or `all`; unknown ids change nothing; @returns how many were forgotten */
export async function revokeDevices(services: Services, situation: Situation, id: string): Promise<number | SettingRefusal> {
  if (!isFreshlyProven(situation)) return 'step_up_required'
  return forgetDevices(services, situation.account.userId, id)
}
