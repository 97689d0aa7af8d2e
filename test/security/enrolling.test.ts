/** Binding, changing and removing a phone over two processes, and what stands in for it. */
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { Answer, Person } from '../helpers/person.js'
import { bearer, DAY, OPEN, PASSWORD, policyOf, SHUT, startRig } from './rig.js'
import type { Rig } from './rig.js'

const FREE = { model: 'opt_out', grace_period: { logins: 3 }, opt_out: { allowed: 'anytime' } }

const POLICY = policyOf({
  recovery: { help_url: 'https://help.shop.example/2fa', backup_codes: 10 },
  defaults: { challenge: { when: 'every_login', methods: ['push', 'totp', 'sms'] } },
  step_up: [{ id: 'payments', match: { actions: ['payment.create'] }, max_age: '2m' }],
  rules: [
    { id: 'free', match: { users: ['gil', 'gus', 'hal', 'mia'] }, enrollment: FREE },
    { id: 'proven', match: { users: ['dora'] }, enrollment: { model: 'mandatory', bind_new_phone: { requires: ['email_link'] } } },
    { id: 'everyone', enrollment: { model: 'mandatory' } },
  ],
})

const PEOPLE = [
  ...['ann', 'bob', 'bea', 'cleo', 'hal', 'mia', 'rita', 'tess'].map((username) => ({ username })),
  { username: 'ada', roles: ['admin'] },
  { username: 'gil', line: '7777' },
  { username: 'gus', line: '7777' },
  ...['nat', 'ned', 'nia', 'nick', 'nina', 'nora', 'noel', 'nils', 'nell', 'dora'].map((username) => ({ username, state: 'none' as const })),
]

const PHONE = { country_code: '1', phone: '4155558001' }

