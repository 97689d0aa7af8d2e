/** Gathers the facts of a visit and asks the policy. The one place where accounts, marks and locks become facts. */
import { digest } from '../ids.js'
import type { Method } from '../methods.js'
import { evaluate } from '../policy/evaluate.js'
import type { AccountFacts, Decision, Lock, RequestFacts } from '../policy/decision.js'
import { blankAccount } from '../ports/account-store.js'
import type { AccountRecord } from '../ports/account-store.js'
import type { Mark } from '../ports/state-store.js'
import { holdsRecoveryCode } from './recovery-codes.js'
import { isListed } from './remember-device.js'
import type { Services, Visit, Wish } from './services.js'
import { withoutUnconfirmed } from './unconfirmed.js'

export interface Situation {
  readonly visit: Visit
  readonly account: AccountRecord
  /** The session's live mark, of this user and of the account's present credentials. */
  readonly mark: Mark | null
  /** Each request of this kind needs a proof of its own. */
  readonly isOneTime: boolean
  /** The proof for this very request; whoever lets the request through has to use it up. */
  readonly grant: Mark | null
  readonly decision: Decision
  /** The same without the throttle on codes, which never stands in the way of a push. */
  readonly unthrottled: Decision
  /** Epoch ms until which codes are locked, or `null`. */
  readonly throttledUntil: number | null
  /** Names the decision on pages and in the log; `null` when nobody was told of it. */
  readonly decisionId: string | null
  readonly now: number
}

const CODE_METHODS: readonly Method[] = ['totp', 'sms', 'voice']

/** Decides about the visit, tells the event sink, and raises the alert when an emergency account is used. */
export async function decide(services: Services, visit: Visit, ahead: Ahead = () => undefined): Promise<Situation> {
  const situation = await note(services, visit, ahead)
  const { account, decision, now } = situation
  if (decision.settings.emergency && decision.outcome !== 'allow') {
    services.events.emit({ type: 'emergency_access', userId: account.userId, at: now, outcome: decision.outcome })
  }
  return situation
}

/** Decides and tells the event sink: a look at a page is no use of an account. */
export async function note(services: Services, visit: Visit, ahead: Ahead = () => undefined): Promise<Situation> {
  const situation = await look(services, visit, ahead)
  const decisionId = services.decisionIds.next()
  report(services, situation, decisionId)
  return { ...situation, decisionId }
}

/** Decides without an event: a step on the way that was decided about already. */
export async function look(services: Services, visit: Visit, ahead: Ahead = () => undefined): Promise<Situation> {
  const foreseen = await foresee(services, visit)
  ahead(foreseen)
  // Only a challenge can be throttled; whoever passes without one costs the store nothing.
  const { account, unthrottled, now } = foreseen
  const until = unthrottled.outcome === 'challenge' ? await services.store.lockedUntil(account.userId, now) : null
  return until === null ? foreseen : { ...foreseen, decision: judge(services, foreseen, until), throttledUntil: until }
}

/** Begins what can be waited for together with the last question to the store; must not throw. */
export type Ahead = (foreseen: Situation) => void

/** The same as far as pushes go: whether codes are throttled is not asked, and counts as no. */
export async function foresee(services: Services, visit: Visit): Promise<Situation> {
  const now = services.clock.now()
  const stored = (await services.copies.account(visit.person.id))?.record ?? blankAccount(visit.person.id)
  const account = withoutUnconfirmed(stored, now)
  const mark = await liveMark(services, visit, account, now)
  const { basis, unthrottled } = await onItsOwn(services, { visit, account, mark, grant: null, isOneTime: visit.wish?.scope != null, now })
  return { ...basis, decision: unthrottled, unthrottled, throttledUntil: null, decisionId: null }
}

/** The same decision on another state of the account, e.g. inside a compare-and-set. */
export function judgeAgain(services: Services, situation: Situation, account: AccountRecord): Decision {
  return judge(services, { ...situation, account }, null)
}

/**
 * Where each request needs a proof of its own (`max_age: 0`, or a transaction), the session's factor counts for
 * nothing, and a grant counts once.
 */
async function onItsOwn(services: Services, seen: Basis): Promise<{ readonly basis: Basis; readonly unthrottled: Decision }> {
  const unthrottled = judge(services, seen, null)
  if (!seen.isOneTime && unthrottled.maxAge > 0) return { basis: seen, unthrottled }
  const basis = { ...seen, isOneTime: true, grant: await liveGrant(services, seen) }
  return { basis, unthrottled: judge(services, basis, null) }
}

