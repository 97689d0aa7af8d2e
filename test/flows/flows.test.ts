/** What can happen to a person, flow by flow, through the host's own routes and a real emulator. */
import { expect } from 'chai'
import { enrolledAccount, policyWith, startHostApp } from '../helpers/host-app.js'
import type { HostApp, HostOptions } from '../helpers/host-app.js'
import type { Person } from '../helpers/person.js'

const ANN = 'ann@shop.example'

describe('Flows', () => {
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

  async function approved(person: Person, email = ANN): Promise<number> {
    await host.phone.answer(email, 'approve')
    return (await person.post('/2fa/complete')).status
  }

  /** Changes ann's record past the library, as a host's help desk would. */
  async function setAnn(fields: object): Promise<void> {
    const stored = await host.accounts.read('ann')
    if (stored === null) throw new Error('ann is missing')
    await host.accounts.write({ ...stored.record, ...fields }, stored.version)
    await host.secondFactor.accountChanged('ann')
  }

  describe('reminders', () => {
    const OPT_IN = policyWith({ rules: [{ id: 'everyone', enrollment: { model: 'opt_in', nudge: { every: '14d', max: 2 } } }] })

    it('come once a session, and never in the way of a program', async () => {
      await start({ policy: OPT_IN })
      const nora = host.person()
      await nora.form('/login', { username: 'nora', password: 'x' })
      expect((await nora.page('/facts')).status).to.equal(200)
      const other = await signedIn('nora')
      expect((await other.get('/facts')).json).to.include({ outcome: 'allow', reason: 'opt_in_not_enrolled' })
    })

    it('are shown at the gate, with the way back', async () => {
      await start({ policy: OPT_IN })
      const nora = await signedIn('nora')
      const api = await nora.get('/facts')
      expect([api.status, api.headers.get('second-factor-prompt')]).to.deep.equal([200, '/2fa'])
      const page = await nora.page('/facts')
      expect([page.status, page.headers.get('location')]).to.deep.equal([303, '/2fa'])
      expect((await nora.page('/2fa')).text).to.include('Protect your account').and.to.include('href="/facts"')
      expect((await nora.page('/facts')).status).to.equal(200)
    })

    it('stop after policy’s max, and wait as long as policy says', async () => {
      await start({ policy: OPT_IN })
      const seen = []
      for (const days of [0, 1, 14, 14]) {
        await host.phone.advance(days * 86_400)
        const nora = await signedIn('nora')
        seen.push((await nora.page('/facts')).status)
      }
      expect(seen).to.deep.equal([303, 200, 303, 200])
    })
  })

  describe('setting up by choice', () => {
    it('asks from then on', async () => {
      await start({ policy: policyWith({ rules: [{ id: 'everyone', enrollment: { model: 'opt_in' } }] }) })
      const nora = await signedIn('nora')
      expect((await nora.post('/2fa/enroll', { country_code: '1', phone: '4155550144' })).status).to.equal(201)
      expect((await nora.get('/facts')).json).to.include({ outcome: 'allow' })
      await nora.post('/2fa/push')
      expect(await approved(nora, 'nora@shop.example')).to.equal(200)
      expect((await (await signedIn('nora')).get('/facts')).status).to.equal(401)
    })
  })

  describe('a method on its way out', () => {
    const NO_TEXTS = policyWith({
      defaults: { challenge: { when: 'every_login', methods: ['push', 'totp'] } },
      rules: [{ id: 'everyone', enrollment: { model: 'mandatory', grace_period: { logins: 1, applies_to: ['method_change'] } } }],
    })

    beforeEach(async () => {
      await start({ policy: NO_TEXTS })
      await host.phone.control('PATCH', `/_/users/${await host.phone.idOf(ANN)}`, { has_app: false })
      const stored = await host.accounts.read('ann')
      const factor = stored?.record.factor
      if (factor === null || factor === undefined) throw new Error('ann has no factor')
      await setAnn({ factor: { ...factor, methods: ['sms', 'voice'] } })
    })

    async function provenByText(): Promise<Person> {
      const ann = await signedIn('ann')
      await ann.post('/2fa/code', { channel: 'sms' })
      expect((await ann.post('/2fa/verify', { code: await host.phone.newestCode(ANN) })).status).to.equal(200)
      return ann
    }

    it('is asked for once more; the skip exists after the proof, not before', async () => {
      const early = await signedIn('ann')
      expect((await early.get('/2fa')).json).to.deep.include({ outcome: 'challenge', reason: 'method_no_longer_allowed', methods: ['sms', 'voice'], may_skip: false, then: 'suggest_new_method' })
      expect((await early.post('/2fa/skip')).json).to.include({ code: 'no_grace_left' })
      const ann = await provenByText()
      expect((await ann.get('/facts')).status).to.equal(401)
      expect((await ann.get('/2fa')).json).to.include({ may_skip: true, remaining: 1 })
      expect((await ann.post('/2fa/skip')).json).to.include({ remaining: 0 })
      expect((await ann.get('/facts')).status).to.equal(200)
    })

    it('opens nothing but enrollment once grace is spent', async () => {
      const first = await provenByText()
      await first.post('/2fa/skip')
      await host.phone.newDay()
      const ann = await provenByText()
      expect((await ann.post('/2fa/skip')).json).to.include({ code: 'no_grace_left' })
      expect((await ann.get('/facts')).status).to.equal(401)
      expect((await ann.get('/2fa')).json).to.include({ then: 'enroll_new_method' })
      expect((await ann.page('/2fa')).text).to.include('name="show" value="phone"')
      await host.phone.control('PATCH', `/_/users/${await host.phone.idOf(ANN)}`, { has_app: true })
      expect((await ann.post('/2fa/enroll', { country_code: '1', phone: '4155550121' })).status).to.equal(201)
      expect((await ann.post('/2fa/push')).status).to.equal(202)
      expect(await approved(ann)).to.equal(200)
      expect((await ann.get('/facts')).json).to.include({ outcome: 'allow', method: 'push' })
      expect((await host.accounts.read('ann'))?.record).to.include({ state: 'enrolled', replacement: null, credentialVersion: 1 })
    })
  })

  describe('digits to type over', () => {
    const ENTRY = policyWith({
      defaults: { challenge: { when: 'every_login', methods: ['push', 'totp'], push: { match_code: 'entry' } } },
      rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }],
    })

    it('are on the phone only, and without them an approval is worth nothing', async () => {
      await start({ policy: ENTRY })
      const ann = await signedIn('ann')
      expect((await ann.get('/2fa')).json['challenge']).to.include({ match_code: null })
      const { details } = await host.phone.answer(ANN, 'approve')
      const missing = await ann.post('/2fa/complete')
      expect([missing.status, missing.json['code']]).to.deep.equal([422, 'wrong_match_code'])
      expect((await ann.post('/2fa/complete', { match_code: details?.['Code'] })).status).to.equal(200)
    })

    it('void the approval when they are wrong', async () => {
      await start({ policy: ENTRY })
      const ann = await signedIn('ann')
      const { details } = await host.phone.answer(ANN, 'approve')
      const wrong = String((Number(details?.['Code']) + 1) % 100).padStart(2, '0')
      expect((await ann.post('/2fa/complete', { match_code: wrong })).json).to.include({ code: 'wrong_match_code' })
      expect((await ann.post('/2fa/complete', { match_code: details?.['Code'] })).json).to.include({ code: 'no_challenge' })
      expect((await ann.get('/facts')).status).to.equal(401)
    })
  })

  describe('too many wrong codes in a row', () => {
    const FIVE = policyWith({ lockout: { failures: 3, per: '15m', for: '30s', max: '1h', disable_after: 4 }, rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] })

    async function failFourTimes(): Promise<Person> {
      const ann = await signedIn('ann')
      for (let tries = 0; tries < 3; tries += 1) await ann.post('/2fa/verify', { code: '0000001' })
      await host.phone.advance(31)
      await ann.post('/2fa/verify', { code: '0000001' })
      await host.phone.newDay()
      return signedIn('ann')
    }

    it('switch codes off until the owner approves a push', async () => {
      await start({ policy: FIVE })
      const ann = await failFourTimes()
      expect(host.events.map(({ type }) => type)).to.include('codes_disabled')
      expect((await ann.get('/2fa')).json['methods']).to.deep.equal(['push'])
      expect((await ann.post('/2fa/verify', { code: await host.phone.appCode(ANN) })).json).to.include({ code: 'locked' })
      expect(await approved(ann)).to.equal(200)
      expect((await host.accounts.read('ann'))?.record.failuresInARow).to.equal(0)
      expect((await (await signedIn('ann')).get('/2fa')).json['methods']).to.include('totp')
    })

    it('leave only the help desk to somebody without an app', async () => {
      await start({ policy: FIVE })
      await failFourTimes()
      const stored = await host.accounts.read('ann')
      await setAnn({ factor: { ...stored?.record.factor, methods: ['sms', 'voice'] } })
      const login = await host.person().signIn('ann')
      expect([login.status, login.json['outcome'], login.json['reason']]).to.deep.equal([403, 'locked', 'admin_lock'])
    })

    it('double the lock', async () => {
      await start()
      const ann = await signedIn('ann')
      const waits = []
      for (let round = 0; round < 3; round += 1) {
        for (let tries = 0; tries < 5; tries += 1) await (await signedIn('ann')).post('/2fa/verify', { code: '0000001' })
        const locked = await ann.post('/2fa/verify', { code: '0000001' })
        waits.push(Number(locked.headers.get('retry-after')))
        await host.phone.advance((waits[round] ?? 0) + 1)
      }
      expect(waits.map((wait) => Math.round(wait / 10) * 10)).to.deep.equal([30, 60, 120])
    })
  })

  describe('ends', () => {
    it('revoking ends every sign-in and every half-made one', async () => {
      await start()
      const [done, waiting] = [await signedIn('ann'), await signedIn('ann')]
      const [first] = await host.phone.approvals(ANN)
      await host.phone.answerOne(first?.uuid ?? '', 'approve')
      await done.post('/2fa/complete')
      expect((await done.get('/facts')).status).to.equal(200)
      await host.secondFactor.revoke('ann')
      expect((await done.get('/facts')).status).to.equal(401)
      await host.phone.answer(ANN, 'approve')
      expect((await waiting.post('/2fa/complete')).json).to.include({ code: 'no_challenge' })
    })

    it('an administrator’s lock holds for sessions and for approvals under way', async () => {
      await start()
      const [done, waiting] = [await signedIn('ann'), await signedIn('ann')]
      const [first] = await host.phone.approvals(ANN)
      await host.phone.answerOne(first?.uuid ?? '', 'approve')
      await done.post('/2fa/complete')
      await setAnn({ adminLocked: true })
      expect((await done.get('/facts')).json).to.include({ code: 'locked' })
      await host.phone.answer(ANN, 'approve')
      expect((await waiting.post('/2fa/complete')).json).to.include({ code: 'locked' })
      await setAnn({ adminLocked: false })
      expect((await done.get('/facts')).status).to.equal(200)
    })

    it('a factor that changed meanwhile voids what was begun with the old one', async () => {
      await start()
      const ann = await signedIn('ann')
      await setAnn({ credentialVersion: 1 })
      await host.phone.answer(ANN, 'approve')
      expect((await ann.post('/2fa/complete')).json).to.include({ code: 'no_challenge' })
    })

    it('the mark ends after a day, and with policy’s max_age', async () => {
      await start()
      const ann = await signedIn('ann')
      await approved(ann)
      await host.phone.advance(12 * 3600 - 60)
      expect((await ann.get('/facts')).status).to.equal(200)
      await host.phone.advance(120)
      expect((await ann.get('/facts')).status).to.equal(401)
    })

    it('a second sign-in is asked again, also when the host keeps session data', async () => {
      await start({
        routes: (app, secondFactor, passport) => {
          app.post('/keep', passport.authenticate('local', { keepSessionInfo: true }), secondFactor.begin())
        },
      })
      const ann = await signedIn('ann')
      await approved(ann)
      expect((await ann.get('/facts')).status).to.equal(200)
      await ann.post('/keep', { username: 'ann', password: 'x' })
      expect((await ann.get('/facts')).status).to.equal(401)
    })

    it('a slow request that saves the old session brings nothing back', async () => {
      const slow: { finish: () => void }[] = []
      await start({
        routes: (app) => {
          app.get('/slow', (req, res) => {
            slow.push({ finish: () => req.session.save(() => res.json({})) })
            Object.assign(req.session, { touched: true })
          })
        },
      })
      const ann = await signedIn('ann')
      const before = ann.copy()
      const pending = before.get('/slow')
      while (slow.length === 0) await new Promise((resolve) => setImmediate(resolve))
      await approved(ann)
      slow[0]?.finish()
      await pending
      expect((await before.get('/facts')).status).to.equal(401)
      expect((await before.post('/2fa/complete')).json).to.include({ code: 'no_challenge' })
      expect((await ann.get('/facts')).status).to.equal(200)
    })
  })

  describe('asked again after opting out', () => {
    it('begins a fresh count, in the same write that ends the opt-out', async () => {
      const enrollment = { model: 'opt_out', grace_period: { logins: 2 }, opt_out: { allowed: 'during_grace', reprompt_after: '30d', confirm: false } }
      await start({ policy: policyWith({ rules: [{ id: 'everyone', enrollment }] }) })
      const first = await signedIn('nora')
      await first.post('/2fa/skip')
      const again = await signedIn('nora')
      await again.post('/2fa/opt-out')
      expect((await again.get('/facts')).json).to.include({ reason: 'opted_out' })
      await host.phone.advance(31 * 86_400)
      const later = await signedIn('nora')
      expect((await later.get('/2fa')).json).to.include({ outcome: 'allow_with_prompt', remaining: 2 })
      expect((await later.post('/2fa/skip')).json).to.include({ remaining: 1 })
      expect((await host.accounts.read('nora'))?.record).to.include({ state: 'none', graceUsed: 1, optedOutAt: null })
      expect((await (await signedIn('nora')).get('/2fa')).json).to.include({ remaining: 1 })
    })
  })

  describe('emergency access', () => {
    it('is asked for its factor and raises an alert', async () => {
      const emergency = { accounts: ['ann'], challenge: { methods: ['totp'] }, never_lock: true, alert: { to: ['soc@shop.example'], severity: 'critical' } }
      await start({ policy: policyWith({ emergency_access: emergency, rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] }) })
      await setAnn({ adminLocked: true })
      const ann = await signedIn('ann')
      expect((await ann.get('/2fa')).json).to.deep.include({ outcome: 'challenge', methods: ['totp'] })
      expect(host.events.filter(({ type }) => type === 'emergency_access')).to.have.length(1)
    })
  })

  describe('events', () => {
    it('tell every step, without anything secret', async () => {
      await start()
      const ann = await signedIn('ann')
      await ann.post('/2fa/verify', { code: '0000001' })
      await approved(ann)
      await host.secondFactor.accountChanged('ann')
      const types = host.events.map(({ type }) => type)
      expect(types).to.include.members(['decision', 'push_sent', 'code_refused', 'push_approved', 'signed_in'])
      const text = JSON.stringify(host.events)
      for (const secret of ['0000001', '4155550121', 'demo_host', String(await host.phone.idOf(ANN))]) expect(text).not.to.include(secret)
    })
  })

  describe('without sessions', () => {
    it('says what is missing, instead of letting in', async () => {
      await start({
        routes: (app, secondFactor) => {
          app.get('/bare', (req, _res, next) => {
            Object.assign(req, { user: { id: 'ann' }, session: undefined })
            next()
          }, secondFactor.enforce(), (_req, res) => res.json({ reached: true }))
        },
      })
      const answer = await host.person().get('/bare')
      expect(answer.status).to.equal(500)
      expect(answer.text).not.to.include('reached')
    })
  })

  it('keeps accounts apart whose ids only look alike', async () => {
    await start()
    await host.accounts.write(enrolledAccount('Ann', null), 0)
    expect((await (await signedIn('Ann')).get('/facts')).json).to.include({ code: 'enrollment_required' })
    expect((await (await signedIn('ann')).get('/facts')).json).to.include({ code: 'second_factor_required' })
  })
})
