import { expect } from 'chai'
import { evaluate } from '../../src/policy/evaluate.js'
import { NOW, account, compiled, enrolled, example, policyOf, request } from './people.js'

const networksNamed = (names: readonly string[]): object =>
  Object.fromEntries(names.map((name) => [name, ['10.0.0.0/8']]))

describe('compilePolicy', () => {
  it('gives the same revision whatever the order of the keys and the spelling of the values', () => {
    const one = compiled(policyOf({ mode: 'enforce', lockout: { failures: 5, per: '15m' } }))
    const other = compiled({ lockout: { per: 'PT15M', failures: 5 }, ...policyOf({ mode: 'enforce' }) })
    const networks = (names: readonly string[]) =>
      compiled(policyOf({ definitions: { networks: networksNamed(names) } })).revision
    expect(networks(['a', 'b'])).to.equal(networks(['b', 'a'])).and.not.equal(networks(['a', 'c']))
    expect(one.revision).to.match(/^[0-9a-f]{12}$/)
    expect(other.revision).to.equal(one.revision)
    expect(compiled(policyOf({ mode: 'enforce', lockout: { failures: 6, per: '15m' } })).revision)
      .to.not.equal(one.revision)
  })

  it('gives the revision with every decision', () => {
    const policy = example('bank')
    expect(evaluate(policy, account(), request(), NOW).revision).to.equal(policy.revision)
  })

  it('fills in what the file leaves out', () => {
    const { fallback, ...policy } = compiled(policyOf({}))
    expect(policy).to.deep.include({
      name: 'policy',
      owner: null,
      mode: 'enforce',
      onProviderError: 'deny',
      lockout: { failures: 5, per: 900, for: 30, max: 3600, disableAfter: 50 },
      recovery: { backupCodes: 10, helpUrl: null, bypassCode: { for: 3600, uses: 1 } },
      onReport: { pausePush: 1200, notify: [], requirePasswordChange: false, lock: false },
      retention: { decisions: 7_776_000 },
      emergency: null,
    })
    expect(fallback.challenge).to.deep.equal({
      when: 'every_login',
      methods: ['push', 'totp', 'sms', 'voice'],
      fallbackAfter: 8,
      phoneCode: { channel: 'user_choice', force: 'on_request' },
      push: {
        expiresIn: 120,
        matchCode: 'display',
        limit: { max: 5, per: 900 },
        show: ['app', 'place', 'browser', 'time'],
      },
      code: { attempts: 5, expiresIn: 300, resendAfter: [30, 60, 120], maxResends: 2 },
      rememberDevice: { for: 0, maxDevices: 5 },
      maxAge: 43_200,
    })
    expect(fallback.enrollment).to.deep.equal({
      model: 'opt_in',
      provisioning: 'self_service',
      installLink: 'auto',
      confirmWith: ['push', 'totp', 'sms', 'voice'],
      gracePeriod: {
        logins: null,
        days: null,
        until: null,
        starts: 'first_login',
        appliesTo: ['new', 'method_change'],
      },
      onExpiry: 'enroll_now',
      optOut: { allowed: 'never', confirm: true, repromptAfter: null },
      bindNewPhone: { requires: [] },
      nudge: null,
    })
  })

  it('puts a rule over the defaults field by field, and guardrails over both', () => {
    const policy = compiled(
      policyOf({
        guardrails: { forbid_methods: ['sms'], max_remember_device: '7d', max_grace_logins: 2 },
        defaults: {
          enrollment: { confirm_with: ['sms', 'totp', 'push'], grace_period: { days: 3 } },
          challenge: {
            push: { expires_in: '60s', match_code: 'entry' },
            remember_device: { for: '30d', max_devices: 2 },
          },
        },
        rules: [{ id: 'all', challenge: { push: { expires_in: '5s' } }, enrollment: { grace_period: { logins: 9 } } }],
      }),
    )
    const { challenge, enrollment } = evaluate(policy, account(), request(), NOW).settings
    expect(challenge.methods).to.deep.equal(['push', 'totp', 'voice'])
    expect(challenge.push).to.include({ expiresIn: 5, matchCode: 'entry' })
    expect(challenge.rememberDevice).to.deep.equal({ for: 7 * 86_400, maxDevices: 2 })
    expect(enrollment.confirmWith).to.deep.equal(['totp', 'push'])
    expect(enrollment.gracePeriod).to.include({ logins: 2, days: 3 })
  })

  it('can be changed by nobody', () => {
    const policy = example('bank')
    const { settings } = evaluate(policy, enrolled(), request(), NOW)
    for (const part of [
      policy,
      policy.lockout,
      policy.rules,
      settings,
      settings.challenge.methods,
      policy.emergency?.accounts,
    ]) {
      expect(part).to.be.frozen
    }
  })

  it('knows who and what stands behind emergency access', () => {
    expect(example('breakglass').emergency).to.deep.include({
      accounts: ['bg-admin-1', 'bg-admin-2'],
      neverLock: true,
      alert: { to: ['soc@corp.example'], severity: 'critical' },
      drillEvery: 90 * 86_400,
    })
  })
})
