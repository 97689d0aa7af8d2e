/** Clients without a session: a token between the two factors, another one afterwards, and what neither opens. */
import { expect } from 'chai'
import type { Express } from 'express'
import jwt from 'jsonwebtoken'
import type passport from 'passport'
import type { SecondFactor } from 'passport-authy'
import { keyedDigest } from '../../src/ids.js'
import { policyWith, startHostApp } from '../helpers/host-app.js'
import type { HostApp } from '../helpers/host-app.js'
import type { Answer } from '../helpers/person.js'

const ANN = 'ann@shop.example'
const NORA = 'nora@shop.example'
const SECRET = 'a secret of more than thirty-two bytes'
const POLICY = policyWith({
  step_up: [{ id: 'payments', match: { actions: ['payment.create'] }, max_age: '2m' }],
  rules: [
    { id: 'free', match: { users: ['olaf'] }, enrollment: { model: 'opt_in' } },
    { id: 'newcomers', match: { users: ['nora', 'tim'] }, enrollment: { model: 'opt_out', grace_period: { logins: 2 }, opt_out: { allowed: 'anytime' } } },
    { id: 'everyone', enrollment: { model: 'mandatory' } },
  ],
})

describe('Clients without a session', () => {
  let host: HostApp
  const gone = new Set<string>()

  function routes(app: Express, secondFactor: SecondFactor, own: passport.Authenticator): void {
    app.post('/api/login', own.authenticate('local', { session: false }), secondFactor.begin({ bearer: true }))
    app.post('/api/logout', (req, res, next) => {
      secondFactor.logout(req).then(() => res.json({}), next)
    })
    app.use(secondFactor.enforce())
    app.post('/api/transfer', secondFactor.stepUp('payment.create', { details: ({ body }) => ({ Amount: String((body as { amount: number }).amount) }) }), (req, res) => {
      res.json({ paid: (req.body as { amount: number }).amount })
    })
    app.get('/api/me', (req, res) => {
      if (req.user === undefined) res.status(401).json({ code: 'nobody' })
      else res.json({ id: req.user.id, amr: req.secondFactor?.amr })
    })
  }

  before(async () => {
    const loadUser = (id: string): Express.User | null => (gone.has(id) ? null : ({ id } as unknown as Express.User))
    host = await startHostApp({ policy: POLICY, routes, options: { loadUser } })
  })
  after(() => host.close())
  beforeEach(() => host.phone.newDay())

  const login = (name: string): Promise<Answer> => host.person().post('/api/login', { username: name, password: 'x' })

  /** A client that sends its token with every request, and keeps no cookies. */
  function client(token: unknown, type = 'Bearer'): { post: (path: string, body?: unknown) => Promise<Answer>; get: (path: string) => Promise<Answer> } {
    const headers = { authorization: `${type} ${String(token)}` }
    return { post: (path, body = {}) => host.person().post(path, body, headers), get: (path) => host.person().get(path, headers) }
  }

  async function signedIn(): Promise<string> {
    const { mfa_token: mfa } = (await login('ann')).json
    await host.phone.answer(ANN, 'approve')
    const done = await client(mfa).post('/2fa/complete')
    expect(done.status).to.equal(200)
    return String(done.json['second_factor_token'])
  }

  it('sign in with a push, from password to protected page', async () => {
    const begun = await login('ann')
    expect([begun.status, begun.json['outcome'], begun.headers.getSetCookie()]).to.deep.equal([200, 'challenge', []])
    const waiting = client(begun.json['mfa_token'])
    expect((await waiting.get('/2fa/status')).json).to.include({ method: 'push', status: 'pending' })
    await host.phone.answer(ANN, 'approve')
    const done = await waiting.post('/2fa/complete')
    const token = String(done.json['second_factor_token'])
    expect((await client(token).get('/api/me')).json).to.deep.equal({ id: 'ann', amr: ['mfa', 'swk'] })
    const claims = jwt.decode(token) as Record<string, unknown>
    expect(claims).to.include.all.keys('sub', 'amr', 'acr', 'auth_time', 'jti', 'exp', 'iss', 'aud')
    expect(claims).to.include({ sub: 'ann', acr: 'https://refeds.org/profile/mfa', aud: host.url })
  })

  it('sign in with a code', async () => {
    const { mfa_token: mfa } = (await login('ann')).json
    const wrong = await client(mfa).post('/2fa/verify', { code: '0000000' })
    expect(wrong.json).to.include({ code: 'wrong_code' })
    const right = await client(mfa).post('/2fa/verify', { code: await host.phone.appCode(ANN) })
    expect((await client(right.json['second_factor_token']).get('/api/me')).json).to.deep.equal({ id: 'ann', amr: ['mfa', 'otp'] })
  })

  it('whom policy asks nothing gets in at once, with nothing proven', async () => {
    const { json } = await login('olaf')
    expect(json).to.include({ outcome: 'allow' }).and.not.have.property('mfa_token')
    expect((await client(json['second_factor_token']).get('/api/me')).json).to.deep.equal({ id: 'olaf', amr: [] })
    expect(jwt.decode(String(json['second_factor_token']))).to.not.have.any.keys('acr', 'auth_time')
  })

  it('skip, decline and set up as browsers do', async () => {
    const first = client((await login('nora')).json['mfa_token'])
    const skipped = await first.post('/2fa/skip')
    expect(skipped.json).to.include({ remaining: 1 })
    expect((await client(skipped.json['second_factor_token']).get('/api/me')).json).to.deep.equal({ id: 'nora', amr: [] })
    const second = client((await login('nora')).json['mfa_token'])
    expect((await second.post('/2fa/enroll', { country_code: '1', phone: '4155550144' })).status).to.equal(201)
    await second.post('/2fa/code', { channel: 'sms', force: true })
    const done = await second.post('/2fa/enroll/confirm', { code: await host.phone.newestCode(NORA) })
    expect((await client(done.json['second_factor_token']).get('/api/me')).json).to.deep.equal({ id: 'nora', amr: ['mfa', 'otp', 'sms'] })
  })

  it('declining answers a token of its own; where it is not allowed it is refused', async () => {
    const declined = await client((await login('tim')).json['mfa_token']).post('/2fa/opt-out', { confirm: true })
    expect((await client(declined.json['second_factor_token']).get('/api/me')).json).to.deep.equal({ id: 'tim', amr: [] })
    const sue = client((await login('sue')).json['mfa_token'])
    expect((await sue.post('/2fa/opt-out', { confirm: true })).json).to.include({ code: 'opt_out_not_allowed' })
  })

  it('a token that waits opens nothing, in whatever place (SE-05)', async () => {
    const { mfa_token: mfa } = (await login('ann')).json
    expect((await client(mfa).get('/api/me')).status).to.equal(401)
    expect((await client(mfa).post('/api/transfer', { amount: 1 })).status).to.equal(401)
    for (const request of [
      client(mfa, 'Basic').get('/api/me'),
      host.person().get(`/api/me?access_token=${String(mfa)}`),
      host.person().get('/api/me', { cookie: `token=${String(mfa)}; connect.sid=${String(mfa)}` }),
      host.person().get('/api/me', { 'x-authorization': `Bearer ${String(mfa)}` }),
    ]) {
      expect((await request).status).to.equal(401)
    }
  })

  describe('a token that waits is good for one success (SE-11)', () => {
    it('not again afterwards', async () => {
      const mfa = client((await login('ann')).json['mfa_token'])
      await host.phone.answer(ANN, 'approve')
      await mfa.post('/2fa/complete')
      for (const path of ['/2fa/complete', '/2fa/push', '/2fa/verify']) {
        expect((await mfa.post(path, { code: '123456' })).status, path).to.equal(401)
      }
    })

    it('not twice among twenty at once', async () => {
      const mfa = client((await login('ann')).json['mfa_token'])
      await host.phone.answer(ANN, 'approve')
      const answers = await Promise.all(Array.from({ length: 20 }, () => mfa.post('/2fa/complete')))
      expect(answers.filter(({ json }) => 'second_factor_token' in json)).to.have.length(1)
    })

    it('not after ten minutes', async () => {
      const mfa = client((await login('ann')).json['mfa_token'])
      await host.phone.advance(601)
      expect((await mfa.post('/2fa/push')).status).to.equal(401)
    })

    it('not for another kind of token, nor with another key', async () => {
      const token = await signedIn()
      const { iat: _iat, ...claims } = jwt.decode(token) as Record<string, unknown>
      const header = { alg: 'HS256', typ: 'factor+jwt' }
      const forged = jwt.sign(claims, keyedDigest(SECRET, 'passport-authy mfa token'), { algorithm: 'HS256', header })
      expect((await client(forged).get('/api/me')).status).to.equal(401)
      const renamed = jwt.sign({ ...claims, sub: 'olaf' }, keyedDigest(SECRET, 'passport-authy factor token'), { algorithm: 'HS256', header })
      expect((await client(renamed).get('/api/me')).status).to.equal(401)
    })
  })

  it('a token of one user in a session of another opens nothing (SE-12)', async () => {
    const { mfa_token: mfa } = (await login('ann')).json
    const olaf = host.person()
    await olaf.signIn('olaf')
    expect((await olaf.post('/2fa/push', {}, { authorization: `Bearer ${String(mfa)}` })).status).to.equal(401)
    const token = await signedIn()
    expect((await olaf.get('/api/me', { authorization: `Bearer ${token}` })).status).to.equal(401)
  })

  it('logout ends either token, in the middle and at the end (SE-13)', async () => {
    const { mfa_token: mfa } = (await login('ann')).json
    await client(mfa).post('/api/logout')
    expect((await client(mfa).get('/2fa')).status).to.equal(401)
    const token = await signedIn()
    await client(token).post('/api/logout')
    expect((await client(token).get('/api/me')).status).to.equal(401)
  })

  it('so do revocation and a user who is gone (SE-16, SE-17)', async () => {
    const [token, mfa] = [await signedIn(), (await login('ann')).json['mfa_token']]
    await host.secondFactor.revoke('ann')
    expect((await client(token).get('/api/me')).status).to.equal(401)
    expect((await client(mfa).get('/2fa')).status).to.equal(401)
    const other = await signedIn()
    gone.add('ann')
    expect((await client(other).get('/api/me')).status).to.equal(401)
    gone.clear()
  })

  it('giving up ends the token that waits', async () => {
    const mfa = client((await login('ann')).json['mfa_token'])
    await mfa.post('/2fa/cancel')
    expect((await mfa.get('/2fa')).status).to.equal(401)
  })

  it('a step-up: the refusal holds the token for it, the proof the token for that one request', async () => {
    const token = await signedIn()
    const refused = await client(token).post('/api/transfer', { amount: 10 })
    expect([refused.status, refused.json['code']]).to.deep.equal([401, 'second_factor_required'])
    const asking = client(refused.json['mfa_token'])
    await asking.post('/2fa/push')
    expect((await host.phone.approvals(ANN)).at(-1)?.details).to.include({ Amount: '10' })
    await host.phone.answer(ANN, 'approve')
    const granted = (await asking.post('/2fa/complete')).json['second_factor_token']
    expect((await client(granted).post('/api/transfer', { amount: 11 })).status).to.equal(401)
    expect((await client(granted).post('/api/transfer', { amount: 10 })).json).to.deep.equal({ paid: 10 })
    expect((await client(granted).post('/api/transfer', { amount: 10 })).status).to.equal(401)
    expect((await client(granted).get('/api/me')).status).to.equal(200)
  })

  it('a bearer token of somebody else’s is the host’s business', async () => {
    const foreign = jwt.sign({ sub: 'ann' }, 'x'.repeat(40), { algorithm: 'HS256' })
    expect((await client(foreign).get('/api/me')).json).to.deep.equal({ code: 'nobody' })
    expect((await client('no-token-at-all').get('/api/me')).json).to.deep.equal({ code: 'nobody' })
  })

  it('no token, no key and no id of the provider shows in any event', async () => {
    const token = await signedIn()
    const text = JSON.stringify(host.events)
    expect(text).to.not.include(token).and.not.include(SECRET)
    expect(text).to.not.include(String(await host.phone.idOf(ANN)))
  })
})

