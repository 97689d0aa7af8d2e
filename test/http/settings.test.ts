/** The user's own settings, codes for when the phone is away, and what the help desk does. */
import { expect } from 'chai'
import { MemoryStore } from 'passport-authy'
import type { Message, SecondFactorOptions } from 'passport-authy'
import { policyWith, startHostApp } from '../helpers/host-app.js'
import type { HostApp } from '../helpers/host-app.js'
import type { Answer, Person } from '../helpers/person.js'

const ANN = 'ann@shop.example'
const NOTE = { by: 'hans', why: 'lost phone, ticket 17' }
const rule = (enrollment: object): object => policyWith({ recovery: { bypass_code: { for: '1h', uses: 1 } }, rules: [{ id: 'everyone', enrollment }] })
const OPT_IN = rule({ model: 'opt_in' })
const OPT_OUT = rule({ model: 'opt_out', grace_period: { logins: 3 }, opt_out: { allowed: 'during_grace' } })
const MANDATORY = rule({ model: 'mandatory', grace_period: { logins: 2 }, on_expiry: 'lock' })

describe('Settings', () => {
  let host: HostApp
  let messages: Message[]
  afterEach(() => host.close())

  async function start(policy: object, options: Partial<SecondFactorOptions> = {}): Promise<void> {
    messages = []
    host = await startHostApp({ policy, options: { notify: (message) => void messages.push(message), ...options } })
  }

  async function approve(person: Person): Promise<Answer> {
    await person.post('/2fa/push')
    await host.phone.answer(ANN, 'approve')
    return person.post('/2fa/complete')
  }

  async function signedIn(): Promise<Person> {
    const ann = host.person()
    await ann.signIn('ann')
    await approve(ann)
    return ann
  }

  async function codesOf(person: Person): Promise<string[]> {
    const { status, json } = await person.post('/2fa/backup-codes')
    expect(status).to.equal(200)
    return json['codes'] as string[]
  }

  const kinds = (): string[] => messages.map(({ notice }) => notice.kind)

  it('show what there is, and nothing that helps anybody else', async () => {
    await start(OPT_IN)
    const ann = await signedIn()
    const { json, text } = await ann.get('/2fa/settings')
    expect(json).to.include({ backup_codes_left: 0, may_disable: true, is_fresh: true })
    expect(json['enrollment']).to.include({ state: 'enrolled', phone_hint: '•••21' })
    expect((json['activity'] as object[])[0]).to.include({ what: 'signed_in', method: 'push' })
    expect(text).to.not.include('4155550121').and.not.include(String(await host.phone.idOf(ANN)))
  })

  it('show a denied request, so that a stranger with the password is noticed', async () => {
    await start(OPT_IN)
    const thief = host.person()
    await thief.signIn('ann')
    await host.phone.answer(ANN, 'deny')
    expect((await thief.post('/2fa/complete')).json).to.include({ code: 'denied' })
    await host.phone.newDay()
    const { json } = await (await signedIn()).get('/2fa/settings')
    expect((json['activity'] as object[]).map((entry) => Reflect.get(entry, 'what') as string)).to.deep.equal(['signed_in', 'denied'])
  })

  it('are closed to a half-made sign-in', async () => {
    await start(OPT_IN)
    const ann = host.person()
    await ann.signIn('ann')
    expect((await ann.get('/2fa/settings')).status).to.equal(401)
    for (const path of ['/2fa/disable', '/2fa/backup-codes']) expect((await ann.post(path)).status, path).to.equal(401)
    expect((await ann.post('/2fa/devices/revoke', { all: true })).status).to.equal(401)
    expect((await host.accounts.read('ann'))?.record.state).to.equal('enrolled')
  })

  describe('each change needs a fresh factor', () => {
    const changes: readonly (readonly [string, object])[] = [
      ['/2fa/disable', {}],
      ['/2fa/backup-codes', {}],
      ['/2fa/devices/revoke', { all: true }],
      ['/2fa/enroll', { country_code: '1', phone: '4155550199' }],
    ]
    for (const [path, body] of changes) {
      it(`${path} (OO-02, EN-04)`, async () => {
        await start(OPT_IN)
        const ann = await signedIn()
        await host.phone.advance(601)
        const refused = await ann.post(path, body)
        expect([refused.status, refused.json['code']]).to.deep.equal([403, 'step_up_required'])
        expect((await ann.get('/facts')).status).to.equal(200)
        expect((await ann.get('/2fa')).json).to.include({ outcome: 'challenge', reason: 'step_up' })
        expect((await approve(ann)).json).to.include({ redirect_to: '/2fa/settings' })
        expect((await ann.post(path, body)).status).to.be.oneOf([200, 201])
      })
    }
  })

  it('turning it off leads to none where it was a free choice', async () => {
    await start(OPT_IN)
    const ann = await signedIn()
    expect((await ann.post('/2fa/disable')).json).to.deep.include({ enrollment: { state: 'none' } })
    expect((await host.accounts.read('ann'))?.record).to.deep.include({ state: 'none', factor: null })
    expect(kinds()).to.deep.equal(['opted_out'])
    expect((await ann.get('/facts')).status).to.equal(200)
  })

  it('to opted out where policy asks and lets decline', async () => {
    await start(OPT_OUT)
    const ann = await signedIn()
    expect((await ann.post('/2fa/disable')).json).to.deep.include({ enrollment: { state: 'opted_out' }, outcome: 'allow' })
  })

  it('and is refused where it is required (OO-01)', async () => {
    await start(MANDATORY)
    const ann = await signedIn()
    for (const body of [{}, { force: true, model: 'opt_in' }, { confirm: true }]) {
      expect((await ann.post('/2fa/disable', body)).json).to.include({ code: 'required_by_policy' })
    }
    expect((await ann.form('/2fa/disable')).status).to.equal(403)
    expect((await ann.post('/2fa/opt-out', { confirm: true })).status).to.equal(403)
    expect((await host.accounts.read('ann'))?.record.state).to.equal('enrolled')
  })

  it('turning it off ends other sessions’ proofs and remembered browsers (OO-06)', async () => {
    await start(OPT_OUT)
    const [ann, other] = [await signedIn(), await signedIn()]
    await other.post('/2fa/push')
    await ann.post('/2fa/disable')
    expect((await other.get('/facts')).json).to.include({ verifiedAt: null })
  })

  describe('backup codes', () => {
    it('are ten, shown once, kept as digests only', async () => {
      await start(MANDATORY)
      const codes = await codesOf(await signedIn())
      expect(new Set(codes)).to.have.property('size', 10)
      for (const code of codes) expect(code).to.match(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
      const stored = JSON.stringify(await host.accounts.read('ann')) + JSON.stringify(host.events) + JSON.stringify(messages)
      for (const code of codes) expect(stored).to.not.include(code).and.not.include(code.replace('-', ''))
      expect(kinds()).to.deep.equal(['backup_codes_made'])
    })

    it('sign in once each, however they are typed, also without the provider (EN-14)', async () => {
      await start(MANDATORY)
      const [first = '', second = ''] = await codesOf(await signedIn())
      await host.phone.faults([{ stage: 'push', kind: 'error', status: 503 }, { stage: 'verify', kind: 'error', status: 503 }])
      const away = host.person()
      await away.signIn('ann')
      expect((await away.post('/2fa/verify', { code: first.toLowerCase().replace('-', ' ') })).json).to.include({ outcome: 'allow' })
      expect((await away.get('/facts')).json).to.deep.include({ method: 'backup_code', amr: ['mfa', 'otp'] })
      const again = host.person()
      await again.signIn('ann')
      expect((await again.post('/2fa/verify', { code: first })).json).to.include({ code: 'wrong_code' })
      expect((await again.post('/2fa/verify', { code: second })).status).to.equal(200)
    })

    it('at once from many browsers, one gets in', async () => {
      await start(MANDATORY)
      const [code = ''] = await codesOf(await signedIn())
      const people = await Promise.all(Array.from({ length: 4 }, async () => {
        const person = host.person()
        await person.signIn('ann')
        return person
      }))
      const answers = await Promise.all(people.map((person) => person.post('/2fa/verify', { code })))
      expect(answers.filter(({ status }) => status === 200)).to.have.length(1)
    })

    it('is not lost to a request on the phone that ends at the same moment', async () => {
      const store = new MemoryStore()
      await start(MANDATORY, { store })
      const [code = ''] = await codesOf(await signedIn())
      const complete = store.completeChallenge.bind(store)
      let raced = false
      store.completeChallenge = async (request) => {
        if (!raced && request.mark.method === 'backup_code') {
          raced = true
          const { challenge, now } = request
          await store.replaceChallenge({ ...challenge, consumed: null }, now)
        }
        return complete(request)
      }
      const away = host.person()
      await away.signIn('ann')
      expect((await away.post('/2fa/verify', { code })).status).to.equal(200)
      expect(raced).to.equal(true)
    })

    it('guesses count like any other code', async () => {
      await start(MANDATORY)
      await codesOf(await signedIn())
      const thief = host.person()
      await thief.signIn('ann')
      const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => thief.post('/2fa/verify', { code: `AAAAA-AAAA${at}` })))
      expect(answers.filter(({ json }) => json['code'] === 'wrong_code')).to.have.length(5)
      expect(answers.filter(({ json }) => json['code'] === 'locked')).to.have.length(5)
    })

    it('a new set voids the old; at two left their owner is told', async () => {
      await start(MANDATORY)
      const ann = await signedIn()
      const [old = ''] = await codesOf(ann)
      const codes = await codesOf(ann)
      const person = host.person()
      await person.signIn('ann')
      expect((await person.post('/2fa/verify', { code: old })).json).to.include({ code: 'wrong_code' })
      for (const code of codes.slice(0, 8)) {
        const each = host.person()
        await each.signIn('ann')
        expect((await each.post('/2fa/verify', { code })).status).to.equal(200)
      }
      expect(messages.filter(({ notice }) => notice.kind === 'backup_codes_low')).to.have.length(1)
      await host.phone.newDay()
      expect((await (await signedIn()).get('/2fa/settings')).json).to.include({ backup_codes_left: 2 })
    })

    it('where there is none, such a code is no code at all (TOK-15)', async () => {
      await start(MANDATORY)
      const ann = host.person()
      await ann.signIn('ann')
      for (const code of ['AAAAA-AAAAA', '123456789']) {
        expect((await ann.post('/2fa/verify', { code })).json).to.include({ code: 'invalid_request', field: 'code' })
      }
    })
  })

  it('a browser is forgotten by its id, and only one’s own (OO-07)', async () => {
    const defaults = { challenge: { when: 'new_device', methods: ['push', 'totp'], remember_device: { for: '14d' } } }
    await start(policyWith({ defaults, rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] }))
    const ann = host.person()
    await ann.signIn('ann')
    await ann.post('/2fa/push')
    await host.phone.answer(ANN, 'approve')
    await ann.post('/2fa/complete', { remember_device: true })
    const [device] = (await ann.get('/2fa/settings')).json['devices'] as { id: string; this_browser: boolean }[]
    expect(device).to.include({ this_browser: true })
    expect((await ann.post('/2fa/devices/revoke', { id: 'somebody-elses' })).json).to.deep.equal({ revoked: 0 })
    expect((await ann.post('/2fa/devices/revoke', { id: device?.id })).json).to.deep.equal({ revoked: 1 })
    ann.forget('connect.sid')
    await ann.signIn('ann')
    expect((await ann.get('/facts')).status).to.equal(401)
  })

  describe('“That wasn’t me”', () => {
    it('ends what is under way, pauses requests, tells, and gives a reference', async () => {
      await start(MANDATORY)
      const [ann, thief] = [await signedIn(), host.person()]
      await thief.signIn('ann')
      const { status, json } = await ann.post('/2fa/report')
      expect([status, typeof json['reference']]).to.deep.equal([200, 'string'])
      await host.phone.answer(ANN, 'approve')
      expect((await thief.post('/2fa/complete')).status).to.equal(409)
      expect((await ann.get('/facts')).text).to.equal('null')
      const again = host.person()
      await again.signIn('ann')
      expect((await again.post('/2fa/push')).status).to.equal(429)
      expect((await again.post('/2fa/verify', { code: await host.phone.appCode(ANN) })).status).to.equal(200)
      expect(kinds()).to.deep.equal(['reported'])
      expect(host.events.find(({ type }) => type === 'reported')).to.include({ userId: 'ann', reference: json['reference'] })
    })

    it('is taken five times an hour at most: it signs people out, and writes to them', async () => {
      await start(MANDATORY)
      const statuses: number[] = []
      for (let count = 0; count < 7; count += 1) {
        const person = host.person()
        await person.signIn('ann')
        statuses.push((await person.post('/2fa/report')).status)
      }
      expect(statuses).to.deep.equal([200, 200, 200, 200, 200, 429, 429])
      expect(kinds()).to.have.length(5)
    })

    it('may leave the other sessions as they are, and locks only where policy says so', async () => {
      await start(policyWith({ on_report: { lock: true }, rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] }))
      const [ann, other] = [await signedIn(), await signedIn()]
      await ann.post('/2fa/report', { sign_out: false })
      expect((await other.get('/facts')).json).to.include({ code: 'locked', reason: 'admin_lock' })
    })
  })

  describe('help desk', () => {
    it('unlocks: every lock goes, and grace begins anew', async () => {
      await start(MANDATORY)
      for (let count = 0; count < 2; count += 1) {
        const nora = host.person()
        await nora.signIn('nora')
        await nora.post('/2fa/skip')
      }
      const nora = host.person()
      expect((await nora.signIn('nora')).json).to.include({ outcome: 'locked', reason: 'grace_exhausted' })
      await host.secondFactor.helpDesk.unlock('nora', NOTE)
      expect((await nora.get('/2fa')).json).to.include({ outcome: 'allow_with_prompt', remaining: 2 })
      expect(host.events.find(({ type }) => type === 'help_desk')).to.include({ userId: 'nora', action: 'unlock', ...NOTE })
      expect(kinds()).to.deep.equal(['unlocked'])
    })

    it('gives a code that stands in for the phone: once, for an hour', async () => {
      await start(MANDATORY)
      const [code, late] = [await host.secondFactor.helpDesk.bypassCode('ann', NOTE), host.person()]
      expect(code).to.match(/^\d{9}$/)
      const ann = host.person()
      await ann.signIn('ann')
      expect((await ann.post('/2fa/verify', { code })).status).to.equal(200)
      await late.signIn('ann')
      expect((await late.post('/2fa/verify', { code })).status).to.equal(400)
      const other = await host.secondFactor.helpDesk.bypassCode('ann', NOTE)
      await host.phone.advance(3601)
      expect((await late.post('/2fa/verify', { code: other })).status).to.equal(400)
      expect(await host.secondFactor.helpDesk.bypassCode('nora', NOTE)).to.equal(null)
    })

    it('resets: the phone is gone, and a password alone binds no other (EN-15)', async () => {
      await start(OPT_IN)
      const ann = await signedIn()
      const code = await host.secondFactor.helpDesk.reset('ann', NOTE)
      expect((await host.accounts.read('ann'))?.record).to.deep.include({ state: 'none', factor: null, needsHelpDesk: true })
      const phone = { country_code: '1', phone: '4155550188' }
      const thief = host.person()
      await thief.signIn('ann')
      const refused = await thief.post('/2fa/enroll', phone)
      expect([refused.status, refused.json['proofs']]).to.deep.equal([403, ['help_desk']])
      expect((await thief.post('/2fa/enroll', { ...phone, proof: { kind: 'help_desk', value: '000000000' } })).status).to.equal(403)
      expect((await ann.post('/2fa/enroll', { ...phone, proof: { kind: 'help_desk', value: code } })).status).to.equal(201)
      expect((await thief.post('/2fa/enroll', { ...phone, proof: { kind: 'help_desk', value: code } })).status).to.equal(403)
      await ann.post('/2fa/code', { channel: 'sms', force: true })
      const texts = await fetch(`${host.phoneUrl}/_/messages`).then((answer) => answer.json() as Promise<{ code: string }[]>)
      expect((await ann.post('/2fa/enroll/confirm', { code: texts.at(-1)?.code })).status).to.equal(200)
      expect((await host.accounts.read('ann'))?.record).to.include({ state: 'enrolled', needsHelpDesk: false })
      expect(kinds()).to.include.members(['reset', 'enrolled'])
    })

    it('locks: nothing of the user goes on', async () => {
      await start(MANDATORY)
      const ann = await signedIn()
      await host.secondFactor.helpDesk.lock('ann', NOTE)
      expect((await ann.get('/facts')).json).to.include({ code: 'locked' })
    })

    for (const [what, note] of [['nobody', { by: '', why: 'x' }], ['no reason', { by: 'x', why: ' ' }], ['two lines', { by: 'x', why: 'a\nb' }]] as const) {
      it(`an act by ${what} is refused`, async () => {
        await start(MANDATORY)
        const result = await host.secondFactor.helpDesk.unlock('ann', note).then(() => 'done', (error: unknown) => Reflect.get(Object(error), 'code') as string)
        expect(result).to.equal('invalid_options')
      })
    }
  })
})
