/** What is not safe does not start, and says what to do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { freePort, spawnShop, startShopProcess } from '../helpers/shop-process.js'

describe('Start', function () {
  this.timeout(30_000)
  let folder: string

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'start-'))
    writeFileSync(join(folder, 'wrong.yaml'), 'apiVersion: second-factor/v1\nkind: PolicySet\nrules:\n  - id: everyone\n    enrolment: { model: opt_in }\n')
    writeFileSync(join(folder, 'empty.yaml'), '')
  })
  after(() => rmSync(folder, { recursive: true }))

  async function refusal(env: Readonly<Record<string, string>>): Promise<string> {
    const shop = spawnShop({ PORT: String(await freePort()), EMULATOR_PORT: String(await freePort()), ...env })
    expect(await shop.ended, shop.output()).to.equal(1)
    expect(shop.output()).to.match(/^Not started\. /m)
    return shop.output()
  }

  it('needs nothing but the two ports, and says where everything is', async () => {
    const shop = await startShopProcess()
    const output = shop.output()
    expect(output).to.include(shop.url).and.to.include(shop.phoneUrl.replace('127.0.0.1', 'localhost'))
    expect(output).to.match(/State +in memory/)
    expect(output).to.match(/ann, kim, sam, nora, olaf, ada, bea, zoe; password correct-horse/)
    const answers = await Promise.all([`${shop.url}/`, `${shop.url}/healthz`, shop.phoneUrl].map((address) => fetch(address)))
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200])
    expect(await answers[0]?.text()).to.include('Paper &amp; Pine').and.to.include(shop.phoneUrl.replace('127.0.0.1', 'localhost'))
    await shop.stop()
    expect(shop.output()).to.include('Warning: SESSION_SECRET is not set').and.to.include('Warning: SECOND_FACTOR_SECRET is not set')
  })

  it('is refused without a policy', async () => {
    expect(await refusal({ POLICY_FILE: join(folder, 'missing.yaml') })).to.include('cannot be read')
    expect(await refusal({ POLICY_FILE: join(folder, 'empty.yaml') })).to.include('policy is not valid')
  })

  it('is refused with an unknown field, named with its line', async () => {
    const output = await refusal({ POLICY_FILE: join(folder, 'wrong.yaml') })
    expect(output).to.include('5:').and.to.include('enrolment').and.to.include('enrollment')
  })

  it('is refused with a short secret', async () => {
    expect(await refusal({ SECOND_FACTOR_SECRET: 'short' })).to.include('at least 32 bytes')
    expect(await refusal({ SESSION_SECRET: 'short' })).to.include('at least 32 bytes')
  })

  it('is refused with a provider over plain http, unless it is on this machine', async () => {
    const output = await refusal({ AUTHY_API_URL: 'http://authy.example', AUTHY_API_KEY: 'k'.repeat(32) })
    expect(output).to.include('https')
    expect(output).not.to.include('k'.repeat(32))
  })

  it('is refused with a demo key for a real service, and with a key but no address', async () => {
    expect(await refusal({ AUTHY_API_URL: 'https://api.authy.example', AUTHY_API_KEY: 'demo_key' })).to.include('demo_')
    expect(await refusal({ AUTHY_API_KEY: 'k'.repeat(32) })).to.include('AUTHY_API_URL')
  })

  it('is refused without its database, its Redis or its users', async () => {
    expect(await refusal({ DATABASE_FILE: join(folder, 'no/such/folder/shop.db') })).to.include('DATABASE_FILE')
    expect(await refusal({ REDIS_URL: `redis://127.0.0.1:${await freePort()}` })).to.include('REDIS_URL')
    expect(await refusal({ USERS_FILE: join(folder, 'nobody.json') })).to.include('USERS_FILE')
  })

  it('is refused when something else holds the emulator’s port', async () => {
    const other = createServer((_req, res) => res.end('hello'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', () => resolve()))
    const { port } = other.address() as AddressInfo
    expect(await refusal({ EMULATOR_PORT: String(port) })).to.include('EMULATOR_PORT')
    other.closeAllConnections()
    await new Promise((resolve) => other.close(resolve))
  })
})