/** The action under which a person changes the own second factor. Whatever policy says, it wants a fresh factor. */
export const OWN_SETTINGS: Wish = { action: 'second_factor.settings', scope: null, details: null }

/** A factor is fresh enough for changes of it for ten minutes. */
export const FRESH_MS = 10 * 60_000

function forOwnSettings({ visit, account, mark, now }: Basis, decision: Decision): Decision {
  if (visit.wish?.action !== OWN_SETTINGS.action || account.state !== 'enrolled' || decision.outcome !== 'allow') return decision
  const isFresh = mark?.kind === 'factor' && now - mark.createdAt <= FRESH_MS
  if (isFresh || decision.methods.length === 0) return decision
  return { ...decision, outcome: 'challenge', reason: 'step_up', maxAge: Math.min(decision.maxAge, FRESH_MS / 1000) }
}

async function liveGrant(services: Services, { visit, account, now }: Basis): Promise<Mark | null> {
  if (visit.grantId === null) return null
  const grant = await services.store.readMark(visit.person.id, visit.grantId, now)
  const fits = grant?.kind === 'grant' && grant.scope === scopeOf(visit) && grant.credentialVersion === account.credentialVersion
  return fits ? grant : null
}

/** The one request that a proof is for: the transaction, else the action, else the path. */
export function scopeOf({ wish, path }: Visit): string {
  return wish?.scope ?? digest(wish?.action == null ? `path ${path ?? ''}` : `action ${wish.action}`)
}

async function liveMark(services: Services, visit: Visit, account: AccountRecord, now: number): Promise<Mark | null> {
  if (visit.markId === null) return null
  const mark = await services.copies.mark(visit.person.id, visit.markId)
  if (mark === null || mark.userId !== visit.person.id || mark.expiresAt <= now) return null
  if (mark.kind === 'device' && !isListed(account, mark, now)) return null
  return mark.credentialVersion === account.credentialVersion ? mark : null
}

/** What a decision is made from. */
type Basis = Pick<Situation, 'visit' | 'account' | 'mark' | 'grant' | 'isOneTime' | 'now'>

function judge(services: Services, basis: Basis, lockedUntil: number | null): Decision {
  const { now } = basis
  const decision = evaluate(services.policy(), accountFacts(services, basis, lockedUntil), requestFacts(services, basis), now)
  return forOwnSettings(basis, decision)
}

function accountFacts(services: Services, { visit, account, mark, now }: Basis, lockedUntil: number | null): AccountFacts {
  const { person } = visit
  const recovery: readonly Method[] = holdsRecoveryCode(account, now) ? ['backup_code'] : []
  const held = [...(account.factor?.methods ?? []), ...recovery]
  const codesOff = account.failuresInARow >= services.policy().lockout.disableAfter
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

function requestFacts(services: Services, { visit, mark, grant, isOneTime, now }: Basis): RequestFacts {
  const ofSession = mark?.kind === 'factor' ? mark : null
  const proof = isOneTime ? grant : ofSession
  return {
    path: visit.path,
    action: visit.wish?.action ?? null,
    ip: visit.ip,
    rememberedDevice: mark?.kind === 'device',
    // A grant is short-lived and for this request only, so it is fresh however short policy's `max_age`.
    secondFactorAge: proof === null ? null : isOneTime ? 0 : Math.max(0, (now - proof.createdAt) / 1000),
    secondFactorMethod: proof?.method ?? null,
    firstFactor: visit.person.firstFactor,
    client: visit.client,
    provider: services.provider.isUp() ? 'up' : 'down',
  }
}

/** Everything that is needed to explain the decision later, and nothing personal beyond the user's id. */
function report(services: Services, situation: Situation, id: string): void {
  const { account, decision, throttledUntil, now } = situation
  const { settings: _settings, trace: _trace, ...rest } = decision
  const { user: _user, attributes: _attributes, ...accountLogged } = accountFacts(services, situation, throttledUntil)
  const { ip: _ip, ...requestLogged } = requestFacts(services, situation)
  const common = { userId: account.userId, at: now }
  const { outcome, reason, rule, revision } = decision
  const facts = { decision: rest, account: accountLogged, request: requestLogged }
  services.events.emit({ ...common, type: 'decision', id, outcome, reason, rule, revision, ...facts })
}
