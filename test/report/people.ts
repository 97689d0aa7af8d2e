/** One account in every standing, under the university's policy. */
import { readFileSync } from 'node:fs'
import { compilePolicy } from '../../src/policy/compile.js'
import type { CompiledPolicy } from '../../src/policy/compile.js'
import { parsePolicy } from '../../src/policy/parse.js'
import { blankAccount } from '../../src/ports/account-store.js'
import type { AccountRecord, Factor } from '../../src/ports/account-store.js'
import { personOf, personOfRow } from '../../src/report/report-person.js'
import type { PersonFacts, ReportPerson } from '../../src/report/report-person.js'

export const NOW = Date.parse('2026-09-01T09:00:00Z')
export const DAY_MS = 86_400_000

export function policyOf(file: string): CompiledPolicy {
  const parsed = parsePolicy(readFileSync(file, 'utf8'), { file, now: NOW })
  if (!parsed.ok) throw new Error(`${file} is no policy`)
  return compilePolicy(parsed.policy)
}

export const UNIVERSITY = policyOf('example-app/policies/university.yaml')

export const APP: Factor = { providerId: '1', phoneHint: '•••67', methods: ['push', 'totp', 'sms', 'voice'], registeredAt: NOW - DAY_MS, registeredBy: 'batch' }
export const TEXTS: Factor = { ...APP, providerId: '2', phoneHint: '•••68', methods: ['sms', 'voice'] }

const INTAKE = Date.parse('2026-08-15T00:00:00Z')

export function factsOf(groups: readonly string[] | null): PersonFacts {
  return { groups, roles: [], attributes: {}, created: INTAKE, email: null, locale: null }
}

export function person(userId: string, groups: readonly string[] | null, fields: Partial<AccountRecord> = {}): ReportPerson {
  return personOf({ ...blankAccount(userId), ...fields }, factsOf(groups), NOW)
}

const STUDENT = ['students']
const enrolled = { state: 'enrolled', factor: APP, enrolledAt: NOW - 2 * DAY_MS } as const
const owed = { providerId: '9', since: NOW - DAY_MS, tries: 3, nextAt: NOW }

/** What each one stands for is in the name. */
export function everyStanding(): ReportPerson[] {
  const wrongCodes = person('wrong-codes', STUDENT, enrolled)
  return [
    person('done', STUDENT, enrolled),
    person('texts', STUDENT, { ...enrolled, factor: TEXTS, removals: [owed, { ...owed, since: NOW - 3 * DAY_MS, tries: 1 }] }),
    person('waiting', STUDENT, { state: 'pending', factor: TEXTS, graceUsed: 2, graceStartedAt: NOW - DAY_MS }),
    person('invited', [], { state: 'pending', factor: TEXTS }),
    person('too-old', [], { state: 'pending', factor: { ...TEXTS, registeredAt: NOW - 8 * DAY_MS, registeredBy: 'self_service' } }),
    person('new', STUDENT),
    person('came-back', STUDENT, { state: 'opted_out', optedOutAt: NOW - DAY_MS, graceUsed: 4 }),
    person('by-date', ['staff'], { graceUsed: 1 }),
    person('used-up', ['staff'], { graceUsed: 5 }),
    person('bg-1', [], { adminLocked: true }),
    person('declined', [], { state: 'opted_out', optedOutAt: NOW - DAY_MS }),
    person('guest', ['guests']),
    person('shut-out', STUDENT, { state: 'pending', factor: TEXTS, graceUsed: 5, graceStartedAt: NOW - DAY_MS }),
    person('by-admin', STUDENT, { ...enrolled, adminLocked: true }),
    person('codes-off', STUDENT, { ...enrolled, factor: TEXTS, failuresInARow: 50 }),
    person('no-method', STUDENT, { ...enrolled, factor: { ...APP, methods: [] } }),
    personOfRow({ account: { ...wrongCodes.account, locks: [{ kind: 'temp', until: NOW + 60_000 }] }, failuresInARow: 5 }, null),
  ]
}
