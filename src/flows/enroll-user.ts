/** Registers a phone. Nothing is enforced until it was proven. */
import { newId } from '../ids.js'
import type { Method } from '../methods.js'
import type { AccountRecord, Factor } from '../ports/account-store.js'
import type { Registration } from '../ports/provider.js'
import { hasBindProof, owedProofs } from './bind-proofs.js'
import { changeAccount, removalOf } from './change-account.js'
import type { Situation } from './decide.js'
import { mayReplace } from './open-challenge.js'
import { holds, otherHolders, removeSoon } from './remove-phone.js'
import type { Services } from './services.js'
import { tellUser } from './tell-user.js'
import { withinTime } from './within-time.js'

export type EnrollResult =
  | { readonly kind: 'pending' }
  | { readonly kind: 'invalid'; readonly fields: readonly ('email' | 'phone' | 'country_code')[] }
  | { readonly kind: 'limited'; readonly retryAt: number }
  | { readonly kind: 'step_up_required' | 'proof_required' | 'not_on_offer' | 'locked' }

export interface PhoneForm {
  readonly email: string
  readonly countryCode: string
  readonly phone: string
}

/** Longest wait for the question whether there is an app. */
const LOOK_UP_MS = 2000

/** Registrations cost the provider a text; five an hour are plenty for a person who mistypes. */
const REGISTER_WINDOWS = [{ max: 5, perMs: 60 * 60_000 }] as const

export async function enrollUser(services: Services, situation: Situation, form: PhoneForm): Promise<EnrollResult> {
  const refusal = refusalOf(situation)
  if (refusal !== null) return { kind: refusal }
  const { account, now, decision } = situation
  const budget = { userId: account.userId, budget: 'register', op: newId(), now, windows: REGISTER_WINDOWS } as const
  const taken = await services.store.take(budget)
  if (taken.kind === 'limited') return taken
  const registration: Registration = { ...form, installLink: decision.settings.enrollment.installLink === 'auto' }
  const result = await services.provider.register(registration)
  if (result.kind === 'invalid') return result
  if (result.kind === 'limited') return { kind: 'limited', retryAt: now + result.retryAfterSeconds * 1000 }
  if (isAnotherPhone(situation, result.providerId)) {
    await leaveBehind(services, situation, result.providerId)
    return { kind: 'proof_required' }
  }
  void tellHolders(services, account.userId, result.providerId).catch(() => undefined)
  return keep(services, situation, await describeFactor(services, result.providerId, form.phone))
}

/**
 * Two accounts may have one phone, and the page must not tell whether they do: it would answer whose number is known
 * here. So the answer is the same, and those who had the number before are told.
 */
async function tellHolders(services: Services, userId: string, providerId: string): Promise<void> {
  for (const holder of await otherHolders(services.accounts, providerId, userId)) {
    const record = (await services.accounts.read(holder))?.record
    const phone = [record?.factor, record?.replacement].find((factor) => factor?.providerId === providerId)
    if (phone == null) continue
    services.events.emit({ type: 'number_in_use', userId: holder, at: services.clock.now() })
    await tellUser(services, holder, { kind: 'number_in_use', phoneHint: phone.phoneHint })
  }
}

/** The provider knows a phone now that this account will not have. */
async function leaveBehind(services: Services, { account, now }: Situation, providerId: string): Promise<void> {
  await changeAccount(services, account.userId, (record) => ({ fields: orphaned(record, providerId, now), answer: undefined }))
  removeSoon(services, account.userId)
}

function orphaned(record: AccountRecord, providerId: string, now: number): Partial<AccountRecord> | null {
  const isKnown = holds(record, providerId) || record.removals.some((removal) => removal.providerId === providerId)
  return isKnown ? null : { removals: [...record.removals, removalOf(providerId, now)] }
}

function refusalOf(situation: Situation): Exclude<EnrollResult['kind'], 'pending' | 'invalid' | 'limited'> | null {
  const { account, decision } = situation
  if (decision.outcome === 'locked') return 'locked'
  if (decision.settings.enrollment.model === 'disabled') return 'not_on_offer'
  if (mayReplace(situation)) return null
  if (owedProofs(situation).length > 0) return 'proof_required'
  // Policy names no proof, so none can stand in for the factor that is there, or on its way.
  if (account.state === 'pending') return 'proof_required'
  return account.state === 'enrolled' ? 'step_up_required' : null
}

/** Whoever opted out with a phone on record may come back with that phone; another one would need a proof. */
function isAnotherPhone(situation: Situation, providerId: string): boolean {
  const { state, factor } = situation.account
  return state === 'opted_out' && factor !== null && factor.providerId !== providerId && !hasBindProof(situation)
}

/**
 * What the provider knows about the person tells which methods the phone can carry. That is a hint: what policy lets
 * confirm is on offer anyway, and a proof by the app shows that it is there.
 */
async function describeFactor(services: Services, providerId: string, phone: string): Promise<Factor> {
  const app: readonly Method[] = (await hasApp(services, providerId)) ? ['push', 'totp'] : []
  const digits = phone.replace(/\D/g, '')
  return { providerId, phoneHint: `•••${digits.slice(-2)}`, methods: [...app, 'sms', 'voice'], registeredAt: services.clock.now(), registeredBy: 'self_service' }
}

/** Registration has succeeded already; a provider that is slow now must not make it fail. */
async function hasApp(services: Services, providerId: string): Promise<boolean> {
  const user = await withinTime(LOOK_UP_MS, () => services.provider.lookUp(providerId).catch(() => null))
  return user === null || (user.kind === 'known' && user.hasApp)
}

async function keep(services: Services, situation: Situation, factor: Factor): Promise<EnrollResult> {
  const answer = await changeAccount<EnrollResult>(services, situation.account.userId, (record) => {
    // Somebody registered in another tab meanwhile: one wins, the other owes a proof.
    if (record.state !== situation.account.state) {
      return { fields: orphaned(record, factor.providerId, situation.now), answer: { kind: 'proof_required' } }
    }
    return { fields: afterRegistration(record, factor), answer: { kind: 'pending' } }
  })
  // The phone that lost, or that made room for this one, goes at the provider too.
  removeSoon(services, situation.account.userId)
  if (answer.kind !== 'pending') return answer
  services.events.emit({ type: 'enrollment_started', userId: situation.account.userId, at: situation.now })
  return answer
}

function afterRegistration(record: AccountRecord, factor: Factor): Partial<AccountRecord> {
  if (record.state === 'enrolled') return { replacement: factor }
  return { state: 'pending', factor, optedOutAt: null }
}
