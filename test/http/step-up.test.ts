/** Fresh factors for what is dangerous: by action, by path, and for one transaction only. */
import { expect } from 'chai'
import type { Express } from 'express'
import type { SecondFactor } from 'passport-authy'
import { policyWith, startHostApp } from '../helpers/host-app.js'
import type { HostApp } from '../helpers/host-app.js'
import type { Answer, Person } from '../helpers/person.js'

const ANN = 'ann@shop.example'
const JSON_OR_TEXT = (value: unknown): string => (typeof value === 'string' ? value : '')

const POLICY = policyWith({
  step_up: [
    { id: 'payments', match: { actions: ['payment.create'] }, max_age: '2m', methods: ['push', 'totp'] },
    { id: 'keys', match: { actions: ['key.create'] }, max_age: '10m' },
    { id: 'always', match: { actions: ['user.delete'] }, max_age: '0s' },
    { id: 'vault', match: { paths: ['/vault/**'] }, max_age: '0s' },
    { id: 'console', match: { paths: ['/console/**'] }, max_age: '10m' },
  ],
  rules: [
    { id: 'newcomers', match: { users: ['nora'] }, enrollment: { model: 'mandatory', grace_period: { logins: 3 } } },
    { id: 'decliners', match: { users: ['olaf'] }, enrollment: { model: 'opt_out', grace_period: { logins: 3 }, opt_out: { allowed: 'anytime' } } },
    { id: 'everyone', enrollment: { model: 'mandatory' } },
  ],
})