describe('Security: setting up a phone', () => {
  let rig: Rig

  before(async function () {
    this.timeout(60_000)
    rig = await startRig({ policy: POLICY, people: PEOPLE })
    // What is removed is gone at once, so that it can be seen.
    await rig.phone.control('PATCH', '/_/settings', { deletion_delay_seconds: 0 })
  })
  after(() => rig.stop())
  beforeEach(() => rig.newDay())

  async function inBoth(person: Person, ask: (person: Person) => Promise<Answer>): Promise<readonly Answer[]> {
    const answers: Answer[] = []
    for (const shop of rig.shops) {
      person.origin = shop.url
      answers.push(await ask(person))
    }
    return answers
  }

  interface ProviderUser {
    readonly authy_id: number
    readonly phone: string
    readonly email: string
  }

  async function atProvider(line: string): Promise<readonly ProviderUser[]> {
    const users = (await (await fetch(`${rig.phoneWire.url}/_/users`)).json()) as readonly ProviderUser[]
    return users.filter(({ phone }) => phone.replace(/\D/g, '').endsWith(line))
  }

  /** What is removed is removed in the background. */
  async function goneAtProvider(line: string): Promise<void> {
    while ((await atProvider(line)).length > 0) await new Promise((resolve) => setImmediate(resolve))
  }

  async function confirmByText(person: Person): Promise<Answer> {
    expect((await person.post('/2fa/code', { channel: 'sms', force: true })).status).to.equal(202)
    return person.post('/2fa/enroll/confirm', { code: await rig.newestText() })
  }

  it('EN-01 between password and factor nothing of the set-up is reached, and no answer tells the number or a key', async () => {
    const ann = await rig.signedIn('ann')
    const id = String((await rig.record('ann'))?.factor?.providerId)
    for (const path of ['/2fa', '/2fa/status', '/2fa/settings', '/2fa/qr', '/2fa/secret', '/2fa/enroll', '/2fa?show=phone', '/2fa?show=new-phone']) {
      for (const { text } of [...(await inBoth(ann, (person) => person.get(path))), ...(await inBoth(ann, (person) => person.page(path)))]) {
        expect(text, path).to.not.include('4155551000').and.not.include(id).and.not.match(/otpauth|secret=/i)
      }
    }
    for (const answer of await inBoth(ann, (person) => person.post('/2fa/enroll', PHONE))) expect(answer.status).to.equal(403)
    for (const answer of await inBoth(ann, (person) => person.get('/2fa/settings'))) expect(answer.status).to.equal(401)
    expect(await atProvider('8001')).to.deep.equal([])
    expect(await rig.opens(ann)).to.deep.equal(SHUT)
  })

  it('EN-02 once enrolled there is no key and no picture of one to fetch, and nothing under /2fa is kept by anybody', async () => {
    const ann = await rig.inside('ann')
    for (const path of ['/2fa/qr', '/2fa/secret', '/2fa/enroll/qr', '/2fa/enroll', '/2fa/enroll/confirm', '/2fa/settings', '/2fa?show=phone']) {
      for (const { text, headers } of await inBoth(ann, (person) => person.get(path))) {
        expect(text, path).to.not.match(/otpauth|"secret"|"seed"|"qr/i)
        expect(headers.get('cache-control'), path).to.equal('no-store')
      }
    }
    for (const path of ['/2fa/qr', '/2fa/secret']) expect((await ann.get(path)).status).to.equal(404)
  })

  it('EN-03 a secret or an id that the client sends is ignored, and a wrong code confirms nothing', async () => {
    const victim = (await rig.record('bob'))?.factor?.providerId
    const nat = await rig.signedIn('nat')
    const sent = { ...PHONE, phone: '4155558003', authy_id: victim, providerId: victim, provider_id: victim, secret: 'JBSWY3DPEHPK3PXP', state: 'enrolled', confirmed: true }
    expect((await nat.post('/2fa/enroll', sent)).status).to.equal(201)
    expect((await rig.record('nat'))?.factor?.providerId).to.equal(String((await atProvider('8003'))[0]?.authy_id))
    nat.origin = rig.shops[1].url
    const wrong = await nat.post('/2fa/enroll/confirm', { code: '0000000', secret: 'JBSWY3DPEHPK3PXP', authy_id: victim })
    expect([wrong.status, wrong.json['code']]).to.deep.equal([422, 'wrong_code'])
    expect((await rig.record('nat'))?.state).to.equal('pending')
    expect(await rig.opens(nat)).to.deep.equal([403, 403])
  })

  it('EN-04 another phone needs more than the session: refused in both, then taken after a fresh factor', async () => {
    const cleo = await rig.inside('cleo')
    await rig.advance(601)
    const other = { ...PHONE, phone: '4155558004' }
    for (const { status, json } of await inBoth(cleo, (person) => person.post('/2fa/enroll', other))) {
      expect([status, json['code']]).to.deep.equal([403, 'step_up_required'])
    }
    expect(await atProvider('8004')).to.deep.equal([])
    await rig.approve(cleo, 'cleo')
    expect((await cleo.post('/2fa/enroll', other)).status).to.equal(201)
    // The old one stays in force until the new one is proven.
    expect((await rig.record('cleo'))?.factor?.phoneHint).to.not.equal('•••04')
    expect((await confirmByText(cleo)).status).to.equal(200)
    expect((await rig.record('cleo'))?.factor?.phoneHint).to.equal('•••04')
  })

  it('EN-05 two at once with two phones: one wins, and the other leaves nothing behind at the provider', async () => {
    const ned = await rig.signedIn('ned')
    const twin = ned.copy()
    twin.origin = rig.shops[1].url
    // Both are registered before either is saved.
    await rig.phone.faults([{ stage: 'register', kind: 'delay', delay_ms: 300, times: 2 }])
    const answers = await Promise.all([ned.post('/2fa/enroll', { ...PHONE, phone: '4155558015' }), twin.post('/2fa/enroll', { ...PHONE, phone: '4155558025' })])
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 403])
    const [won, lost] = answers[0].status === 201 ? ['8015', '8025'] : ['8025', '8015']
    await goneAtProvider(lost)
    while ((await rig.record('ned'))?.removals.length !== 0) await new Promise((resolve) => setImmediate(resolve))
    expect((await rig.record('ned'))?.factor?.providerId).to.equal(String((await atProvider(won))[0]?.authy_id))
  })

  it('EN-06 registered at the provider but not saved here: the next try has the same one, and there is one', async () => {
    const nick = await rig.signedIn('nick')
    const phone = { ...PHONE, phone: '4155558006' }
    rig.database.exec("CREATE TRIGGER full BEFORE INSERT ON second_factor_accounts WHEN NEW.user_id = 'nick' BEGIN SELECT RAISE(ABORT, 'full'); END")
    const failed = await nick.post('/2fa/enroll', phone)
    rig.database.exec('DROP TRIGGER full')
    expect(failed.status).to.equal(503)
    const made = await atProvider('8006')
    expect(made).to.have.length(1)
    nick.origin = rig.shops[1].url
    expect((await nick.post('/2fa/enroll', phone)).status).to.equal(201)
    expect(await atProvider('8006')).to.deep.equal(made)
    expect((await rig.record('nick'))?.factor?.providerId).to.equal(String(made[0]?.authy_id))
  })

  it('EN-07 removal fails at the provider: gone here, shown to administrators, tried again until it is done', async () => {
    const ada = await rig.inside('ada')
    const hal = await rig.inside('hal')
    const line = (await rig.record('hal'))?.factor?.phoneHint.slice(-2) ?? ''
    const id = (await rig.record('hal'))?.factor?.providerId
    rig.phoneWire.refuse(/\/(delete|remove)/)
    expect((await hal.post('/2fa/disable')).status).to.equal(200)
    while (((await rig.record('hal'))?.removals[0]?.tries ?? 0) === 0) await new Promise((resolve) => setImmediate(resolve))
    expect(await rig.record('hal')).to.deep.include({ state: 'opted_out', factor: null })
    const owed = async (): Promise<unknown> => ((await ada.get('/admin/two-step')).json['removals'] as Record<string, unknown> | undefined)?.['owed']
    expect(await owed()).to.equal(1)
    rig.phoneWire.refuse(null)
    await rig.advance(120)
    expect(await rig.office.tidy()).to.include({ removed: 1, failed: 0 })
    expect((await rig.record('hal'))?.removals).to.deep.equal([])
    expect((await atProvider(line)).some(({ authy_id: known }) => String(known) === id)).to.equal(false)
  })

  describe('EN-08 numbers', () => {
    const bad = [
      '', ' ', '12', '+', 'abc', '4155550000000000', '4155558008;ext=1', '415555\n8008', '415555\u00008008', '４１５５５５８００８x', "4155558008' OR 1=1",
      '9005550123', '8005550123', '976', ['4155558008'], { $ne: '' }, 4155558008, null, true,
    ]
    it('EN-08 that are none, or cost extra, are refused by name, and the provider hears of none', async () => {
      const before = (await rig.phone.requests()).filter(({ path }) => path.includes('/users/new')).length
      const nell = await rig.signedIn('nell')
      for (const [index, phone] of bad.entries()) {
        nell.origin = rig.shops[index % 2 === 0 ? 0 : 1].url
        const { status } = await nell.post('/2fa/enroll', { country_code: '1', phone })
        expect(status, JSON.stringify(phone)).to.be.oneOf([400, 422])
      }
      for (const countryCode of ['', '0', '999999', 'xx', ['1'], { a: 1 }, null]) {
        expect((await nell.post('/2fa/enroll', { country_code: countryCode, phone: '4155558008' })).status, JSON.stringify(countryCode)).to.be.oneOf([400, 422])
      }
      const after = (await rig.phone.requests()).filter(({ path }) => path.includes('/users/new')).length
      expect(after - before).to.be.at.most(2)
      expect((await rig.record('nell'))?.state ?? 'none').to.equal('none')
    })

    it('EN-08 one account registers five an hour at most, over both processes', async () => {
      const noel = await rig.signedIn('noel')
      const statuses: number[] = []
      for (let count = 0; count < 7; count += 1) {
        noel.origin = rig.shops[count % 2 === 0 ? 0 : 1].url
        statuses.push((await noel.post('/2fa/enroll', { country_code: '1', phone: `415555810${count}` })).status)
      }
      expect(statuses.filter((status) => status === 429).length + statuses.filter((status) => status === 403).length).to.be.greaterThan(0)
      expect(statuses.filter((status) => status === 201).length).to.be.at.most(5)
      expect(rig.shops.every((shop) => shop.child.exitCode === null)).to.equal(true)
    })

    it('EN-08 a number that somebody has answers like one that nobody has', async () => {
      const [nora, nils] = [await rig.signedIn('nora'), await rig.signedIn('nils', 1)]
      const known = await nora.post('/2fa/enroll', { country_code: '1', phone: '4155551001' })
      const unknown = await nils.post('/2fa/enroll', { country_code: '1', phone: '4155558018' })
      const shape = ({ json }: Answer): object => ({ ...json, enrollment: null, challenge: null, deadline: null })
      expect([known.status, shape(known)]).to.deep.equal([unknown.status, shape(unknown)])
    })
  })

  it('EN-09 without a factor where it is mandatory: only setting up and leaving work, for pages, programs and sockets', async () => {
    const nina = await rig.signedIn('nina')
    for (const path of ['/account', '/api/account', '/transfer', '/account/password', '/2fa/settings']) {
      for (const { status } of [...(await inBoth(nina, (person) => person.get(path))), ...(await inBoth(nina, (person) => person.page(path)))]) {
        expect(status, path).to.be.oneOf([303, 401, 403])
      }
    }
    for (const path of ['/api/transfer', '/account/password', '/2fa/skip', '/2fa/opt-out', '/2fa/disable', '/2fa/backup-codes', '/2fa/devices/revoke', '/2fa/push', '/2fa/code', '/2fa/verify', '/2fa/complete']) {
      const body = { amount: '10', to: 'me', confirm: true, all: true, channel: 'sms', code: '123456' }
      for (const { status } of await inBoth(nina, (person) => person.post(path, body))) expect(status, path).to.be.oneOf([401, 403, 409, 422])
    }
    expect(await rig.opens(nina)).to.deep.equal([403, 403])
    const program = (await rig.at(1).post('/api/login', { username: 'nina', password: PASSWORD })).json
    expect(program).to.not.have.property('second_factor_token')
    expect((await bearer(rig, program['mfa_token']).get('/api/account')).status).to.equal(401)
    expect(await socketAnswer(program['mfa_token'])).to.equal('refused not_signed_in')
    expect((await nina.post('/2fa/enroll', { ...PHONE, phone: '4155558009' })).status).to.equal(201)
    expect(await rig.opens(nina)).to.deep.equal([403, 403])
    expect((await confirmByText(nina)).status).to.equal(200)
    expect(await rig.opens(nina)).to.deep.equal(OPEN)
    expect((await nina.post('/logout')).status).to.equal(200)
  })

  /** A socket's server beside the shops, which asks the same gate. */
  async function socketAnswer(token: unknown): Promise<string> {
    const server = createServer()
    server.on('upgrade', (req, socket) => {
      socket.on('error', () => undefined)
      void rig.office.authorize(req).then((answer) => socket.end(answer.allowed ? `open ${answer.userId}` : `refused ${answer.code}`))
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.write(`GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nAuthorization: Bearer ${String(token)}\r\n\r\n`)
    const text = await new Promise<string>((resolve) => socket.once('data', (data: Buffer) => resolve(data.toString())))
    socket.destroy()
    await new Promise((done) => server.close(done))
    return text
  }

  it('EN-10 begun by one, confirmed by another: refused in both', async () => {
    const [tom, tess] = [await rig.signedIn('nia'), await rig.signedIn('tess', 1)]
    expect((await tom.post('/2fa/enroll', { ...PHONE, phone: '4155558010' })).status).to.equal(201)
    await tom.post('/2fa/code', { channel: 'sms', force: true })
    const code = await rig.newestText()
    for (const { status } of await inBoth(tess, (person) => person.post('/2fa/enroll/confirm', { code, user: 'nia', userId: 'nia' }))) {
      expect(status).to.be.oneOf([409, 422])
    }
    expect((await rig.record('nia'))?.state).to.equal('pending')
    expect(await rig.opens(tess)).to.deep.equal(SHUT)
    tom.origin = rig.shops[1].url
    expect((await tom.post('/2fa/enroll/confirm', { code })).status).to.equal(200)
  })

  it('EN-11 setting up, changing and removing are told by message, outside the session', async () => {
    const mia = await rig.inside('mia')
    const told = async (count: number): Promise<void> => {
      expect(await rig.messagesTo('mia', count)).to.have.length(count)
    }
    await mia.post('/2fa/enroll', { ...PHONE, phone: '4155558011' })
    expect((await confirmByText(mia)).status).to.equal(200)
    await told(1)
    expect((await mia.post('/2fa/backup-codes')).status).to.equal(200)
    await told(2)
    expect((await mia.post('/2fa/disable')).status).to.equal(200)
    await told(3)
    expect((await mia.post('/2fa/enroll', { ...PHONE, phone: '4155558011' })).status).to.equal(201)
    expect((await confirmByText(mia)).status).to.equal(200)
    await told(4)
    const page = await mia.page('/outbox')
    for (const subject of await rig.messagesTo('mia', 4)) expect(page.text).to.include(subject.replaceAll("'", '&#39;'))
  })

  it('EN-12 a change of the factor in one session ends the proof of the others, in both processes', async () => {
    const [one, two, three] = [await rig.inside('bob'), await rig.inside('bob'), await rig.inside('bob')]
    two.origin = rig.shops[0].url
    await one.post('/2fa/enroll', { ...PHONE, phone: '4155558012' })
    expect((await confirmByText(one)).status).to.equal(200)
    expect(await rig.opens(one)).to.deep.equal(OPEN)
    expect(await rig.opens(two)).to.deep.equal(SHUT)
    expect(await rig.opens(three)).to.deep.equal(SHUT)
  })

  it('EN-13 two accounts with one phone: removed from one it stays for the other, and goes with the last', async () => {
    // The provider knows the one phone by the address that came first.
    const [gil, gus] = [await rig.inside('gil'), await rig.signedIn('gus')]
    expect((await rig.approve(gus, 'gil')).status).to.equal(200)
    expect((await rig.record('gil'))?.factor?.providerId).to.equal((await rig.record('gus'))?.factor?.providerId)
    expect((await gil.post('/2fa/disable')).status).to.equal(200)
    while ((await rig.record('gil'))?.removals.length !== 0) await new Promise((resolve) => setImmediate(resolve))
    expect(await atProvider('7777')).to.have.length(1)
    expect(await rig.opens(gus)).to.deep.equal(OPEN)
    expect((await gus.post('/2fa/disable')).status).to.equal(200)
    await goneAtProvider('7777')
  })

  describe('EN-14 backup codes', () => {
    async function codesOf(username: string): Promise<string[]> {
      const { status, json } = await (await rig.inside(username)).post('/2fa/backup-codes')
      expect(status).to.equal(200)
      return json['codes'] as string[]
    }

    it('EN-14 work once, also when tried in both processes at once', async () => {
      const [first = '', second = ''] = await codesOf('bea')
      const people = await Promise.all([0, 1, 2, 3].map((index) => rig.signedIn('bea', index)))
      const answers = await Promise.all(people.map((person) => person.post('/2fa/verify', { code: first })))
      expect(answers.filter(({ status }) => status === 200)).to.have.length(1)
      const again = await rig.signedIn('bea', 1)
      expect((await again.post('/2fa/verify', { code: first })).json).to.include({ code: 'wrong_code' })
      await rig.advance(DAY)
      const next = await rig.signedIn('bea')
      expect((await next.post('/2fa/verify', { code: second })).status).to.equal(200)
      expect(await rig.opens(next)).to.deep.equal(OPEN)
    })

    it('EN-14 guesses over both processes are five in all, whatever the session', async () => {
      await codesOf('bea')
      const people = await Promise.all(Array.from({ length: 10 }, (_, index) => rig.signedIn('bea', index)))
      const answers = await Promise.all(people.flatMap((person, index) => [person.post('/2fa/verify', { code: `AAAAA-AAA${index}A` }), person.post('/2fa/verify', { code: `AAAAA-AAA${index}B` })]))
      expect(answers.filter(({ json }) => json['code'] === 'wrong_code')).to.have.length(5)
      expect(answers.every(({ status }) => [422, 429].includes(status))).to.equal(true)
    })

    it('EN-14 are kept as slow digests only', async () => {
      const codes = await codesOf('bea')
      const row = JSON.stringify(rig.database.prepare('SELECT record FROM second_factor_accounts').all())
      for (const code of codes) expect(row).to.not.include(code).and.not.include(code.replace('-', ''))
      expect((await rig.record('bea'))?.backupCodes?.digests).to.have.length(10)
    })
  })

  describe('EN-15 an account without a phone', () => {
    it('EN-15 after a reset binds none by password alone: the code of the help desk, once, and all of it is in the log', async () => {
      const by = { by: 'hans', why: 'lost phone, ticket 17' }
      const code = await rig.office.helpDesk.reset('rita', by)
      const phone = { ...PHONE, phone: '4155558055' }
      const [rita, thief] = [await rig.signedIn('rita'), await rig.signedIn('rita', 1)]
      for (const { status, json } of await inBoth(thief, (person) => person.post('/2fa/enroll', phone))) {
        expect([status, json['proofs']]).to.deep.equal([403, ['help_desk']])
      }
      expect((await thief.post('/2fa/enroll', { ...phone, proof: { kind: 'help_desk', value: '000000000' } })).status).to.equal(403)
      expect((await rita.post('/2fa/enroll', { ...phone, proof: { kind: 'help_desk', value: code } })).status).to.equal(201)
      expect((await thief.post('/2fa/enroll', { ...phone, proof: { kind: 'help_desk', value: code } })).status).to.equal(403)
      expect((await confirmByText(rita)).status).to.equal(200)
      expect(rig.officeEvents.find(({ type }) => type === 'help_desk')).to.include({ userId: 'rita', action: 'reset', ...by })
      expect(await rig.messagesTo('rita', 2)).to.have.length(2)
      const types = (await rig.redis.xrange('2fa:decisions', '-', '+')).map(([, fields]) => JSON.parse(fields[1] ?? '{}') as { type: string; userId: string })
      const told = types.filter(({ userId }) => userId === 'rita').map(({ type }) => type)
      expect(told).to.include.members(['proof_refused', 'proof_accepted', 'enrollment_started', 'enrolled'])
    })

    it('EN-15 a dormant one binds none by password alone where policy names a proof', async () => {
      const dora = await rig.signedIn('dora')
      const phone = { ...PHONE, phone: '4155558056' }
      for (const { status, json } of await inBoth(dora, (person) => person.post('/2fa/enroll', phone))) {
        expect([status, json['code']]).to.deep.equal([403, 'proof_required'])
      }
      expect(await atProvider('8056')).to.deep.equal([])
      await dora.post('/2fa/proof', { proof_kind: 'email_link' })
      const mail = (await dora.page('/outbox')).text
      const value = /[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}/.exec(mail)?.[0]
      dora.origin = rig.shops[0].url
      expect((await dora.post('/2fa/enroll', { ...phone, proof: { kind: 'email_link', value } })).status).to.equal(201)
      expect(await atProvider('8056')).to.have.length(1)
    })
  })
})
