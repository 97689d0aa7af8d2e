/** The security team edits the policy while the shop runs. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Person } from '../helpers/person.js'
import { startShopProcess } from '../helpers/shop-process.js'
import type { ShopProcess } from '../helpers/shop-process.js'

describe('Editing the policy of a running shop', function () {
  this.timeout(30_000)
  let folder: string
  let file: string
  let shop: ShopProcess

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'reload-'))
    file = join(folder, 'policy.yaml')
    copyFileSync('example-app/policies/default.yaml', file)
    shop = await startShopProcess({ POLICY_FILE: file })
  })
  after(async () => {
    await shop.stop()
    rmSync(folder, { recursive: true })
  })

  interface Status {
    readonly status: string
    readonly revision: string
  }

  const health = async (): Promise<Status> => (await new Person(shop.url).get('/healthz')).json['policy'] as Status

  /** Tells the shop to read the file, and waits until it shows. */
  async function signal(wanted: (policy: Status) => boolean): Promise<Status> {
    shop.child.kill('SIGHUP')
    for (;;) {
      const policy = await health()
      if (wanted(policy)) return policy
    }
  }

  it('shows a file that is not valid, and goes on with the last good one', async () => {
    const before = await health()
    expect(before.status).to.equal('ok')
    const good = readFileSync(file, 'utf8')
    writeFileSync(file, good.replace('grace_period', 'grace_periods'))
    const stale = await signal(({ status }) => status === 'stale')
    expect(stale.revision).to.equal(before.revision)
    expect(shop.output()).to.include('policy_refused').and.to.include('did you mean grace_period')
    expect((await new Person(shop.url).signIn('sam')).json).to.include({ remaining: 5 })
    writeFileSync(file, good)
    expect(await signal(({ status }) => status === 'ok')).to.include({ revision: before.revision })
  })

  it('lets a tightened rule bite at the next request, also in sessions that are in grace', async () => {
    const sam = new Person(shop.url)
    await sam.signIn('sam')
    await sam.post('/2fa/skip')
    expect((await sam.get('/api/account')).status).to.equal(200)
    const { revision } = await health()
    writeFileSync(file, readFileSync(file, 'utf8').replace(/logins: 5/, 'logins: 0'))
    await signal((policy) => policy.revision !== revision)
    const refused = await sam.get('/api/account')
    expect(refused.status).to.equal(403)
  })
})
