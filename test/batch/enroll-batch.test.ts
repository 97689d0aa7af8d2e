/** The batch as a program calls it, against a provider in this process. */
import { expect } from 'chai'
import { MemoryAccountStore } from '../../src/adapters/memory/memory-account-store.js'
import { enrollBatch } from '../../src/batch/index.js'
import type { BatchSummary, EnrollBatchOptions, RowNote } from '../../src/batch/index.js'
import { SecondFactorError } from '../../src/errors.js'
import type { AccountStore } from '../../src/ports/account-store.js'
import type { RegisterResult } from '../../src/ports/provider.js'
import { NOW, accountOf, clock, people, personRow, policyFile, policyOf, rowsOf, standInProvider } from './stand-ins.js'

const university = policyFile('university')
const away = (): never => {
  throw new SecondFactorError('provider_unavailable', 'Authy, POST /protected/json/users/new: status 503')
}
const limited = (retryAfterSeconds: number): RegisterResult => ({ kind: 'limited', retryAfterSeconds })

interface Ran {
  readonly summary: BatchSummary
  readonly faults: RowNote[]
  readonly warnings: RowNote[]
  /** Lengths of the pauses, in ms. */
  readonly pauses: number[]
}

describe('Batch: enrollBatch', () => {
  async function run(options: Partial<EnrollBatchOptions>): Promise<Ran> {
    const [faults, warnings, pauses]: [RowNote[], RowNote[], number[]] = [[], [], []]
    const summary = await enrollBatch({
      people: people(20),
      provider: standInProvider(),
      accounts: new MemoryAccountStore(),
      policy: university,
      clock,
      onFault: (note) => faults.push(note),
      onWarning: (note) => warnings.push(note),
      wait: (ms) => {
        pauses.push(ms)
        return new Promise(setImmediate)
      },
      ...options,
    })
    return { summary, faults, warnings, pauses }
  }

  it('registers everybody once and keeps the accounts as pending', async () => {
    const provider = standInProvider()
    const accounts = new MemoryAccountStore()
    const { summary } = await run({ people: people(200), provider, accounts })
    expect(summary).to.deep.include({ end: { kind: 'finished' }, rows: 200, registered: 200, faulty: 0, warnings: 0, installLinks: 0 })
    expect(summary.firstSignIns).to.deep.equal([
      { rule: 'students-2026', outcome: 'allow_with_prompt', reason: 'confirm_within_grace', remaining: 5, count: 200 },
    ])
    expect(provider.asked).to.have.length(200)
    expect(provider.asked.every(({ installLink }) => !installLink)).to.equal(true)
    expect((await accounts.read('u7'))?.record).to.deep.equal(
      accountOf('u7', {
        state: 'pending',
        factor: { providerId: '14150000007', phoneHint: '•••07', methods: ['push', 'totp', 'sms', 'voice'], registeredAt: NOW, registeredBy: 'batch' },
        updatedAt: NOW,
      }),
    )
  })

  it('lets the provider text a link to its app only where the rule does', async () => {
    const provider = standInProvider()
    const { summary } = await run({ people: people(3, { groups: ['staff'] }), provider })
    expect(summary.installLinks).to.equal(3)
    expect(provider.asked.every(({ installLink }) => installLink)).to.equal(true)
  })

  it('leaves everybody alone who is further on, and does not call the provider for them', async () => {
    const accounts = new MemoryAccountStore()
    const factor = { providerId: '1', phoneHint: '•••99', methods: [], registeredAt: 0, registeredBy: 'batch' } as const
    for (const [user, state] of [['u0', 'pending'], ['u1', 'enrolled'], ['u2', 'opted_out']] as const) {
      await accounts.write(accountOf(user, { state, factor }), 0)
    }
    const provider = standInProvider()
    const { summary, warnings } = await run({ people: people(4), accounts, provider })
    expect(summary).to.include({ alreadyThere: 3, registered: 1 })
    expect(provider.asked.map(({ email }) => email)).to.deep.equal(['u3@uni.example'])
    expect((await accounts.read('u1'))?.version).to.equal(1)
    expect(warnings.map(({ line, column }) => [line, column])).to.deep.equal([[2, 'phone']])
  })

  it('does not refill grace that was used', async () => {
    const accounts = new MemoryAccountStore()
    await accounts.write(accountOf('u0', { graceUsed: 3, graceStartedAt: NOW - 5000 }), 0)
    const { summary } = await run({ people: people(1), accounts })
    expect((await accounts.read('u0'))?.record).to.include({ state: 'pending', graceUsed: 3, graceStartedAt: NOW - 5000 })
    expect(summary.firstSignIns[0]?.remaining).to.equal(2)
  })

  it('finishes a run that ended between the registration and the account', async () => {
    const provider = standInProvider()
    const accounts = new MemoryAccountStore()
    const dies: AccountStore = {
      read: (userId) => accounts.read(userId),
      list: () => accounts.list(),
      close: () => accounts.close(),
      write: () => Promise.reject(new Error('The process ends here.')),
    }
    const end = await run({ people: people(1), provider, accounts: dies }).catch((error: unknown) => error)
    expect(end).to.have.property('message', 'The process ends here.')
    const { summary } = await run({ people: people(1), provider, accounts })
    expect(summary.registered).to.equal(1)
    expect(new Set(provider.asked.map(({ phone }) => phone)).size).to.equal(1)
  })

  it('leaves an account to whoever was faster', async () => {
    const accounts = new MemoryAccountStore()
    const factor = { providerId: '777', phoneHint: '•••77', methods: [], registeredAt: 0, registeredBy: 'batch' } as const
    const provider = standInProvider(async () => {
      await accounts.write(accountOf('u0', { state: 'pending', factor }), 0)
      return null
    })
    const { summary, warnings } = await run({ people: people(1), accounts, provider })
    expect(summary).to.include({ registered: 0, alreadyThere: 1, warnings: 1 })
    expect(warnings[0]?.reason).to.include('another number')
    expect((await accounts.read('u0'))?.record.factor).to.deep.equal(factor)
  })

  it('changes nothing in a dry run and says what would be', async () => {
    const provider = standInProvider()
    const accounts = new MemoryAccountStore()
    const { summary } = await run({ dryRun: true, provider, accounts })
    expect(summary).to.include({ registered: 20 })
    expect(summary.firstSignIns[0]?.count).to.equal(20)
    expect(provider.asked).to.have.length(0)
    expect(await accounts.read('u0')).to.equal(null)
  })

  describe('names rows that it does not do', () => {
    it('for their form', async () => {
      const rows = [{ user: '' }, { user: 'a\nb' }, { email: 'x' }, { countryCode: '0' }, { phone: '12' }, { phone: 'x' }, { phone: '12345678901234567' }]
      const { summary, faults } = await run({ people: rowsOf(...rows.map((row, index) => personRow(index, row)), personRow(90)) })
      expect(summary).to.include({ faulty: 7, registered: 1 })
      expect(faults.map(({ column }) => column)).to.have.members(['user', 'user', 'email', 'country_code', 'phone', 'phone', 'phone'])
    })

    it('when no rule lets an organization register them', async () => {
      const { faults } = await run({ people: people(1, { groups: ['alumni'] }) })
      expect(faults[0]).to.include({ line: 2, column: null, reason: 'rule everyone has provisioning: self_service, not batch' })
      const { summary } = await run({ people: people(1, { groups: ['alumni'] }), anyRule: true })
      expect(summary.registered).to.equal(1)
    })

    it('when the rule has no second factor at all', async () => {
      const policy = policyOf('apiVersion: second-factor/v1\nkind: PolicySet\nrules: [{ id: off, enrollment: { model: disabled, provisioning: batch } }]')
      const { faults } = await run({ policy, people: people(1), anyRule: true })
      expect(faults[0]?.reason).to.equal('rule off has model: disabled')
    })

    it('when it is not certain which rule covers them', async () => {
      const { faults } = await run({ people: people(1, { created: null }) })
      expect(faults[0]?.reason).to.equal('created is not known, so rule students-2026 may apply or not')
      const provider = standInProvider()
      await run({ people: people(1, { groups: null }), provider, anyRule: true })
      expect(provider.asked.map(({ installLink }) => installLink)).to.deep.equal([false])
    })

    it('when they are emergency accounts or locked', async () => {
      const accounts = new MemoryAccountStore()
      await accounts.write(accountOf('u1', { adminLocked: true }), 0)
      const { faults } = await run({ people: rowsOf(personRow(0, { user: 'bg-1' }), personRow(1)), accounts, concurrency: 1 })
      expect(faults.map(({ reason }) => reason)).to.deep.equal([
        'emergency access, which no rule covers, has provisioning: self_service, not batch',
        'is locked by an administrator',
      ])
    })

    it('when the provider refuses them', async () => {
      const provider = standInProvider((call) => (call === 1 ? { kind: 'invalid', fields: ['phone'] } : null))
      const { summary, faults } = await run({ provider, concurrency: 1 })
      expect(summary).to.include({ registered: 19, faulty: 1 })
      expect(faults[0]).to.include({ line: 2, column: 'phone', reason: 'is refused by the provider' })
    })

    it('when the person stands in the file twice', async () => {
      const provider = standInProvider()
      const rows = [personRow(0), personRow(1), personRow(2, { user: 'u0', phone: '4155559999' })]
      const { summary, faults } = await run({ people: rowsOf(...rows), provider })
      expect(summary).to.include({ registered: 2, faulty: 1 })
      expect(faults[0]).to.include({ line: 4, column: 'user', reason: 'is the same person as in line 2' })
      expect(provider.asked).to.have.length(2)
    })
  })

  describe('warns about a number', () => {
    it('that two people of the file have', async () => {
      const { summary, warnings } = await run({ people: rowsOf(personRow(0), personRow(1, { phone: '(415) 000-0000' })) })
      expect(summary).to.include({ registered: 2, warnings: 1 })
      expect(warnings).to.deep.equal([{ line: 3, column: 'phone', reason: 'is the number of line 2, too' }])
    })

    it('that another account has', async () => {
      const accounts = new MemoryAccountStore()
      const factor = { providerId: '14150000000', phoneHint: '•••00', methods: [], registeredAt: 0, registeredBy: 'batch' } as const
      await accounts.write(accountOf('vera', { state: 'enrolled', factor }), 0)
      const { summary, warnings } = await run({ people: people(1), accounts })
      expect(summary).to.include({ registered: 1, warnings: 1 })
      expect(warnings[0]?.reason).to.equal('is the number of another account, too')
    })
  })

  describe('waits together', () => {
    it('as long as the provider asks for, and loses nobody', async () => {
      const provider = standInProvider(async (call) => {
        await new Promise(setImmediate)
        return call <= 16 ? limited(30) : null
      })
      const { summary, pauses } = await run({ provider })
      expect(summary).to.include({ registered: 20, faulty: 0 })
      expect(pauses).to.have.length(1)
      expect(pauses[0]).to.be.within(30_000, 33_000)
    })

    it('longer each time while the provider is away', async () => {
      const provider = standInProvider((call) => (call <= 5 ? away() : null))
      const { summary, pauses } = await run({ provider, concurrency: 1 })
      expect(summary.registered).to.equal(20)
      expect(pauses).to.have.length(5)
      expect(pauses[0]).to.be.within(250, 500)
      expect(pauses[4]).to.be.within(4000, 8000)
    })

    it('for the account store, too', async () => {
      const inner = new MemoryAccountStore()
      let failures = 3
      const accounts: AccountStore = {
        read: (userId) => inner.read(userId),
        list: () => inner.list(),
        close: () => inner.close(),
        write: (record, version) => (failures-- > 0 ? Promise.reject(new SecondFactorError('store_unavailable', 'busy')) : inner.write(record, version)),
      }
      const provider = standInProvider()
      const { summary } = await run({ accounts, provider, concurrency: 1 })
      expect(summary.registered).to.equal(20)
      expect(provider.asked).to.have.length(20)
    })

    it('but not for ever', async () => {
      const { summary, pauses } = await run({ provider: standInProvider(away) })
      expect(summary.end).to.have.property('kind', 'gave_up')
      expect(summary.registered).to.equal(0)
      expect(pauses).to.have.length(10)
    })

    it('but not for hours', async () => {
      const { summary, pauses } = await run({ provider: standInProvider(() => limited(7200)) })
      expect(summary.end).to.have.property('kind', 'gave_up')
      expect(pauses).to.have.length(0)
    })

    it('but not for one row alone', async () => {
      const provider = standInProvider()
      const register = provider.register.bind(provider)
      provider.register = (registration) => (registration.email === 'u3@uni.example' ? Promise.reject(failure()) : register(registration))
      const { summary, faults } = await run({ provider, people: people(200), concurrency: 2 })
      expect(summary).to.include({ registered: 199, faulty: 1 })
      expect(faults[0]?.line).to.equal(5)
      expect(faults[0]?.reason).to.equal('could not be done: Authy, POST /protected/json/users/new: status 400')
    })
  })

  it('gives up at once when the API key is refused', async () => {
    const refused = (): never => {
      throw new SecondFactorError('provider_key_refused', 'API key refused')
    }
    const { summary, pauses } = await run({ provider: standInProvider(refused) })
    expect(summary.end).to.have.nested.property('error.code', 'provider_key_refused')
    expect(pauses).to.have.length(0)
  })

  it('ends cleanly when it is interrupted, also in a pause', async () => {
    const interrupt = new AbortController()
    const accounts = new MemoryAccountStore()
    const provider = standInProvider((call) => (call > 50 ? limited(60) : null))
    const { summary } = await run({
      people: people(1000),
      provider,
      accounts,
      signal: interrupt.signal,
      wait: (_ms, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped')))
          interrupt.abort()
        }),
    })
    expect(summary).to.deep.include({ end: { kind: 'interrupted' }, registered: 50 })
    const { summary: second } = await run({ people: people(1000), accounts })
    expect(second).to.deep.include({ end: { kind: 'finished' }, registered: 950, alreadyThere: 50 })
  })

  it('keeps to its concurrency', async () => {
    let underWay = 0
    let most = 0
    const provider = standInProvider(async () => {
      underWay += 1
      most = Math.max(most, underWay)
      await new Promise(setImmediate)
      underWay -= 1
      return null
    })
    await run({ people: people(100), provider, concurrency: 7 })
    expect(most).to.equal(7)
    const refused = await run({ concurrency: 0 }).catch((error: unknown) => error)
    expect(refused).to.have.property('code', 'invalid_options')
  })

  it('throws what its callbacks throw', async () => {
    const full = new Error('disk full')
    const failed = run({
      people: people(3, { email: '' }),
      onFault: () => {
        throw full
      },
    }).catch((error: unknown) => error)
    expect(await failed).to.equal(full)
  })
})

function failure(): SecondFactorError {
  return new SecondFactorError('provider_unavailable', 'Authy, POST /protected/json/users/new: status 400')
}
