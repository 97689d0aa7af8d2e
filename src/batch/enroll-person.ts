/** Registers one person and keeps the account as pending, without doing either twice. */
import { SecondFactorError } from '../errors.js'
import type { Method } from '../methods.js'
import type { EnrollmentState } from '../policy/decision.js'
import { blankAccount } from '../ports/account-store.js'
import type { AccountRecord, AccountStore, Factor, VersionedAccount } from '../ports/account-store.js'
import type { Clock } from '../ports/clock.js'
import type { Provider, Registration } from '../ports/provider.js'
import type { BackOff } from './back-off.js'
import type { CheckedPerson } from './check-person.js'
import type { Holders } from './holders.js'
import { faultIn } from './person-row.js'
import type { Fault } from './person-row.js'
import { planEnrollment } from './plan-enrollment.js'
import type { Plan, PlanOptions } from './plan-enrollment.js'
import type { Slots } from './slots.js'

export interface EnrollTools extends PlanOptions {
  readonly provider: Provider
  readonly accounts: AccountStore
  readonly clock: Clock
  /** Calls to the provider at the same time. */
  readonly calls: Slots
  /** Each waits for itself: that the store answers says nothing about the provider. */
  readonly providerBackOff: BackOff
  readonly storeBackOff: BackOff
  readonly holders: Holders
  /** Neither the provider is called nor anything written. */
  readonly dryRun: boolean
}

/** `warning`: done, and worth a look. */
export type PersonResult =
  | { readonly kind: 'faulty'; readonly fault: Fault }
  | { readonly kind: 'already_there'; readonly state: EnrollmentState; readonly warning: Fault | null }
  | ({ readonly kind: 'registered'; readonly warning: Fault | null } & Plan)

/**
 * What a number can do shows only at the proof, so everything counts until then: a push to somebody without the app is
 * answered with "no app", and the sign-in goes on with what is left. One call to the provider is enough that way.
 */
const UNTIL_PROVEN: readonly Method[] = ['push', 'totp', 'sms', 'voice']

/** What a factor from a register can do with this provider until it is proven. */
export function methodsUntilProven(provider: Provider): readonly Method[] {
  return UNTIL_PROVEN.filter((method) => provider.methods.includes(method))
}

export async function enrollPerson(tools: EnrollTools, person: CheckedPerson): Promise<PersonResult> {
  const stored = await readAccount(tools, person)
  const record = stored?.record ?? blankAccount(person.user)
  if (record.state !== 'none') return alreadyThere(record, person)
  const plan = planEnrollment(tools, person, record, tools.clock.now())
  if ('reason' in plan) return { kind: 'faulty', fault: plan }
  if (tools.dryRun) return { kind: 'registered', ...plan, warning: null }
  return register(tools, person, plan, stored)
}

/** A pending account was registered by an earlier run, or by the person: either way it is done. */
function alreadyThere({ state, factor }: AccountRecord, person: CheckedPerson): PersonResult {
  const isOther = state === 'pending' && factor !== null && factor.phoneHint !== phoneHint(person)
  if (!isOther) return { kind: 'already_there', state, warning: null }
  const reason = `was left as it is: the account waits for the proof of another number, ${factor.phoneHint}`
  return { kind: 'already_there', state, warning: faultIn('phone', reason) }
}

async function register(
  tools: EnrollTools,
  person: CheckedPerson,
  plan: Plan,
  stored: VersionedAccount | null,
): Promise<PersonResult> {
  const { email, countryCode, phone } = person
  const registration: Registration = { email, countryCode, phone, installLink: plan.installLink }
  const result = await tools.calls.use(() => tools.providerBackOff.through(() => tools.provider.register(registration)))
  if (result.kind === 'invalid') return { kind: 'faulty', fault: refusedBy(result.fields) }
  const isShared = tools.holders.holds(result.providerId)
  const warning = isShared ? faultIn('phone', 'is the number of another account, too') : null
  const factor: Factor = {
    providerId: result.providerId,
    phoneHint: phoneHint(person),
    methods: tools.methods,
    registeredAt: tools.clock.now(),
    registeredBy: 'batch',
  }
  return keep(tools, person, factor, { kind: 'registered', ...plan, warning }, stored)
}

function refusedBy(fields: readonly string[]): Fault {
  const [first, ...more] = fields
  const who = more.length === 0 ? 'is' : `and ${more.join(', ')} are`
  return faultIn(first ?? null, `${who} refused by the provider`)
}

const MAX_TRIES = 20

/**
 * Grace that was used stays used. Where somebody else was faster, the account is left to them.
 * @throws SecondFactorError `account_conflict`
 */
async function keep(
  tools: EnrollTools,
  person: CheckedPerson,
  factor: Factor,
  done: PersonResult,
  before: VersionedAccount | null,
): Promise<PersonResult> {
  let stored = before
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const old = stored?.record ?? blankAccount(person.user)
    const next: AccountRecord = { ...old, state: 'pending', factor, updatedAt: tools.clock.now() }
    const version = stored?.version ?? 0
    if (await tools.storeBackOff.through(() => tools.accounts.write(next, version))) return done
    stored = await readAccount(tools, person)
    // A write whose answer was lost may have arrived; then this is ours.
    if (stored?.record.factor?.providerId === factor.providerId && stored.record.state === 'pending') return done
    if (stored !== null && stored.record.state !== 'none') return alreadyThere(stored.record, person)
  }
  throw new SecondFactorError('account_conflict', 'The account kept changing while it was being changed.')
}

function readAccount(tools: EnrollTools, { user }: CheckedPerson): Promise<VersionedAccount | null> {
  return tools.storeBackOff.through(() => tools.accounts.read(user))
}

function phoneHint({ phone }: CheckedPerson): string {
  return `•••${phone.slice(-2)}`
}
