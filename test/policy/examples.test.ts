import { expect } from 'chai'
import type { AccountFacts, Decision, RequestFacts } from '../../src/policy/decision.js'
import { evaluate } from '../../src/policy/evaluate.js'
import { parsePolicy } from '../../src/policy/parse.js'
import { DAY_MS, EXAMPLES, NOW, account, enrolled, example, exampleText, request } from './people.js'

interface Row {
  readonly who: string
  readonly policy: string
  readonly account: AccountFacts
  readonly request?: Partial<RequestFacts>
  readonly now?: number
  readonly expect: Partial<Decision>
}

const smsOnly = { methods: ['sms'], groups: ['legacy-sms'] } as const
const student = { state: 'pending', groups: ['students'] } as const
const card = { attributes: { has_stored_card: true } } as const
const robot = { user: 'svc-selenium', graceUsed: 3 } as const
const OLD = Date.parse('2024-09-01T00:00:00Z')

const ROWS: readonly Row[] = [
  {
    who: 'not enrolled, never nudged',
    policy: 'startup',
    account: account(),
    expect: { outcome: 'allow_with_prompt', reason: 'nudge', maySkip: true, mayOptOut: true, remaining: null },
  },
  {
    who: 'enrolled, remembered browser',
    policy: 'startup',
    account: enrolled(),
    request: { rememberedDevice: true },
    expect: { outcome: 'allow', reason: 'remembered_device' },
  },
  {
    who: 'new customer',
    policy: 'bank',
    account: account(),
    expect: { outcome: 'enroll_required', reason: 'must_enroll', methods: ['push', 'totp'], maySkip: false },
  },
  {
    who: 'SMS-only customer, one skip used',
    policy: 'bank',
    account: enrolled({ ...smsOnly, graceUsed: 1 }),
    expect: {
      outcome: 'challenge',
      reason: 'method_no_longer_allowed',
      rule: 'legacy-customers-migration',
      remaining: 2,
      then: 'suggest_new_method',
      methods: ['sms'],
      maySkip: true,
    },
  },
  {
    who: 'SMS-only customer, three used',
    policy: 'bank',
    account: enrolled({ ...smsOnly, graceUsed: 3 }),
    expect: {
      outcome: 'challenge',
      reason: 'method_no_longer_allowed',
      remaining: 0,
      then: 'enroll_new_method',
      methods: ['sms'],
      maySkip: false,
    },
  },
  {
    who: 'paying, factor 5 minutes old',
    policy: 'bank',
    account: enrolled({ methods: ['push'] }),
    request: { action: 'payment.create', secondFactorAge: 300, secondFactorMethod: 'push' },
    expect: { outcome: 'challenge', reason: 'step_up', methods: ['push'], stepUp: ['payments'], maxAge: 120 },
  },
  {
    who: 'new student, 4 of 5 used',
    policy: 'university',
    account: account({ ...student, graceUsed: 4 }),
    expect: {
      outcome: 'allow_with_prompt',
      reason: 'confirm_within_grace',
      rule: 'students-2026',
      remaining: 1,
      maySkip: true,
      mayOptOut: false,
      methods: ['push', 'sms', 'voice'],
    },
  },
  {
    who: 'new student, 5 of 5 used',
    policy: 'university',
    account: account({ ...student, graceUsed: 5 }),
    expect: { outcome: 'locked', reason: 'grace_exhausted', remaining: 0, methods: [] },
  },
  {
    who: 'second-year student, 5 of 5 used',
    policy: 'university',
    account: account({ groups: ['students'], created: OLD, graceUsed: 5 }),
    expect: { outcome: 'enroll_required', reason: 'must_enroll', rule: 'continuing-students' },
  },
  {
    who: 'stored card, 3 of 5 used',
    policy: 'consumer',
    account: account({ ...card, state: 'pending', graceUsed: 3 }),
    expect: {
      outcome: 'allow_with_prompt',
      reason: 'confirm_within_grace',
      remaining: 2,
      maySkip: true,
      mayOptOut: true,
    },
  },
  {
    who: 'stored card, opted out last month',
    policy: 'consumer',
    account: account({ ...card, state: 'opted_out', optedOutAt: NOW - 30 * DAY_MS }),
    expect: { outcome: 'allow', reason: 'opted_out' },
  },
  {
    who: 'stored card, opted out 200 days ago',
    policy: 'consumer',
    account: account({ ...card, state: 'opted_out', optedOutAt: NOW - 200 * DAY_MS, graceUsed: 5 }),
    expect: {
      outcome: 'allow_with_prompt',
      reason: 'enroll_within_grace',
      remaining: 5,
      maySkip: true,
      mayOptOut: true,
    },
  },
  {
    who: 'ordinary user, not enrolled, creates an API key',
    policy: 'admin',
    account: account(),
    request: { action: 'api_key.create' },
    expect: { outcome: 'enroll_required', reason: 'step_up_needs_factor', stepUp: ['dangerous-actions'] },
  },
  {
    who: 'administrator, not enrolled, first sign-in',
    policy: 'admin',
    account: account({ roles: ['admin'] }),
    expect: { outcome: 'allow_with_prompt', reason: 'enroll_within_grace', remaining: 2, maySkip: true },
  },
  {
    who: 'administrator at /admin/users, factor 11 minutes old',
    policy: 'admin',
    account: enrolled({ roles: ['admin'], methods: ['push', 'sms'] }),
    request: { path: '/admin/users', secondFactorAge: 660, secondFactorMethod: 'push' },
    expect: { outcome: 'challenge', reason: 'step_up', methods: ['push'], maxAge: 600 },
  },
  {
    who: 'emergency account under an admin lock',
    policy: 'breakglass',
    account: enrolled({ user: 'bg-admin-1', methods: ['totp'], locks: [{ kind: 'admin' }] }),
    expect: { outcome: 'challenge', reason: 'required', methods: ['totp'], rule: null },
  },
  {
    who: 'test robot under the exception',
    policy: 'breakglass',
    account: account(robot),
    expect: { outcome: 'allow', reason: 'exception' },
  },
  {
    who: 'the same on 2 January 2027, 3 used',
    policy: 'breakglass',
    account: account(robot),
    now: Date.parse('2027-01-02T00:00:00Z'),
    expect: { outcome: 'enroll_required', reason: 'must_enroll' },
  },
]

