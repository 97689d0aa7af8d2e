/** Binding a phone: who may, what policy wants to see first, who is told, and what happens to numbers left behind. */
import { expect } from 'chai'
import { SecondFactorError } from 'passport-authy'
import type { AuthyProvider, Message, SecondFactorOptions } from 'passport-authy'
import { policyWith, startHostApp } from '../helpers/host-app.js'
import type { HostApp, HostOptions } from '../helpers/host-app.js'
import type { Person } from '../helpers/person.js'

const DAY = 24 * 60 * 60
const NORA = 'nora@shop.example'
const ANN = 'ann@shop.example'
const OPT_IN = policyWith({ rules: [{ id: 'everyone', enrollment: { model: 'opt_in' } }] })
const PHONE = { country_code: '1', phone: '4155550144' }
const OTHER = { country_code: '1', phone: '4155550166' }

function asking(...requires: string[]): object {
  return policyWith({ rules: [{ id: 'everyone', enrollment: { model: 'mandatory', bind_new_phone: { requires } } }] })
}

describe('Binding a phone', () => {
  let host: HostApp
  let messages: Message[]
  let waiting: ((message: Message) => void)[]

  beforeEach(() => {
    messages = []
    waiting = []
  })
  afterEach(() => host.close())

  async function start(policy: object, options: Partial<SecondFactorOptions> = {}, more: HostOptions = {}): Promise<void> {
    const notify = (message: Message): void => {
      messages.push(message)
      for (const tell of waiting.splice(0)) tell(message)
    }
    host = await startHostApp({ policy, options: { notify, ...options }, ...more })
  }

  async function nextMessage(kind: string): Promise<Message> {
    for (;;) {
      const known = messages.find(({ notice }) => notice.kind === kind)
      if (known !== undefined) return known
      await new Promise<Message>((resolve) => waiting.push(resolve))
    }
  }

  async function signedIn(name: string): Promise<Person> {
    const person = host.person()
    await person.signIn(name)
    return person
  }

  async function confirmByText(person: Person, email: string): Promise<void> {
    await person.post('/2fa/code', { channel: 'sms', force: true })
    expect((await person.post('/2fa/enroll/confirm', { code: await host.phone.newestCode(email) })).status).to.equal(200)
  }

  async function phonesAtProvider(): Promise<string[]> {
    const answer = await fetch(`${host.phoneUrl}/_/users`)
    return ((await answer.json()) as { phone: string }[]).map(({ phone }) => phone.replace(/\D/g, ''))
  }

  describe('with proofs that policy names', () => {
    const value = 'right-value-of-the-day'
    const checked: string[] = []
    const proofs: NonNullable<SecondFactorOptions['proofs']> = {
      admin_code: { check: (typed) => checked.push(typed) > 0 && typed === value },
      email_link: { start: (person) => void started.push(person.email ?? ''), check: (typed) => Promise.resolve(typed === 'mailed') },
      odd: { check: () => 'yes' as unknown as boolean },
      broken: { check: () => Promise.reject(new SecondFactorError('store_unavailable', 'The codes cannot be read.')) },
    }
    const started: string[] = []
    beforeEach(() => {
      checked.length = 0
      started.length = 0
    })

    it('a password alone binds nothing', async () => {
      await start(asking('admin_code'), { proofs })
      const nora = await signedIn('nora')
      const refused = await nora.post('/2fa/enroll', PHONE)
      expect([refused.status, refused.json['code'], refused.json['proofs']]).to.deep.equal([403, 'proof_required', ['admin_code']])
      expect(checked).to.deep.equal([])
      expect(await phonesAtProvider()).to.not.include('4155550144')
    })

    it('the right proof binds it, and the wrong one does not', async () => {
      await start(asking('admin_code'), { proofs })
      const nora = await signedIn('nora')
      const wrong = await nora.post('/2fa/enroll', { ...PHONE, proof: { kind: 'admin_code', value: 'wrong' } })
      expect([wrong.status, wrong.json['code']]).to.deep.equal([403, 'proof_required'])
      const right = await nora.post('/2fa/enroll', { ...PHONE, proof: { kind: 'admin_code', value } })
      expect(right.status).to.equal(201)
      expect(host.events.map(({ type }) => type)).to.include.members(['proof_refused', 'proof_accepted', 'enrollment_started'])
      expect(JSON.stringify(host.events)).to.not.include(value)
    })

    it('one that is good for once survives a number that is refused', async () => {
      await start(asking('admin_code'), { proofs: { admin_code: { check: (typed) => typed === value && checked.push(typed) === 1 } } })
      const nora = await signedIn('nora')
      const proof = { kind: 'admin_code', value }
      expect((await nora.post('/2fa/enroll', { country_code: '1', phone: '12', proof })).json).to.include({ code: 'invalid_phone' })
      await host.phone.faults([{ stage: 'register', kind: 'error', status: 503, times: 1 }])
      expect((await nora.post('/2fa/enroll', { ...PHONE, proof })).status).to.equal(503)
      expect((await nora.post('/2fa/enroll', { ...PHONE, proof })).status).to.equal(201)
    })

    it('all that are named are wanted, one after the other, by this very session and not for long', async () => {
      await start(asking('admin_code', 'email_link'), { proofs })
      const [nora, elsewhere] = [await signedIn('nora'), await signedIn('nora')]
      const first = await nora.post('/2fa/enroll', { ...PHONE, proof: { kind: 'admin_code', value } })
      expect(first.json['proofs']).to.deep.equal(['email_link'])
      const stranger = await elsewhere.post('/2fa/enroll', { ...PHONE, proof: { kind: 'email_link', value: 'mailed' } })
      expect(stranger.json['proofs']).to.deep.equal(['admin_code'])
      await host.phone.advance(601)
      const late = await nora.post('/2fa/enroll', { ...PHONE, proof: { kind: 'email_link', value: 'mailed' } })
      expect(late.json['proofs']).to.deep.equal(['admin_code'])
      expect((await nora.post('/2fa/enroll', { ...PHONE, proof: { kind: 'admin_code', value } })).status).to.equal(201)
    })

    it('guesses are counted before they are checked', async () => {
      await start(asking('admin_code'), { proofs })
      const nora = await signedIn('nora')
      const guesses = await Promise.all(Array.from({ length: 20 }, (_, at) => nora.post('/2fa/enroll', { ...PHONE, proof: { kind: 'admin_code', value: `guess ${at}` } })))
      expect(checked).to.have.length(5)
      expect(guesses.filter(({ status }) => status === 429)).to.have.length(15)
      expect((await nora.post('/2fa/enroll', { ...PHONE, proof: { kind: 'admin_code', value } })).status).to.equal(429)
    })

    it('anything but a plain yes of the host is a no, and a failing host lets nobody through', async () => {
      await start(asking('odd', 'broken', 'unheard_of'), { proofs })
      const nora = await signedIn('nora')
      expect((await nora.post('/2fa/enroll', { ...PHONE, proof: { kind: 'odd', value: 'x' } })).status).to.equal(403)
      expect((await nora.post('/2fa/enroll', { ...PHONE, proof: { kind: 'broken', value: 'x' } })).status).to.equal(503)
      const unknown = await nora.post('/2fa/enroll', { ...PHONE, proof: { kind: 'unheard_of', value: 'x' } })
      expect(unknown.json['proofs']).to.deep.equal(['odd', 'broken', 'unheard_of'])
    })

    it('a proof that policy does not ask for is not even looked at', async () => {
      await start(OPT_IN, { proofs })
      const nora = await signedIn('nora')
      expect((await nora.post('/2fa/enroll', { ...PHONE, proof: { kind: 'admin_code', value: 'x' } })).status).to.equal(201)
      expect(checked).to.deep.equal([])
    })

    it('malformed proofs are named', async () => {
      await start(asking('admin_code'), { proofs })
      const nora = await signedIn('nora')
      for (const [proof, field] of [['x', 'proof'], [[], 'proof'], [{ kind: 1, value: 'x' }, 'kind'], [{ kind: 'admin_code' }, 'value']] as const) {
        expect((await nora.post('/2fa/enroll', { ...PHONE, proof })).json, JSON.stringify(proof)).to.include({ code: 'invalid_request', field })
      }
    })

    it('is sent on a press, by the host, within a budget', async () => {
      await start(asking('email_link'), { proofs })
      const nora = await signedIn('nora')
      const answers = await Promise.all(Array.from({ length: 7 }, () => nora.post('/2fa/proof', { proof_kind: 'email_link' })))
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([202, 202, 202, 202, 202, 429, 429])
      expect(started).to.deep.equal(Array.from({ length: 5 }, () => NORA))
      expect((await nora.post('/2fa/proof', { proof_kind: 'admin_code' })).status).to.equal(422)
    })

    it('works as a form', async () => {
      await start(asking('admin_code'), { proofs })
      const nora = await signedIn('nora')
      const answer = await nora.form('/2fa/enroll', { ...PHONE, proof_kind: 'admin_code', proof_value: value })
      expect(answer.status).to.equal(303)
      expect((await host.accounts.read('nora'))?.record.state).to.equal('pending')
    })

    it('gets somebody with a lost phone to a new one, and the old one goes', async () => {
      await start(asking('admin_code'), { proofs })
      const ann = await signedIn('ann')
      expect((await ann.post('/2fa/enroll', OTHER)).json).to.include({ code: 'proof_required' })
      expect((await ann.post('/2fa/enroll', { ...OTHER, proof: { kind: 'admin_code', value } })).status).to.equal(201)
      const stranger = await signedIn('ann')
      expect((await stranger.post('/2fa/code', { channel: 'sms', force: true })).status).to.equal(202)
      expect(await host.phone.messages(ANN), 'the stranger’s text goes to the old phone').to.have.length(1)
      await ann.post('/2fa/code', { channel: 'sms', force: true })
      const texts = await fetch(`${host.phoneUrl}/_/messages`).then((answer) => answer.json() as Promise<{ to: string; code: string }[]>)
      const code = texts.filter(({ to }) => to.replace(/\D/g, '').endsWith(OTHER.phone)).at(-1)?.code
      expect((await ann.post('/2fa/enroll/confirm', { code })).status).to.equal(200)
      const record = (await host.accounts.read('ann'))?.record
      expect(record?.factor?.phoneHint).to.equal('•••66')
      expect((await ann.get('/facts')).status).to.equal(200)
      expect((await stranger.get('/facts')).status).to.equal(401)
      expect((await nextMessage('enrolled')).text).to.include('•••66')
    })
  })

  describe('messages', () => {
    it('tell a person that it is on, and that it is off', async () => {
      await start(policyWith({ rules: [{ id: 'everyone', enrollment: { model: 'opt_out', grace_period: { logins: 3 }, opt_out: { allowed: 'anytime' } } }] }))
      const nora = await signedIn('nora')
      await nora.post('/2fa/enroll', PHONE)
      await nora.post('/2fa/opt-out', { confirm: true })
      await nora.post('/2fa/opt-out', { confirm: true })
      expect((await nextMessage('opted_out')).to).to.deep.equal({ userId: 'nora', email: NORA, locale: null })
      expect(messages).to.have.length(1)
      await nora.post('/2fa/enroll', PHONE)
      await confirmByText(nora, NORA)
      const on = await nextMessage('enrolled')
      expect([on.subject, on.text.includes('Shop'), on.text.includes('•••44')]).to.deep.equal(['Two-step sign-in is on', true, true])
    })

    it('tell who has the number already, while the page says the same as ever', async () => {
      const people = new Map([['ann', { id: 'ann', email: ANN }]])
      await start(OPT_IN, { loadUser: (id) => people.get(id) as unknown as Express.User })
      const [nora, sue] = [await signedIn('nora'), await signedIn('sue')]
      const known = await nora.post('/2fa/enroll', { country_code: '1', phone: '4155550121' })
      const fresh = await sue.post('/2fa/enroll', OTHER)
      const hintless = (body: Record<string, unknown>): unknown => ({ ...body, enrollment: null })
      expect([known.status, hintless(known.json)]).to.deep.equal([fresh.status, hintless(fresh.json)])
      const told = await nextMessage('number_in_use')
      expect(told.to).to.deep.equal({ userId: 'ann', email: ANN, locale: null })
      expect(told.text).to.include('•••21').and.not.include('nora')
      expect(messages).to.have.length(1)
    })

    it('that cannot be sent are reported, and change nothing', async () => {
      await start(OPT_IN, { notify: () => Promise.reject(new Error('mail to nora@shop.example failed')) })
      const nora = await signedIn('nora')
      await nora.post('/2fa/enroll', PHONE)
      await confirmByText(nora, NORA)
      expect((await host.accounts.read('nora'))?.record.state).to.equal('enrolled')
      const failed = host.events.find(({ type }) => type === 'notice_failed')
      expect(failed).to.include({ userId: 'nora', notice: 'enrolled' })
      expect(JSON.stringify(failed)).to.not.include('mail')
    })
  })

  describe('numbers left behind', () => {
    it('not confirmed within seven days count as never entered, and go at the provider', async () => {
      await start(OPT_IN)
      const nora = await signedIn('nora')
      await nora.post('/2fa/enroll', PHONE)
      await host.phone.advance(7 * DAY - 60)
      expect(await host.secondFactor.tidy()).to.deep.equal({ unconfirmed: 0, removed: 0, failed: 0 })
      await host.phone.advance(120)
      const again = await signedIn('nora')
      expect((await again.get('/2fa')).json['enrollment']).to.deep.equal({ state: 'none', phone_hint: null })
      expect(await host.secondFactor.tidy()).to.deep.equal({ unconfirmed: 1, removed: 1, failed: 0 })
      expect((await host.accounts.read('nora'))?.record).to.deep.include({ state: 'none', factor: null, removals: [] })
      expect((await nextMessage('number_removed')).text).to.include('•••44')
      expect(await removeCalls()).to.equal(1)
      expect(await host.secondFactor.tidy()).to.deep.equal({ unconfirmed: 0, removed: 0, failed: 0 })
    })

    it('of a batch stay until they are confirmed', async () => {
      await start(OPT_IN)
      const stored = await host.accounts.read('ann')
      if (stored === null) throw new Error('ann is missing')
      await host.accounts.write({ ...stored.record, state: 'pending' }, stored.version)
      await host.phone.advance(400 * DAY)
      expect(await host.secondFactor.tidy()).to.deep.equal({ unconfirmed: 0, removed: 0, failed: 0 })
    })

    it('stay at the provider as long as another account has them', async () => {
      await start(OPT_IN)
      const nora = await signedIn('nora')
      await nora.post('/2fa/enroll', { country_code: '1', phone: '4155550121' })
      await host.phone.advance(8 * DAY)
      expect(await host.secondFactor.tidy()).to.deep.equal({ unconfirmed: 1, removed: 1, failed: 0 })
      expect(await removeCalls()).to.equal(0)
      const ann = await signedIn('ann')
      expect((await ann.get('/2fa/status')).json['status']).to.equal('pending')
    })

    it('are tried again, later and later, when the provider fails', async () => {
      await start(OPT_IN, {}, { wrapProvider: withoutRemovals })
      const nora = await signedIn('nora')
      await nora.post('/2fa/enroll', PHONE)
      await host.phone.advance(8 * DAY)
      expect(await host.secondFactor.tidy()).to.deep.equal({ unconfirmed: 1, removed: 0, failed: 1 })
      expect(await host.secondFactor.tidy(), 'not before its time').to.deep.equal({ unconfirmed: 0, removed: 0, failed: 0 })
      await host.phone.advance(61)
      expect(await host.secondFactor.tidy()).to.deep.equal({ unconfirmed: 0, removed: 0, failed: 1 })
      expect((await host.accounts.read('nora'))?.record.removals).to.have.length(1).and.have.nested.property('[0].tries', 2)
      expect(host.events.filter(({ type }) => type === 'provider_removal_failed')).to.have.length(2)
    })

    it('of whoever lost a race are owed a removal', async () => {
      await start(OPT_IN)
      const removed = event('provider_removed')
      // Both are on their way before either is answered.
      await host.phone.faults([{ stage: 'register', kind: 'delay', delay_ms: 200, times: 2 }])
      const tabs = [await signedIn('nora'), await signedIn('nora')] as const
      const [one, other] = await Promise.all([tabs[0].post('/2fa/enroll', PHONE), tabs[1].post('/2fa/enroll', OTHER)])
      expect([one.status, other.status].sort()).to.deep.equal([201, 403])
      await removed
      expect(await removeCalls()).to.equal(1)
      expect((await host.accounts.read('nora'))?.record.removals).to.deep.equal([])
    })
  })

  describe('a slip of the finger', () => {
    it('is dropped, here and at the provider, and another number entered', async () => {
      await start(OPT_IN)
      const nora = await signedIn('nora')
      await nora.post('/2fa/enroll', PHONE)
      expect((await nora.post('/2fa/enroll', OTHER)).json).to.include({ code: 'proof_required' })
      const removed = event('provider_removed')
      expect((await nora.post('/2fa/start-over')).json).to.deep.include({ enrollment: { state: 'none', phone_hint: null } })
      await removed
      expect((await nora.post('/2fa/enroll', OTHER)).status).to.equal(201)
      expect((await host.accounts.read('nora'))?.record.factor?.phoneHint).to.equal('•••66')
    })

    it('of the organisation stays: only its help desk can change the number', async () => {
      await start(OPT_IN)
      const stored = await host.accounts.read('ann')
      if (stored === null) throw new Error('ann is missing')
      await host.accounts.write({ ...stored.record, state: 'pending' }, stored.version)
      const ann = await signedIn('ann')
      expect((await ann.post('/2fa/start-over')).json).to.include({ code: 'proof_required' })
      expect((await host.accounts.read('ann'))?.record.state).to.equal('pending')
    })

    it('is no way round a proof, nor round a factor in force', async () => {
      await start(asking('admin_code'), { proofs: { admin_code: { check: (typed) => typed === 'right' } } })
      const nora = await signedIn('nora')
      await nora.post('/2fa/enroll', { ...PHONE, proof: { kind: 'admin_code', value: 'right' } })
      const thief = await signedIn('nora')
      expect((await thief.post('/2fa/start-over')).json).to.include({ code: 'proof_required' })
      expect((await (await signedIn('ann')).post('/2fa/start-over')).status).to.equal(403)
      expect((await host.accounts.read('ann'))?.record.state).to.equal('enrolled')
    })
  })

  it('an app installed later is found out, and used from then on', async () => {
    await start(asking())
    const id = await host.phone.idOf(ANN)
    const stored = await host.accounts.read('ann')
    if (stored?.record.factor == null) throw new Error('ann is missing')
    await host.accounts.write({ ...stored.record, factor: { ...stored.record.factor, methods: ['sms', 'voice'] } }, stored.version)
    await host.phone.control('PATCH', `/_/users/${id}`, { has_app: true })
    const found = event('factor_refreshed')
    expect((await (await signedIn('ann')).get('/2fa')).json['methods']).to.deep.equal(['sms', 'voice'])
    await found
    expect((await (await signedIn('ann')).get('/2fa/status')).json).to.include({ method: 'push', status: 'pending' })
  })

  for (const [what, form] of [
    ['a premium number', { country_code: '351', phone: '760123456' }],
    ['a free-phone number', { country_code: '1', phone: '8005551212' }],
    ['letters', { country_code: '1', phone: '415555CALL' }],
    ['too few digits', { country_code: '1', phone: '123' }],
    ['too many digits', { country_code: '1', phone: '1234567890123456' }],
  ] as const) {
    it(`${what} is refused before the provider is asked`, async () => {
      await start(OPT_IN)
      const nora = await signedIn('nora')
      const before = (await host.phone.requests()).length
      expect((await nora.post('/2fa/enroll', form)).json).to.include({ code: 'invalid_phone', field: 'phone' })
      expect(await host.phone.requests()).to.have.length(before)
    })
  }

  it('a landline is refused where texts are all there is', async () => {
    await start(policyWith({ defaults: { challenge: { methods: ['sms'] } }, rules: [{ id: 'everyone', enrollment: { model: 'opt_in' } }] }))
    const nora = await signedIn('nora')
    expect((await nora.post('/2fa/enroll', { country_code: '351', phone: '212345678' })).json).to.include({ code: 'invalid_phone' })
    expect((await nora.post('/2fa/enroll', { country_code: '351', phone: '912345678' })).status).to.equal(201)
  })

  it('a number is understood as people write it', async () => {
    await start(OPT_IN)
    for (const [name, phone] of [['nora', '+44 (0) 7400 123456'.replace('(0) ', '')], ['sue', '07400 123456'], ['tom', '00447400123456']] as const) {
      const person = await signedIn(name)
      expect((await person.post('/2fa/enroll', { country_code: '44', phone })).status, phone).to.equal(201)
    }
    expect((await phonesAtProvider()).filter((phone) => phone === '7400123456')).to.have.length(1)
  })

  /** Resolves when the event comes. */
  function event(wanted: string): Promise<void> {
    return new Promise((resolve) => {
      const { push } = host.events
      host.events.push = (...events) => {
        if (events.some(({ type }) => type === wanted)) resolve()
        return push.apply(host.events, events)
      }
    })
  }

  async function removeCalls(): Promise<number> {
    return (await host.phone.requests()).filter(({ path }) => path.endsWith('/remove')).length
  }

})

/** The emulator, of which removals never hear. */
function withoutRemovals(provider: AuthyProvider): AuthyProvider {
  provider.remove = () => Promise.reject(new SecondFactorError('provider_unavailable', 'No answer.'))
  return provider
}
