/** Gathers the facts of a visit and asks the policy. The one place where accounts, marks and locks become facts. */
import type { Method } from '../methods.js'
import { evaluate } from '../policy/evaluate.js'
import type { AccountFacts, Decision, Lock, RequestFacts } from '../policy/decision.js'
import type { AccountRecord } from '../ports/account-store.js'
import type { Mark } from '../ports/state-store.js'
import { blankAccount } from './change-account.js'
import type { Person, Services, Visit } from './services.js'

export interface Situation {
  readonly visit: Visit
  readonly account: AccountRecord
  /** The session's live mark, of this user and of the account's present credentials. */
  readonly mark: Mark | null
  readonly decision: Decision
  /** The same without the throttle on codes, which never stands in the way of a push. */
  readonly unthrottled: Decision
  readonly now: number
}

const CODE_METHODS: readonly Method[] = ['totp', 'sms', 'voice']

/** Decides about the visit, and tells the event sink. */
export async function decide(services: Services, visit: Visit): Promise<Situation> {
  const situation = await look(services, visit)
  report(services, situation)
  return situation
}

/** Decides without an event, for pages that only show where a sign-in stands. */
export async function look(services: Services, visit: Visit): Promise<Situation> {
  const now = services.clock.now()
  const account = (await services.copies.account(visit.person.id))?.record ?? blankAccount(visit.person.id)
  const mark = await liveMark(services, visit, account, now)
  const unthrottled = judge(services, visit, account, mark, now, null)
  // Only a challenge can be throttled; whoever passes without one costs the store nothing.
  const until = unthrottled.outcome === 'challenge' ? await services.store.lockedUntil(account.userId, now) : null
  const decision = until === null ? unthrottled : judge(services, visit, account, mark, now, until)
  return { visit, account, mark, decision, unthrottled, now }
}

/** The same decision on another state of the account, e.g. inside a compare-and-set. */
export function judgeAgain(services: Services, situation: Situation, account: AccountRecord): Decision {
  return judge(services, situation.visit, account, situation.mark, situation.now, null)
}

async function liveMark(services: Services, visit: Visit, account: AccountRecord, now: number): Promise<Mark | null> {
  if (visit.markId === null) return null
  const mark = await services.copies.mark(visit.person.id, visit.markId)
  if (mark === null || mark.userId !== visit.person.id || mark.expiresAt <= now) return null
  return mark.credentialVersion === account.credentialVersion ? mark : null
}

function judge(
  services: Services,
  visit: Visit,
  account: AccountRecord,
  mark: Mark | null,
  now: number,
  lockedUntil: number | null,
): Decision {
  const policy = services.policy()
  const codesOff = account.failuresInARow >= policy.lockout.disableAfter
  const facts = accountFacts(visit.person, account, mark, codesOff, lockedUntil)
  return evaluate(policy, facts, requestFacts(services, visit, mark, now), now)
}

function accountFacts(
  person: Person,
  account: AccountRecord,
  mark: Mark | null,
  codesOff: boolean,
  lockedUntil: number | null,
): AccountFacts {
  const held = account.factor?.methods ?? []
  const methods = codesOff ? held.filter((method) => !CODE_METHODS.includes(method)) : held
  // With codes off and no other way left, only the help desk can help: the same as an administrator's lock.
  const stuck = codesOff && account.state === 'enrolled' && methods.length === 0
  const locks: Lock[] = account.adminLocked || stuck ? [{ kind: 'admin' }] : []
  if (lockedUntil !== null) locks.push({ kind: 'temp', until: lockedUntil })
  return {
    user: account.userId,
    state: account.state,
    methods,
    // The grace login that this very session spent is the one being decided, not one that is gone.
    graceUsed: mark?.kind === 'grace' ? Math.max(0, account.graceUsed - 1) : account.graceUsed,
    graceStarted: account.graceStartedAt,
    groups: person.groups,
    roles: person.roles,
    attributes: person.attributes,
    created: person.created,
    optedOutAt: account.optedOutAt,
    nudges: account.nudges,
    locks,
  }
}

function requestFacts(services: Services, visit: Visit, mark: Mark | null, now: number): RequestFacts {
  const proof = mark?.kind === 'factor' ? mark : null
  return {
    path: visit.path,
    action: null,
    ip: visit.ip,
    rememberedDevice: false,
    secondFactorAge: proof === null ? null : Math.max(0, (now - proof.createdAt) / 1000),
    secondFactorMethod: proof?.method ?? null,
    firstFactor: visit.person.firstFactor,
    client: visit.client,
    provider: services.provider.isUp() ? 'up' : 'down',
  }
}

function report(services: Services, { account, decision, now }: Situation): void {
  const { outcome, reason, rule, revision, wouldBe } = decision
  const common = { userId: account.userId, at: now }
  services.events.emit({ ...common, type: 'decision', outcome, reason, rule, revision, wouldBe })
  if (decision.settings.emergency && outcome !== 'allow') services.events.emit({ ...common, type: 'emergency_access', outcome })
}