describe('example policies', () => {
  for (const name of [...EXAMPLES, 'default']) {
    it(`${name}.yaml is valid`, () => {
      expect(parsePolicy(exampleText(name), { now: NOW })).to.include({ ok: true })
    })
  }

  for (const row of ROWS) {
    it(`${row.policy}: ${row.who}`, () => {
      const decision = evaluate(example(row.policy), row.account, request(row.request), row.now ?? NOW)
      expect(decision).to.deep.include(row.expect)
    })
  }
})

describe('default.yaml, the shop', () => {
  const shop = example('default')
  const decide = (
    who: AccountFacts,
    what: Partial<RequestFacts> = {},
  ): Decision => evaluate(shop, who, request(what), NOW)

  it('gives students five sign-ins and then locks them', () => {
    const { recovery, enrollment } = decide(account(student)).settings
    expect(decide(account(student))).to.include({ outcome: 'allow_with_prompt', remaining: 5, mayOptOut: false })
    expect(decide(account({ ...student, graceUsed: 5 }))).to.include({ outcome: 'locked', reason: 'grace_exhausted' })
    expect(enrollment).to.include({ provisioning: 'batch', installLink: 'never' })
    expect(recovery.helpUrl).to.match(/^https:/)
  })

  it('wants a factor of administrators at once, and no texts', () => {
    expect(decide(account({ roles: ['admin'] }))).to.include({ outcome: 'enroll_required', reason: 'must_enroll' })
    expect(decide(enrolled({ roles: ['admin'], methods: ['push', 'totp', 'sms'] })).methods)
      .to.deep.equal(['push', 'totp'])
  })

  it('lets everybody else decline within three sign-ins', () => {
    expect(decide(account())).to.include({ outcome: 'allow_with_prompt', remaining: 3, mayOptOut: true })
    expect(decide(account({ graceUsed: 3 }))).to.include({ outcome: 'enroll_required', mayOptOut: false })
    expect(decide(account({ state: 'opted_out', optedOutAt: NOW })))
      .to.include({ outcome: 'allow', reason: 'opted_out' })
  })

  it('asks at every sign-in, also in a remembered browser', () => {
    expect(decide(enrolled(), { rememberedDevice: true })).to.include({ outcome: 'challenge', reason: 'required' })
  })

  it('wants a fresh factor for payments and for the admin pages', () => {
    const old = { secondFactorAge: 300, secondFactorMethod: 'push' } as const
    expect(decide(enrolled(), { ...old, action: 'payment.create' })).to.include({ reason: 'step_up', maxAge: 120 })
    expect(decide(enrolled(), { ...old, path: '/admin' })).to.include({ outcome: 'allow' })
    expect(decide(enrolled(), { ...old, path: '/admin', secondFactorAge: 601 })).to.include({ reason: 'step_up' })
  })

  it('lets bea in whatever an administrator locked', () => {
    const bea = enrolled({ user: 'bea', locks: [{ kind: 'admin' }] })
    expect(decide(bea)).to.include({ outcome: 'challenge', reason: 'required' })
    expect(decide(bea).settings.emergency).to.equal(true)
  })
})
