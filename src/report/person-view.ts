/** One person as administrators see them. No id of the provider, no whole number, no code. */
import { codesLeft, holdsRecoveryCode } from '../flows/recovery-codes.js'
import { withoutUnconfirmed } from '../flows/unconfirmed.js'
import type { CompiledPolicy } from '../policy/compile.js'
import type { EnrollmentState } from '../policy/decision.js'
import type { AccountRecord, Activity, CodeSet, Removal } from '../ports/account-store.js'
import { judgePerson } from './person-row.js'
import type { PersonRow } from './person-row.js'
import type { ReportPerson } from './report-person.js'

/** `admin`: by an administrator. `codes`: too many wrong codes, for a while. `codes_off`: too many, until the help desk acts. */
export interface PersonLock {
  readonly kind: 'admin' | 'codes' | 'codes_off'
  /** Epoch ms; `null` for a lock that does not end by itself. */
  readonly until: number | null
}

/** A code of the help desk that was not used yet. */
export interface OutstandingCode {
  readonly kind: 'bypass_code' | 'bind_code'
  /** How often it may still be used. */
  readonly uses: number
  /** Epoch ms. */
  readonly expiresAt: number | null
}

/** Instants are epoch ms. */
export interface PersonView extends PersonRow {
  readonly state: EnrollmentState
  readonly locks: readonly PersonLock[]
  /** A new phone that waits for its proof while the other one stays in force. */
  readonly replacementHint: string | null
  readonly failuresInARow: number
  readonly backupCodesLeft: number
  readonly helpDeskCodes: readonly OutstandingCode[]
  /** After a reset: no phone is bound without the help desk's code. */
  readonly needsHelpDesk: boolean
  /** Remembered browsers. */
  readonly devices: number
  /** Newest first. */
  readonly activity: readonly Activity[]
  readonly removals: readonly Omit<Removal, 'providerId'>[]
}

/**
 * @param lockedUntil epoch ms until which the state store has the person's codes locked
 * @param now epoch ms as of which everything is decided
 */
export function personView(policy: CompiledPolicy, stored: AccountRecord, person: ReportPerson, lockedUntil: number | null, now: number): PersonView {
  const record = withoutUnconfirmed(stored, now)
  return {
    ...rowOf(policy, holdsRecoveryCode(record, now) ? withRecovery(person) : person, lockedUntil, now),
    methods: record.factor?.methods ?? [],
    state: record.state,
    locks: locksOf(policy, record, lockedUntil),
    replacementHint: record.replacement?.phoneHint ?? null,
    failuresInARow: record.failuresInARow,
    backupCodesLeft: codesLeft(record.backupCodes, now),
    helpDeskCodes: [...outstanding('bypass_code', record.bypassCode, now), ...outstanding('bind_code', record.bindCode, now)],
    needsHelpDesk: record.needsHelpDesk,
    devices: record.devices.filter(({ expiresAt }) => expiresAt > now).length,
    activity: record.activity,
    removals: record.removals.map(({ since, tries, nextAt }) => ({ since, tries, nextAt })),
  }
}

/** Only a challenge can be throttled: a lock of the codes stops nobody who needs none. */
function rowOf(policy: CompiledPolicy, person: ReportPerson, until: number | null, now: number): PersonRow {
  const { row, decision } = judgePerson(policy, person, now)
  if (until === null || decision.outcome !== 'challenge') return row
  const { account } = person
  const locks = [...account.locks, { kind: 'temp', until } as const]
  return judgePerson(policy, { ...person, account: { ...account, locks } }, now).row
}

/** Whoever holds such a code is not stuck without a phone. */
function withRecovery(person: ReportPerson): ReportPerson {
  const { account } = person
  return { ...person, account: { ...account, methods: [...account.methods, 'backup_code'] } }
}

function locksOf({ lockout }: CompiledPolicy, { adminLocked, failuresInARow }: AccountRecord, until: number | null): PersonLock[] {
  return [
    ...(adminLocked ? [{ kind: 'admin', until: null } as const] : []),
    ...(failuresInARow >= lockout.disableAfter ? [{ kind: 'codes_off', until: null } as const] : []),
    ...(until === null ? [] : [{ kind: 'codes', until } as const]),
  ]
}

function outstanding(kind: OutstandingCode['kind'], set: CodeSet | null, now: number): OutstandingCode[] {
  return set === null || codesLeft(set, now) === 0 ? [] : [{ kind, uses: set.uses, expiresAt: set.expiresAt }]
}
