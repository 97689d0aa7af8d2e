/** The batch over HTTP, through the Authy adapter, in good weather and in bad. */
import { expect } from 'chai'
import { AuthyProvider } from '../../src/adapters/authy/authy-provider.js'
import { MemoryAccountStore } from '../../src/adapters/memory/memory-account-store.js'
import { enrollBatch } from '../../src/batch/index.js'
import type { BatchSummary } from '../../src/batch/index.js'
import { startRig } from '../emulator/rig.js'
import type { Rig } from '../emulator/rig.js'
import { clock, people, policyFile } from './stand-ins.js'

describe('Batch: against the emulator', () => {
  let rig: Rig
  let provider: AuthyProvider
  let accounts: MemoryAccountStore
  let pauses: number[]

  before(async () => {
    rig = await startRig()
    provider = new AuthyProvider({ apiKey: 'demo_key', apiUrl: rig.emulator.url, timeoutMs: 300 })
  })
  after(async () => {
    // First, since calls that hang end with it.
    await rig.close()
    await provider.close()
  })
  beforeEach(async () => {
    await rig.control('POST', '/_/reset')
    accounts = new MemoryAccountStore()
    pauses = []
  })

  function run(count: number): Promise<BatchSummary> {
    const wait = (ms: number): Promise<void> => {
      pauses.push(ms)
      return new Promise(setImmediate)
    }
    return enrollBatch({ people: people(count), provider, accounts, policy: policyFile('university'), clock, wait })
  }

  async function registered(): Promise<number> {
    return (await rig.control('GET', '/_/users')).json.length
  }

  async function pending(): Promise<string[]> {
    const ids: string[] = []
    for await (const { state, factor } of accounts.list()) if (state === 'pending' && factor !== null) ids.push(factor.providerId)
    return ids
  }

  it('registers two hundred without a text', async () => {
    expect(await run(200)).to.deep.include({ end: { kind: 'finished' }, registered: 200 })
    expect(await registered()).to.equal(200)
    expect((await rig.control('GET', '/_/messages')).json).to.deep.equal([])
    expect(new Set(await pending()).size).to.equal(200)
    const requests = (await rig.control('GET', '/_/requests')).json as { path: string }[]
    // On a busy machine a call may run out of time and be made again; the number has one id all the same.
    expect(new Set(requests.map(({ path }) => path))).to.deep.equal(new Set(['/protected/json/users/new']))
  })

  for (const [name, fault] of [
    ['over its limit', { kind: 'error', status: 429, times: 3 }],
    ['down for a while', { kind: 'error', status: 503, times: 5 }],
    ['talking nonsense', { kind: 'malformed', times: 3 }],
    ['silent', { kind: 'hang', times: 3 }],
    ['dropping connections', { kind: 'drop', times: 3 }],
  ] as const) {
    it(`loses nobody while the provider is ${name}`, async () => {
      await rig.control('POST', '/_/faults', [{ stage: 'register', ...fault }])
      expect(await run(60)).to.deep.include({ end: { kind: 'finished' }, registered: 60, faulty: 0 })
      expect(await registered()).to.equal(60)
      expect(new Set(await pending()).size).to.equal(60)
      expect(pauses.length).to.be.greaterThan(0)
      // The emulator says: again in a minute.
      if ('status' in fault && fault.status === 429) expect(Math.min(...pauses)).to.be.at.least(60_000)
    })
  }

  it('stops when the key is refused', async () => {
    const stranger = new AuthyProvider({ apiKey: 'other', apiUrl: rig.emulator.url })
    const { end } = await enrollBatch({ people: people(5), provider: stranger, accounts, policy: policyFile('university'), clock })
    expect(end).to.have.nested.property('error.code', 'provider_key_refused')
    await stranger.close()
  })
})
