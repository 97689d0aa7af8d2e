/** Ways in, ways to be stuck and ways to count wrongly that a review found. Each failed before it was mended. */
import { connect } from 'node:net'
import { expect } from 'chai'
import { AuthyProvider, createSecondFactor, MemoryStore, SecondFactorError } from 'passport-authy'
import type { Challenge } from '../../src/challenge/challenge.js'
import { policyWith, startHostApp } from '../helpers/host-app.js'
import type { HostApp, HostOptions } from '../helpers/host-app.js'
import type { Person } from '../helpers/person.js'

const ANN = 'ann@shop.example'
const OPT_IN = policyWith({ step_up: [{ id: 'admin', match: { paths: ['/admin/**'] }, max_age: '10m', methods: ['push', 'totp'] }], rules: [{ id: 'everyone', enrollment: { model: 'opt_in' } }] })

describe('Found by review', () => {
  let host: HostApp

  const start = async (setup: HostOptions = {}): Promise<void> => {
    host = await startHostApp(setup)
  }
  afterEach(() => host.close())

  async function signedIn(name: string): Promise<Person> {
    const person = host.person()
    await person.signIn(name)
    return person
  }

  async function setAccount(name: string, fields: object): Promise<void> {
    const stored = await host.accounts.read(name)
    if (stored === null) throw new Error(`${name} has no account`)
    await host.accounts.write({ ...stored.record, ...fields }, stored.version)
    await host.secondFactor.accountChanged(name)
  }

  /** A request whose target is written as given, as no browser would. */
  function raw(target: string, cookie: string): Promise<string> {
    const { hostname, port } = new URL(host.url)
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(`GET ${target} HTTP/1.1\r\nHost: ${hostname}\r\nCookie: ${cookie}\r\nAccept: application/json\r\nConnection: close\r\n\r\n`))
      let text = ''
      socket.on('data', (data: Buffer) => (text += data.toString()))
      socket.on('end', () => resolve(text))
      socket.on('error', reject)
    })
  }

  it('a target written as a whole address is held to the same path rules', async () => {
    await start({ policy: OPT_IN })
    const nora = await signedIn('nora')
    for (const target of ['/admin', `${host.url}/admin`, 'http://2fa/admin', '/ADMIN/', '//admin', '/admin/../admin', '/%61dmin']) {
      expect(await raw(target, nora.cookies()), target).to.match(/^HTTP\/1.1 (403|404) /)
    }
  })

  describe('a texted code', () => {
    it('never counts as one from the app: past its life it is refused', async () => {
      await start()
      const ann = await signedIn('ann')
      await ann.post('/2fa/code', { channel: 'sms', force: true })
      const code = await host.phone.newestCode(ANN)
      await host.phone.advance(310)
      expect((await ann.post('/2fa/verify', { code })).json).to.include({ code: 'code_expired' })
    })

    it('asked for elsewhere counts as a texted one, also in another session', async () => {
      await start()
      const [asked, other] = [await signedIn('ann'), await signedIn('ann')]
      await asked.post('/2fa/code', { channel: 'sms', force: true })
      await other.post('/2fa/verify', { code: await host.phone.newestCode(ANN) })
      expect((await other.get('/facts')).json).to.deep.include({ method: 'sms', amr: ['mfa', 'otp', 'sms'] })
    })

    it('asked for elsewhere is refused where texts are forbidden', async () => {
      await start({ policy: OPT_IN })
      const [asked, other] = [await signedIn('ann'), await signedIn('ann')]
      await asked.post('/2fa/code', { channel: 'sms', force: true })
      await other.get('/admin')
      const refused = await other.post('/2fa/verify', { code: await host.phone.newestCode(ANN) })
      expect([refused.status, refused.json['code']]).to.deep.equal([422, 'method_not_allowed'])
    })
  })

  it('a grace login without a proof does not pass where a method is being retired', async () => {
    await start({ policy: policyWith({ defaults: { challenge: { when: 'every_login', methods: ['push', 'totp'] } }, rules: [{ id: 'everyone', enrollment: { model: 'mandatory', grace_period: { logins: 3 } } }] }) })
    const nora = await signedIn('nora')
    await nora.post('/2fa/skip')
    await setAccount('nora', { state: 'enrolled', factor: { providerId: '1', phoneHint: '•••44', methods: ['sms', 'voice'], registeredAt: 0, registeredBy: 'batch' } })
    expect((await nora.get('/facts')).status).to.equal(401)
    expect((await nora.post('/2fa/skip')).json).to.include({ code: 'no_grace_left' })
  })

  it('many calls at once are no failure of the provider, so strangers cannot switch the second factor off', async () => {
    const lenient = policyWith({ on_provider_error: 'allow', rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] })
    await start({ policy: lenient })
    const provider = new AuthyProvider({ apiKey: 'demo_busy', apiUrl: `http://127.0.0.1:${new URL(host.url).port}`, connections: 1 })
    const calls = await Promise.allSettled(Array.from({ length: 20 }, () => provider.lookUp('1')))
    const codes = calls.map((call) => (call.status === 'rejected' && call.reason instanceof SecondFactorError ? call.reason.code : 'none'))
    expect(codes).to.include('provider_not_asked')
    await provider.close()
  })

  it('opting out does not open the way to bind another phone', async () => {
    await start({ policy: policyWith({ rules: [{ id: 'everyone', enrollment: { model: 'opt_out', grace_period: { logins: 3 }, opt_out: { allowed: 'during_grace' } } }] }) })
    const nora = await signedIn('nora')
    await nora.post('/2fa/enroll', { country_code: '1', phone: '4155550144' })
    const thief = await signedIn('nora')
    expect((await thief.post('/2fa/opt-out', { confirm: true })).status).to.equal(200)
    const other = await thief.post('/2fa/enroll', { country_code: '1', phone: '4155550166' })
    expect([other.status, other.json['code']]).to.deep.equal([403, 'proof_required'])
    expect((await thief.post('/2fa/enroll', { country_code: '1', phone: '4155550144' })).status).to.equal(201)
  })

  it('the durable stop and the lock hold for a phone that is being set up', async () => {
    await start({ policy: policyWith({ lockout: { failures: 3, per: '15m', for: '30s', max: '1h', disable_after: 4 }, rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] }) })
    const nora = await signedIn('nora')
    await nora.post('/2fa/enroll', { country_code: '1', phone: '4155550144' })
    for (let tries = 0; tries < 3; tries += 1) await nora.post('/2fa/enroll/confirm', { code: '0000001' })
    expect((await nora.post('/2fa/code', { channel: 'sms', force: true })).json).to.include({ code: 'locked' })
    await host.phone.advance(31)
    await nora.post('/2fa/enroll/confirm', { code: '0000001' })
    await host.phone.newDay()
    const right = await (await signedIn('nora')).post('/2fa/enroll/confirm', { code: await host.phone.appCode('nora@shop.example') })
    expect(right.json).to.include({ code: 'locked' })
  })

  it('an app that is installed later can still confirm the phone', async () => {
    await start({ policy: policyWith({ defaults: { challenge: { when: 'every_login', methods: ['push', 'totp'] } }, rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] }) })
    const nora = await signedIn('nora')
    await nora.post('/2fa/enroll', { country_code: '1', phone: '4155550144' })
    const id = await host.phone.idOf('nora@shop.example')
    await host.phone.control('PATCH', `/_/users/${id}`, { has_app: false })
    expect((await nora.post('/2fa/push')).json).to.include({ code: 'no_app' })
    await host.phone.control('PATCH', `/_/users/${id}`, { has_app: true })
    expect((await nora.post('/2fa/push')).status).to.equal(202)
    await host.phone.answer('nora@shop.example', 'approve')
    expect((await nora.post('/2fa/complete')).status).to.equal(200)
  })

  describe('tries', () => {
    it('begin anew after the lock has passed', async () => {
      await start()
      const ann = await signedIn('ann')
      for (let tries = 0; tries < 5; tries += 1) await ann.post('/2fa/verify', { code: '0000001' })
      await host.phone.advance(40)
      expect((await ann.post('/2fa/verify', { code: await host.phone.appCode(ANN) })).status).to.equal(200)
    })

    it('that locked the codes, and sign-ins after them, spend no push that the owner will need', async () => {
      await start()
      const thief = await signedIn('ann')
      for (let tries = 0; tries < 5; tries += 1) await thief.post('/2fa/verify', { code: '0000001' })
      for (let count = 0; count < 6; count += 1) expect((await host.person().signIn('ann')).json).to.include({ outcome: 'locked' })
      const owner = await signedIn('ann')
      expect((await owner.post('/2fa/push')).status).to.equal(202)
    })

    it('are given back when the provider fails', async () => {
      await start({ policy: policyWith({ lockout: { failures: 10 }, rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] }) })
      const ann = await signedIn('ann')
      for (let tries = 0; tries < 6; tries += 1) {
        await host.phone.faults([{ stage: 'verify', kind: 'error', status: 500, times: 1 }])
        expect((await ann.post('/2fa/verify', { code: '0000001' })).status).to.equal(503)
        await host.phone.advance(15)
      }
      expect((await ann.post('/2fa/verify', { code: await host.phone.appCode(ANN) })).status).to.equal(200)
    })
  })

  describe('an approval', () => {
    it('is not thrown away by asking for a push again', async () => {
      await start()
      const ann = await signedIn('ann')
      await host.phone.answer(ANN, 'approve')
      while ((await ann.get('/2fa/status')).json['status'] !== 'approved') await new Promise((resolve) => setImmediate(resolve))
      expect((await ann.post('/2fa/push')).status).to.equal(202)
      expect(await host.phone.approvals(ANN)).to.have.length(1)
      expect((await ann.post('/2fa/complete')).status).to.equal(200)
    })

    it('can be finished from the page of somebody whose codes are locked', async () => {
      await start()
      const ann = await signedIn('ann')
      for (let tries = 0; tries < 5; tries += 1) await ann.post('/2fa/verify', { code: '0000001' })
      const page = await ann.page('/2fa')
      expect(page.text).to.include('Too many wrong codes').and.to.include('action="/2fa/complete"')
    })

    it('can be finished although a text was asked for after it', async () => {
      await start()
      const ann = await signedIn('ann')
      await ann.post('/2fa/code', { channel: 'sms', force: true })
      expect((await ann.page('/2fa')).text).to.include('action="/2fa/complete"').and.to.include('Code from the text')
    })
  })

  describe('the strategy', () => {
    it('works with a callback that signs in by two arguments', async () => {
      await start({
        routes: (app, _secondFactor, passport) => {
          app.post('/own', (req, res, next) => {
            const done = (_error: unknown, user: Express.User): void => req.logIn(user, (error: unknown) => res.json({ in: !error }))
            ;(passport.authenticate('authy', done) as (...args: unknown[]) => void)(req, res, next)
          })
        },
      })
      const ann = await signedIn('ann')
      expect((await ann.post('/own', { code: await host.phone.appCode(ANN) })).json).to.deep.equal({ in: true })
      expect((await ann.get('/facts')).status).to.equal(200)
    })

    it('passes whom the gate lets in', async () => {
      await start({
        policy: policyWith({ rules: [{ id: 'everyone', enrollment: { model: 'mandatory', grace_period: { logins: 1 } } }] }),
        routes: (app, _secondFactor, passport) => app.post('/own', passport.authenticate('authy', { session: false }), (_req, res) => res.json({ passed: true })),
      })
      const nora = await signedIn('nora')
      expect((await nora.post('/own')).status).to.equal(403)
      await nora.post('/2fa/skip')
      expect((await nora.post('/own')).json).to.deep.equal({ passed: true })
    })
  })

  describe('cancelling', () => {
    it('a step-up leaves people signed in, and is over', async () => {
      await start({ policy: OPT_IN })
      const nora = await signedIn('nora')
      await nora.page('/admin')
      expect((await nora.post('/2fa/cancel')).status).to.equal(200)
      expect((await nora.get('/facts')).status).to.equal(200)
      expect((await nora.get('/2fa')).json).to.include({ outcome: 'allow' })
    })
  })

  it('the same code sent twice at once gets the same answer', async () => {
    await start()
    const ann = await signedIn('ann')
    const code = await host.phone.appCode(ANN)
    const answers = await Promise.all([ann.copy().post('/2fa/verify', { code }), ann.copy().post('/2fa/verify', { code })])
    expect(answers.map(({ status }) => status)).to.not.include(422)
    expect(answers.some(({ status }) => status === 200)).to.equal(true)
  })

  it('a race lost to another change still sends the push', async () => {
    const store = new MemoryStore()
    const replace = store.replaceChallenge.bind(store)
    let raced = false
    store.replaceChallenge = async (next: Challenge, now: number) => {
      if (next.push?.state === 'sending' && !raced) {
        raced = true
        await replace({ ...next, push: null }, now)
      }
      return replace(next, now)
    }
    await start({ options: { store } })
    const ann = await signedIn('ann')
    await ann.post('/2fa/push', { resend: true })
    expect(raced).to.equal(true)
    expect((await ann.get('/2fa')).json['challenge']).to.include({ method: 'push', status: 'pending' })
    expect(await host.phone.approvals(ANN)).to.have.length(2)
  })

  describe('event streams', () => {
    const open = (person: Person): Promise<Response> => fetch(`${host.url}/2fa/events`, { headers: { cookie: person.cookies() } })

    it('end when the sign-in is revoked', async () => {
      await start()
      const ann = await signedIn('ann')
      const stream = await open(ann)
      await host.secondFactor.revoke('ann')
      expect(await stream.text()).to.include('"status":"pending"')
    })

    it('tell the older of two to stay away', async () => {
      await start()
      const ann = await signedIn('ann')
      const first = await open(ann)
      const second = await open(ann)
      expect(await first.text()).to.include('event: replaced')
      await second.body?.cancel()
    })

    it('are not opened by HEAD', async () => {
      await start()
      const ann = await signedIn('ann')
      const stream = await open(ann)
      await ann.send('HEAD', '/2fa/events', {})
      await host.phone.answer(ANN, 'approve')
      expect(await stream.text()).to.include('"status":"approved"')
    })
  })

  it('a public address with a path is refused at start', async () => {
    await start()
    const make = (): unknown =>
      createSecondFactor({
        provider: new AuthyProvider({ apiKey: 'demo_key', apiUrl: 'http://127.0.0.1:1' }),
        accounts: host.accounts,
        policy: OPT_IN,
        user: ({ id }) => ({ id }),
        publicUrl: 'https://shop.example/shop',
        secret: 's'.repeat(32),
      })
    expect(make).to.throw('publicUrl')
  })
})

describe('A new phone that waits for its proof', () => {
  it('does not stand in the way of a step-up by the one in force', async () => {
    const stepUp = policyWith({ step_up: [{ id: 'admin', match: { paths: ['/admin/**'] }, max_age: '1m' }], rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] })
    const host = await startHostApp({ policy: stepUp })
    const ann = host.person()
    await ann.signIn('ann')
    await ann.post('/2fa/verify', { code: await host.phone.appCode(ANN) })
    expect((await ann.post('/2fa/enroll', { country_code: '1', phone: '4155550188' })).status).to.equal(201)
    await host.phone.advance(120)
    expect((await ann.get('/admin')).status).to.equal(401)
    expect((await ann.post('/2fa/verify', { code: await host.phone.appCode(ANN) })).status).to.equal(200)
    await host.close()
  })
})