describe('Step-up', () => {
  let host: HostApp
  const done: string[] = []

  function routes(app: Express, secondFactor: SecondFactor): void {
    app.use(secondFactor.enforce())
    const details = (req: { body: unknown }): Record<string, string> => {
      const body = req.body as Record<string, unknown>
      return { Amount: JSON_OR_TEXT(body['amount']), Payee: JSON_OR_TEXT(body['to']) }
    }
    app.post('/transfer', secondFactor.stepUp('payment.create', { details }), (req, res) => {
      const { amount, to } = req.body as Record<string, string>
      done.push(`${amount ?? ''} to ${to ?? ''}`)
      res.json({ done: true, method: req.secondFactor?.method })
    })
    app.post('/keys', secondFactor.stepUp('key.create'), (_req, res) => res.json({ done: true }))
    app.post('/users/delete', secondFactor.stepUp('user.delete'), (_req, res) => res.json({ done: true }))
    app.post('/unnamed', secondFactor.stepUp('nobody.named.this'), (_req, res) => res.json({ done: true }))
    app.get(['/vault/gold', '/vault/silver', '/console/users'], (_req, res) => res.json({ done: true }))
  }

  before(async () => {
    host = await startHostApp({ policy: POLICY, routes })
  })
  after(() => host.close())
  beforeEach(async () => {
    await host.phone.newDay()
    done.length = 0
  })

  async function signedIn(name = 'ann'): Promise<Person> {
    const person = host.person()
    await person.signIn(name)
    if (name === 'ann') await approve(person)
    return person
  }

  async function approve(person: Person): Promise<Answer> {
    await person.post('/2fa/push')
    await host.phone.answer(ANN, 'approve')
    return person.post('/2fa/complete')
  }

  const pay = (person: Person, amount = '10', to = 'Bob'): Promise<Answer> => person.post('/transfer', { amount, to })

  it('a factor that is fresh enough is not asked for again; one that is too old is (SU-01)', async () => {
    const ann = await signedIn()
    expect((await ann.post('/keys')).status).to.equal(200)
    await host.phone.advance(601)
    expect((await ann.get('/facts')).status).to.equal(200)
    const refused = await ann.post('/keys')
    expect([refused.status, refused.json['code']]).to.deep.equal([401, 'second_factor_required'])
    await approve(ann)
    expect((await ann.post('/keys')).status).to.equal(200)
  })

  it('programs are told in the words of RFC 9470, never redirected (SU-02)', async () => {
    const ann = await signedIn()
    await host.phone.advance(601)
    const { status, headers, json } = await ann.post('/keys')
    expect(status).to.equal(401)
    expect(headers.get('www-authenticate')).to.match(/^Bearer error="insufficient_user_authentication", .*max_age="600"$/)
    expect(json).to.include({ max_age: 600, page: '/2fa' })
  })

  it('the phone shows what is approved, and the digest stays hidden', async () => {
    const ann = await signedIn()
    await pay(ann, '12.50', 'Bob & sons')
    await ann.post('/2fa/push')
    const approval = (await host.phone.approvals(ANN)).at(-1)
    expect(approval?.details).to.include({ Amount: '12.50', Payee: 'Bob & sons' })
    expect(approval?.message).to.equal('Confirm at Shop: payment.create')
    expect(approval?.hidden_details?.['scope']).to.match(/^[\w-]{20,}$/)
  })

  it('an approval is good for that transaction once, and for no other (SU-03)', async () => {
    const ann = await signedIn()
    expect((await pay(ann)).status).to.equal(401)
    await approve(ann)
    expect((await pay(ann, '1000')).json).to.include({ code: 'second_factor_required' })
    expect((await ann.post('/users/delete')).json).to.include({ code: 'second_factor_required' })
    expect((await pay(ann)).json).to.deep.equal({ done: true, method: 'push' })
    expect((await pay(ann)).status).to.equal(401)
    expect(done).to.deep.equal(['10 to Bob'])
  })

  it('a pending approval of one transaction never serves another', async () => {
    const ann = await signedIn()
    await pay(ann, '10')
    await ann.post('/2fa/push')
    const [first] = (await host.phone.approvals(ANN)).slice(-1)
    await pay(ann, '1000')
    await ann.post('/2fa/push')
    if (first === undefined) throw new Error('No request arrived.')
    await host.phone.answerOne(first.uuid, 'approve')
    expect((await ann.post('/2fa/complete')).json).to.include({ code: 'not_approved' })
    expect((await pay(ann, '1000')).status).to.equal(401)
  })

  it('two at once on one approval: one passes (SU-04)', async () => {
    const ann = await signedIn()
    await pay(ann)
    await approve(ann)
    const answers = await Promise.all(Array.from({ length: 8 }, () => pay(ann)))
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1)
    expect(done).to.have.length(1)
  })

  it('who gives up is back on the page before, if it is one of this site and asks for nothing itself', async () => {
    const headers = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }
    for (const [from, to] of [['/facts?tab=1', '/facts?tab=1'], ['/vault/silver', '/'], ['/2fa?show=push', '/'], ['//evil.example', '/']] as const) {
      const ann = await signedIn()
      const referer = from.startsWith('//') ? `https:${from}` : `${host.url}${from}`
      const sent = await ann.send('GET', '/vault/gold', { ...headers, referer })
      expect([sent.status, sent.headers.get('location')], from).to.deep.equal([303, '/2fa'])
      expect((await ann.post('/2fa/cancel')).json, from).to.deep.equal({ redirect_to: to })
      expect((await ann.get('/facts')).status, from).to.equal(200)
      await host.phone.newDay()
    }
  })

  it('the page names the action and its details, and no digest', async () => {
    const ann = await signedIn()
    const refused = await ann.form('/transfer', { amount: '10', to: '<b>Bob</b>' })
    expect(refused.headers.get('location')).to.equal('/2fa')
    const { text } = await ann.page('/2fa')
    expect(text).to.include('Confirm it’s you: \u2066payment.create\u2069').and.include('&lt;b&gt;Bob&lt;/b&gt;')
    await ann.post('/2fa/push')
    const scope = (await host.phone.approvals(ANN)).at(-1)?.hidden_details?.['scope'] ?? ''
    expect((await ann.page('/2fa')).text).to.not.include(scope)
  })

  it('counts in the session that asked, and no other (SU-05)', async () => {
    const [one, other] = [await signedIn(), await signedIn()]
    await host.phone.advance(601)
    for (const person of [one, other]) await person.post('/keys')
    await approve(one)
    expect((await one.post('/keys')).status).to.equal(200)
    expect((await other.post('/keys')).status).to.equal(401)
    await pay(one)
    await approve(one)
    expect((await pay(other)).status).to.equal(401)
  })

  it('a weaker way is refused, whatever the request names (SU-06)', async () => {
    const ann = await signedIn()
    await pay(ann)
    expect((await ann.get('/2fa')).json['methods']).to.deep.equal(['push', 'totp'])
    expect((await ann.post('/2fa/code', { channel: 'sms', force: true })).json).to.include({ code: 'method_not_allowed' })
    expect(await host.phone.messages(ANN)).to.deep.equal([])
  })

  it('a code does as well as an approval', async () => {
    const ann = await signedIn()
    await pay(ann)
    expect((await ann.post('/2fa/verify', { code: await host.phone.appCode(ANN) })).status).to.equal(200)
    expect((await pay(ann)).json).to.deep.equal({ done: true, method: 'totp' })
  })

  it('time goes on, whatever the session does meanwhile (SU-07)', async () => {
    const ann = await signedIn()
    for (let minutes = 0; minutes < 11; minutes += 1) {
      await host.phone.advance(60)
      await ann.get('/facts')
    }
    expect((await ann.post('/keys')).status).to.equal(401)
  })

  it('a grace login opens nothing that needs a fresh factor (SU-08)', async () => {
    const nora = await signedIn('nora')
    await nora.post('/2fa/skip')
    expect((await nora.get('/facts')).status).to.equal(200)
    for (const path of ['/keys', '/transfer', '/users/delete']) {
      expect((await nora.post(path, { amount: '1', to: 'me' })).json, path).to.include({ code: 'enrollment_required' })
    }
  })

  it('nor does having opted out (OO-08)', async () => {
    const olaf = await signedIn('olaf')
    await olaf.post('/2fa/opt-out', { confirm: true })
    expect((await olaf.get('/facts')).status).to.equal(200)
    expect((await olaf.post('/keys')).json).to.include({ code: 'enrollment_required' })
  })

  it('a form that was stopped is offered again, not replayed (SU-10)', async () => {
    const ann = await signedIn()
    const stopped = await ann.send('POST', '/transfer', {
      accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-mode': 'navigate', referer: `${host.url}/pay?to=Bob`,
    }, 'amount=10&to=Bob')
    expect([stopped.status, stopped.headers.get('location')]).to.deep.equal([303, '/2fa'])
    expect((await approve(ann)).json).to.include({ redirect_to: '/pay?to=Bob' })
    expect(done).to.deep.equal([])
    expect((await pay(ann)).status).to.equal(200)
  })

  it('a page elsewhere is never gone back to (SU-09)', async () => {
    const ann = await signedIn()
    for (const referer of ['https://evil.example/x', `${host.url}.evil.example/x`, `${host.url}//evil.example`, 'javascript:x']) {
      await ann.send('POST', '/transfer', { accept: 'text/html', 'content-type': 'application/json', 'sec-fetch-mode': 'navigate', referer }, JSON.stringify({ amount: String(referer.length), to: 'x' }))
      expect(JSON_OR_TEXT((await approve(ann)).json['redirect_to']), referer).to.match(/^\/(?!\/)/)
    }
  })

  it('claims of the client about its sign-in count for nothing (SU-11)', async () => {
    const ann = await signedIn()
    const claims = { acr: 'https://refeds.org/profile/mfa', amr: ['mfa'], auth_time: Math.floor(Date.now() / 1000), grant: 'x', scope: 'x' }
    const answer = await ann.post('/transfer', { amount: '10', to: 'Bob', ...claims, secondFactor: claims }, { 'x-acr': 'mfa', 'x-amr': 'mfa' })
    expect(answer.status).to.equal(401)
  })

  describe('with max_age: 0', () => {
    it('each request needs a proof of its own (SU-12)', async () => {
      const ann = await signedIn()
      for (let times = 0; times < 2; times += 1) {
        expect((await ann.post('/users/delete')).status).to.equal(401)
        await approve(ann)
        expect((await ann.post('/users/delete')).status).to.equal(200)
        await host.phone.advance(901)
      }
    })

    it('so does each path, and one does not open another', async () => {
      const ann = await signedIn()
      expect((await ann.get('/vault/gold')).status).to.equal(401)
      await approve(ann)
      expect((await ann.get('/vault/silver')).status).to.equal(401)
      expect((await ann.get('/vault/gold')).status).to.equal(200)
      expect((await ann.get('/vault/gold')).status).to.equal(401)
    })

    it('a proof left alone runs out', async () => {
      const ann = await signedIn()
      await ann.post('/users/delete')
      await approve(ann)
      await host.phone.advance(301)
      expect((await ann.post('/users/delete')).status).to.equal(401)
    })
  })

  it('a proof for one request leaves the session as old as it was', async () => {
    const ann = await signedIn()
    await host.phone.advance(601)
    await pay(ann)
    await approve(ann)
    expect((await ann.get('/facts')).status).to.equal(200)
    expect((await ann.post('/keys')).status).to.equal(401)
  })

  it('giving up drops the step-up only', async () => {
    const ann = await signedIn()
    await pay(ann)
    await ann.post('/2fa/push')
    await ann.post('/2fa/cancel')
    expect((await ann.get('/2fa/status')).status).to.equal(404)
    expect((await ann.get('/facts')).status).to.equal(200)
    expect((await ann.get('/2fa')).json).to.include({ outcome: 'allow' })
  })

  it('a revoked user’s grant is void', async () => {
    const ann = await signedIn()
    await pay(ann)
    await approve(ann)
    await host.secondFactor.revoke('ann')
    expect((await pay(ann)).status).to.equal(401)
  })

  it('nobody signed in is told so', async () => {
    const open = await startHostApp({ policy: POLICY, routes: (app, secondFactor) => app.post('/open', secondFactor.stepUp('key.create'), (_req, res) => res.end()) })
    expect((await open.person().post('/open')).json).to.include({ code: 'not_signed_in' })
    await open.close()
  })

  it('an action that policy does not name is decided by the rules alone', async () => {
    const ann = await signedIn()
    expect((await ann.post('/unnamed')).status).to.equal(200)
  })

  for (const [what, amount] of [['too long', 'x'.repeat(81)], ['empty', ''], ['turned', 'a\u202eb'], ['of two lines', 'a\nb']] as const) {
    it(`a detail that is ${what} is refused by name, not cut`, async () => {
      const ann = await signedIn()
      expect((await pay(ann, amount)).json).to.include({ code: 'invalid_request', field: 'Amount' })
    })
  }

  it('a name that could not stand in a policy is refused at once', () => {
    for (const action of ['', 'two words', 'x'.repeat(65), 'a/b']) {
      expect(() => host.secondFactor.stepUp(action), action).to.throw().with.property('code', 'invalid_options')
    }
  })
})
