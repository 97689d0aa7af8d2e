/** One person as a report takes them: the account, and what the host knows about who it belongs to. */
import type { Person } from '../flows/services.js'
import { withoutUnconfirmed } from '../flows/unconfirmed.js'
import type { AccountRow } from '../policy/study/sample.js'
import { blankAccount } from '../ports/account-store.js'
import type { AccountRecord, Removal } from '../ports/account-store.js'

/** What the account store does not hold. `null` means *not known*, which never loosens a decision. */
export type PersonFacts = Pick<Person, 'groups' | 'roles' | 'attributes' | 'created' | 'email' | 'locale'>

/** Instants are epoch ms. */
export interface ReportPerson extends AccountRow {
  /** Masked number, or `null` where there is none or it is not known. */
  readonly phoneHint: string | null
  readonly registeredAt: number | null
  readonly enrolledAt: number | null
  /** Ids at the provider that are still to be removed there. */
  readonly removals: readonly Removal[]
  readonly email: string | null
  /** BCP 47 tag. */
  readonly locale: string | null
}

export const UNKNOWN_FACTS: PersonFacts = { groups: null, roles: null, attributes: null, created: null, email: null, locale: null }

/**
 * The account as the next sign-in would find it: a number that was never confirmed is gone by then.
 * @param now epoch ms
 */
export function personOf(stored: AccountRecord, facts: PersonFacts, now: number): ReportPerson {
  const record = withoutUnconfirmed(stored, now)
  const { groups, roles, attributes, created, email, locale } = facts
  const account = {
    user: record.userId,
    state: record.state,
    methods: record.factor?.methods ?? [],
    graceUsed: record.graceUsed,
    graceStarted: record.graceStartedAt,
    groups,
    roles,
    attributes,
    created,
    optedOutAt: record.optedOutAt,
    nudges: record.nudges,
    locks: record.adminLocked ? [{ kind: 'admin' } as const] : [],
  }
  return {
    account,
    failuresInARow: record.failuresInARow,
    phoneHint: record.factor?.phoneHint ?? null,
    registeredAt: record.factor?.registeredAt ?? null,
    enrolledAt: record.enrolledAt,
    removals: record.removals,
    email,
    locale,
  }
}

/** From a file of accounts, which holds no phones. Facts that are known besides win over those of the file. */
export function personOfRow({ account, failuresInARow }: AccountRow, facts: PersonFacts | null): ReportPerson {
  const { email, locale, ...known } = facts ?? { email: null, locale: null }
  return {
    account: { ...account, ...known },
    failuresInARow,
    phoneHint: null,
    registeredAt: null,
    enrolledAt: null,
    removals: [],
    email,
    locale,
  }
}

/** Somebody of whom the account store has no record: nothing has happened yet. */
export function personWithoutAccount(user: string, facts: PersonFacts, now: number): ReportPerson {
  return personOf(blankAccount(user), facts, now)
}
