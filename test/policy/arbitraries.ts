/** Random people, requests and policies, drawn from few values so that they meet often. */
import fc from 'fast-check'
import type { Method } from '../../src/methods.js'
import type { CompiledPolicy } from '../../src/policy/compile.js'
import { compilePolicy } from '../../src/policy/compile.js'
import type { AccountFacts, Lock, RequestFacts } from '../../src/policy/decision.js'
import { parsePolicy } from '../../src/policy/parse.js'
import { DAY_MS, NOW, policyOf } from './people.js'

const some = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const subset = <T>(values: readonly T[], minLength = 0) => fc.subarray([...values], { minLength })
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })
/** Leaves out what is undefined, as a file would. */
const parts = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(fields).map((made) => Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)))

const GROUPS = ['staff', 'students', 'legacy-sms', 'treasury']
const ROLES = ['admin', 'billing-admin']
const METHODS: readonly Method[] = ['push', 'totp', 'sms', 'voice']
const HELD: readonly Method[] = [...METHODS, 'backup_code']
const ACTIONS = ['payment.create', 'api_key.create']
const PATHS = ['/', '/admin', '/ADMIN/users', '/x/../admin', '/reports']

export const accounts: fc.Arbitrary<AccountFacts> = fc.record({
  user: some('ann', 'bg-1', 'bg-admin-1', 'svc-selenium'),
  state: some('none', 'pending', 'enrolled', 'enrolled', 'enrolled', 'opted_out'),
  methods: fc.oneof(subset(HELD), subset(HELD, 1)),
  graceUsed: fc.nat(9),
  graceStarted: some(null, NOW - DAY_MS, NOW - 20 * DAY_MS),
  groups: fc.option(subset(GROUPS), { freq: 9 }),
  roles: fc.option(subset(ROLES), { freq: 9 }),
  attributes: some({}, { has_stored_card: true }, null),
  created: some(null, NOW - DAY_MS, NOW - 30 * DAY_MS, NOW - 700 * DAY_MS),
  optedOutAt: some(null, NOW - DAY_MS, NOW - 200 * DAY_MS),
  nudges: fc.record({ count: fc.nat(3), lastAt: some(null, NOW - DAY_MS, NOW - 40 * DAY_MS) }),
  locks: some<readonly Lock[]>(
    [],
    [],
    [],
    [],
    [{ kind: 'admin' }],
    [{ kind: 'temp', until: NOW + 60_000 }],
    [{ kind: 'temp', until: NOW }],
  ),
})

export const requests: fc.Arbitrary<RequestFacts> = fc.record({
  path: some(...PATHS, null),
  action: some(null, ...ACTIONS),
  ip: some('203.0.113.9', '198.51.100.7', null),
  rememberedDevice: fc.boolean(),
  secondFactorAge: some(null, null, null, 0, 100, 400, 1000, 50_000),
  secondFactorMethod: some(null, ...HELD),
  firstFactor: some('password', 'saml', null),
  client: some('browser', 'api', null),
  provider: some('up', 'up', 'down'),
})

const flatMatch = {
  groups: sometimes(subset(GROUPS, 1)),
  roles: sometimes(subset(ROLES, 1)),
  paths: sometimes(some(['/admin/**'], ['/reports'], ['/**'])),
  actions: sometimes(subset(ACTIONS, 1)),
  networks: sometimes(some(['office'])),
  created_after: sometimes(some('2026-08-15T00:00:00Z')),
  attributes: sometimes(some({ has_stored_card: true })),
  clients: sometimes(some(['api'])),
}
const notEmpty = (made: object): boolean => Object.keys(made).length > 0
const matches = parts({ ...flatMatch, except: sometimes(parts(flatMatch).filter(notEmpty)) })

const gracePeriods = parts({
  logins: sometimes(fc.nat(6)),
  days: sometimes(fc.nat(25)),
  until: sometimes(some('2026-08-01T00:00:00Z', '2026-12-01T00:00:00Z')),
  starts: sometimes(some('first_login', 'assigned')),
  applies_to: sometimes(subset(['new', 'method_change'], 1)),
})

const enrollments = parts({
  model: sometimes(some('opt_in', 'opt_out', 'mandatory', 'disabled')),
  grace_period: sometimes(gracePeriods),
  on_expiry: sometimes(some('enroll_now', 'lock')),
  opt_out: sometimes(parts({
    allowed: some('never', 'during_grace', 'anytime'),
    reprompt_after: sometimes(some('P30D')),
  })),
  nudge: sometimes(some({ every: 'P14D', max: 2 })),
})

const challenges = parts({
  when: sometimes(some('never', 'new_device', 'new_device', 'every_login')),
  methods: sometimes(subset(METHODS, 1)),
  remember_device: sometimes(some({ for: '0s' }, { for: '30d' })),
  max_age: sometimes(some('5m', '12h')),
})

const modes = fc.oneof({ weight: 8, arbitrary: some('enforce') }, { weight: 2, arbitrary: some('report_only', 'off') })
const until = { report_until: fc.constant('2026-12-01T00:00:00Z') }

const numbered = (items: readonly object[]) => items.map((item, index) => ({ id: `n${index}`, ...item }))
const lists = (item: fc.Arbitrary<object>, minLength: number) =>
  fc.array(item, { minLength, maxLength: 3 }).map(numbered)

const exceptions = parts({
  match: matches.filter(notEmpty),
  waives: sometimes(some('enrollment', 'all')),
  reason: fc.constant('r'),
  approved_by: fc.constant('a'),
  until: some('2026-08-01T00:00:00Z', '2026-12-01T00:00:00Z'),
})

export const guardrails = parts({
  forbid_methods: sometimes(subset(METHODS).filter((methods) => methods.length < 4)),
  max_grace_logins: sometimes(fc.nat(4)),
  max_remember_device: sometimes(some('0s', '7d')),
  forbid_remember_device_for: sometimes(matches),
})

/** A policy as a file would hold it; not each is valid. */
export const policies: fc.Arbitrary<Record<string, unknown>> = parts({
  mode: modes,
  ...until,
  definitions: fc.constant({ networks: { office: ['203.0.113.0/24'] } }),
  emergency_access: sometimes(some({
    accounts: ['bg-1'],
    never_lock: true,
    challenge: { methods: ['totp', 'backup_code'] },
  })),
  exceptions: sometimes(lists(exceptions, 0)),
  guardrails: sometimes(guardrails),
  on_provider_error: sometimes(some('deny', 'allow_remembered', 'allow')),
  defaults: sometimes(parts({ enrollment: sometimes(enrollments), challenge: sometimes(challenges) })),
  step_up: sometimes(
    lists(
      parts({ match: sometimes(matches), max_age: some('0s', '2m', '10m', '1d'), methods: sometimes(subset(HELD, 1)) }),
      0,
    ),
  ),
  rules: lists(
    parts({
      mode: modes,
      ...until,
      match: sometimes(matches),
      enrollment: sometimes(enrollments),
      challenge: sometimes(challenges),
    }),
    1,
  ),
}).map(policyOf)

/** `null` when it is not valid. */
export function compiledOrNull(source: unknown): CompiledPolicy | null {
  const result = parsePolicy(source)
  return result.ok ? compilePolicy(result.policy) : null
}

/** Leaves out one field, the way a file would. */
export function without(source: Record<string, unknown>, field: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(source).filter(([key]) => key !== field))
}
