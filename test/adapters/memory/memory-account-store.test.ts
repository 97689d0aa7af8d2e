import { expect } from 'chai'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { MemoryAccountStore } from '../../../src/adapters/memory/memory-account-store.js'
import { describeAccountStore } from '../../../src/testing/describe-account-store.js'

describeAccountStore('MemoryAccountStore', () =>
  Promise.resolve({ store: new MemoryAccountStore(), close: () => Promise.resolve() }),
)

describe('The account store contract', () => {
  it('is kept by a store without holders, and says what it did not look at', async () => {
    const mocha = ['--import', 'tsx', 'node_modules/mocha/bin/mocha.js', '--no-config', '--reporter', 'dot']
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...mocha,
      'test/adapters/memory/account-store-without-holders.ts',
    ])
    expect(stdout).to.match(/10 passing/).and.match(/11 pending/).and.not.match(/failing/)
  }).timeout(60_000)
})
