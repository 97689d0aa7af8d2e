/** The shop on a Redis Cluster, with an Authy service at an address of its own. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { expect } from 'chai'
import { Person } from '../helpers/person.js'
import { Phone } from '../helpers/phone.js'
import { startRedisCluster } from '../helpers/redis-server.js'
import type { RedisCluster } from '../helpers/redis-server.js'
import { freePort, startShopProcess } from '../helpers/shop-process.js'
import type { ShopProcess } from '../helpers/shop-process.js'

describe('The shop on a Cluster, with an emulator of its own', function () {
  this.timeout(60_000)
  let cluster: RedisCluster
  let emulator: ChildProcess
  let shop: ShopProcess
  let phone: Phone

  before(async () => {
    cluster = await startRedisCluster()
    const port = await freePort()
    emulator = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'emulator', '--port', String(port), '--key', 'demo_topology'])
    await new Promise((resolve) => emulator.stdout?.once('data', resolve))
    shop = await startShopProcess({
      REDIS_URL: cluster.nodes.map(({ host, port: node }) => `redis://${host}:${node}`).join(','),
      AUTHY_API_URL: `http://127.0.0.1:${port}`,
      AUTHY_API_KEY: 'demo_topology',
    })
    phone = new Phone(`http://127.0.0.1:${port}`)
  })
  after(async () => {
    await shop.stop()
    emulator.kill()
    await cluster.stop()
  })

  it('lets in by push, without any callback', async () => {
    const ann = new Person(shop.url)
    expect((await ann.signIn('ann')).json).to.include({ outcome: 'challenge' })
    await phone.answer('ann@shop.example', 'approve')
    expect((await ann.post('/2fa/complete')).status).to.equal(200)
    expect((await ann.page('/account')).text).to.include('Order history of ann')
    await ann.post('/logout')
    expect((await ann.get('/api/account')).status).to.equal(401)
  })

  it('counts wrong codes and spends grace once', async () => {
    const zoe = new Person(shop.url)
    await zoe.signIn('zoe')
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => zoe.post('/2fa/verify', { code: String(1_000_000 + at) })))
    expect(await phone.verifyCalls()).to.be.within(1, 5)
    expect(answers.some(({ status }) => status === 429)).to.equal(true)
    const sam = new Person(shop.url)
    await sam.signIn('sam')
    const skips = await Promise.all([sam.copy().post('/2fa/skip'), sam.copy().post('/2fa/skip')])
    expect(skips.filter(({ status }) => status === 200).map(({ json }) => json['remaining'])).to.satisfy((left: unknown[]) => left.length > 0 && left.every((one) => one === 4))
  })
})
