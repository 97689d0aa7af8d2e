/** A program without a session uses the shop: from the password to a transfer, and out again. */
import { expect } from 'chai'
import type { Answer } from '../helpers/person.js'
import { startShopRig } from './shop-rig.js'
import type { ShopRig } from './shop-rig.js'

const ANN = 'ann@shop.example'

interface Client {
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
}

describe('Example app: clients without a session', function () {
  this.timeout(30_000)
  let rig: ShopRig

  before(async () => {
    rig = await startShopRig('example-app/policies/default.yaml')
  })
  after(() => rig.close())
  beforeEach(() => rig.phone.newDay())

  const login = (username: string, password = 'correct-horse'): Promise<Answer> => rig.somebody().post('/api/login', { username, password })

  /** Sends its token with every request, and keeps no cookies. */
  function client(token: unknown): Client {
    const headers = { authorization: `Bearer ${String(token)}` }
    return { get: (path) => rig.somebody().get(path, headers), post: (path, body = {}) => rig.somebody().post(path, body, headers) }
  }

  async function token(): Promise<string> {
    const { mfa_token: mfa } = (await login('ann')).json
    await rig.phone.answer(ANN, 'approve')
    return String((await client(mfa).post('/2fa/complete')).json['second_factor_token'])
  }

  it('go from the password to the account, without a cookie', async () => {
    const begun = await login('ann')
    expect([begun.status, begun.json['outcome'], begun.headers.getSetCookie()]).to.deep.equal([200, 'challenge', []])
    const waiting = client(begun.json['mfa_token'])
    expect((await waiting.get('/api/account')).status).to.equal(401)
    await rig.phone.answer(ANN, 'approve')
    const done = await waiting.post('/2fa/complete')
    const account = await client(done.json['second_factor_token']).get('/api/account')
    expect([account.status, account.headers.getSetCookie()]).to.deep.equal([200, []])
    expect(account.text).to.include('Order history of ann')
  })

  it('get nothing for a wrong password or token, and nobody in particular gets 401', async () => {
    const wrong = await login('ann', 'wrong')
    expect([wrong.status, wrong.text.includes('token')]).to.deep.equal([401, false])
    for (const bad of ['x', 'a.b.c', `${await token()}x`]) {
      for (const path of ['/api/account', '/account', '/transfer', '/admin']) expect((await client(bad).get(path)).status, path).to.equal(401)
    }
    expect((await rig.somebody().get('/api/account')).json).to.deep.equal({ code: 'not_signed_in' })
  })

  it('send money with a token for that transfer', async () => {
    const own = client(await token())
    expect((await own.post('/api/transfer', { amount: 0, to: 'Bob' })).json).to.deep.equal({ code: 'invalid_request', field: 'amount' })
    const refused = await own.post('/api/transfer', { amount: 30, to: 'Bob' })
    expect([refused.status, refused.json['code']]).to.deep.equal([401, 'second_factor_required'])
    const asking = client(refused.json['mfa_token'])
    await asking.post('/2fa/push')
    expect((await rig.phone.approvals(ANN)).at(-1)?.details).to.include({ Amount: '€30.00', Payee: 'Bob' })
    await rig.phone.answer(ANN, 'approve')
    const granted = client((await asking.post('/2fa/complete')).json['second_factor_token'])
    expect((await granted.post('/api/transfer', { amount: 31, to: 'Bob' })).status).to.equal(401)
    const done = await granted.post('/api/transfer', { amount: 30, to: 'Bob' })
    expect([done.status, done.json['transferred'], done.headers.getSetCookie()]).to.deep.equal([200, { amount: 30, to: 'Bob' }, []])
    expect((await granted.post('/api/transfer', { amount: 30, to: 'Bob' })).status).to.equal(401)
  })

  it('keep to the same roles as everybody', async () => {
    expect((await client(await token()).get('/admin')).json).to.deep.equal({ code: 'forbidden' })
  })

  it('log out, half-way in and all the way in', async () => {
    const { mfa_token: mfa } = (await login('ann')).json
    expect((await client(mfa).post('/api/logout')).json).to.deep.equal({ signed_out: true })
    expect((await client(mfa).get('/2fa')).status).to.equal(401)
    const [mine, other] = [await token(), await token()]
    expect((await client(mine).post('/api/logout')).status).to.equal(200)
    expect((await client(mine).get('/api/account')).status).to.equal(401)
    expect((await client(other).get('/api/account')).status).to.equal(200)
  })

  it('leave a browser’s session alone, and are left alone by it', async () => {
    const browser = await rig.signedIn('ann')
    const own = client(await token())
    await own.post('/api/logout')
    expect((await browser.get('/api/account')).status).to.equal(200)
    const again = client(await token())
    await browser.post('/logout')
    expect((await again.get('/api/account')).status).to.equal(200)
    expect((await browser.get('/api/account')).status).to.equal(401)
  })
})
