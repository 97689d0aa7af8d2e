/** Fresh factors over two processes: asked for in one, given in the other, good for what was shown and nothing else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { freePort, spawnShop } from '../helpers/shop-process.js'
import type { Answer, Person } from '../helpers/person.js'
import { bearer, HOME, mailOf, OPEN, PASSWORD, policyOf, startRig } from './rig.js'
import type { Rig } from './rig.js'

const ENTRIES = [
  { id: 'payments', match: { actions: ['payment.create'] }, max_age: '2m', methods: ['push', 'totp'] },
  { id: 'password', match: { actions: ['password.change'] }, max_age: '10m' },
  { id: 'console', match: { paths: ['/admin/**'] }, max_age: '10m' },
]

function policyWith(entries: readonly object[]): object {
  return policyOf({
    defaults: { challenge: { when: 'every_login', methods: ['push', 'totp', 'sms', 'voice'], max_age: '24h' } },
    step_up: entries,
    rules: [
      { id: 'newcomers', match: { users: ['nora'] }, enrollment: { model: 'mandatory', grace_period: { logins: 3 } } },
      { id: 'free', match: { users: ['olaf'] }, enrollment: { model: 'opt_out', grace_period: { logins: 3 }, opt_out: { allowed: 'anytime' } } },
      { id: 'remembered', match: { users: ['rem'] }, enrollment: { model: 'mandatory' }, challenge: { when: 'new_device', remember_device: { for: '14d' } } },
      { id: 'everyone', enrollment: { model: 'mandatory' } },
    ],
  })
}

const PEOPLE = [
  ...['ann', 'bob', 'cas', 'rem'].map((username) => ({ username })),
  { username: 'ada', roles: ['admin'] },
  { username: 'nora', state: 'none' as const },
  { username: 'olaf', state: 'opted_out' as const },
]

describe('Security: step-up', () => {
  let rig: Rig

  before(async function () {
    this.timeout(60_000)
    rig = await startRig({ policy: policyWith(ENTRIES), people: PEOPLE })
  })
  after(() => rig.stop())
  beforeEach(() => rig.newDay())

  const pay = (person: Person, amount = '10.00', to = 'Bob'): Promise<Answer> => person.post('/api/transfer', { amount, to })

  function inOther(person: Person): Person {
    person.origin = person.origin === rig.shops[0].url ? rig.shops[1].url : rig.shops[0].url
    return person
  }

  async function inBoth(person: Person, ask: (person: Person) => Promise<Answer>): Promise<readonly Answer[]> {
    return [await ask(person), await ask(inOther(person))]
  }

  function paidBy(username: string): readonly { readonly cents: number; readonly payee: string }[] {
    const statement = rig.database.prepare('SELECT cents, payee FROM shop_transfers WHERE user_id = ? AND at > ? ORDER BY at')
    // The columns that were asked for.
    return statement.all(username, startedAt) as { cents: number; payee: string }[]
  }
  let startedAt = 0
  beforeEach(async () => {
    startedAt = await rig.phone.now()
  })

  it('SU-01 a factor that is too old is asked for again in both; a fresh one from either opens both', async () => {
    const ada = await rig.inside('ada')
    for (const { status } of await inBoth(ada, (person) => person.get('/admin'))) expect(status).to.equal(200)
    await rig.advance(601)
    for (const { status, json } of await inBoth(ada, (person) => person.get('/admin'))) {
      expect([status, json['code']]).to.deep.equal([401, 'second_factor_required'])
    }
    expect(await rig.opens(ada)).to.deep.equal(OPEN)
    expect((await rig.approve(ada, 'ada')).status).to.equal(200)
    for (const { status } of await inBoth(ada, (person) => person.get('/admin'))) expect(status).to.equal(200)
  })

  it('SU-02 programs are told in the words of RFC 9470, and never redirected', async () => {
    const ada = await rig.inside('ada')
    await rig.advance(601)
    const asked = [...(await inBoth(ada, (person) => person.get('/admin'))), ...(await inBoth(ada, (person) => pay(person)))]
    for (const [index, { status, headers, json }] of asked.entries()) {
      const seconds = index < 2 ? 600 : 120
      expect([status, headers.get('location')]).to.deep.equal([401, null])
      expect(headers.get('www-authenticate')).to.match(new RegExp(`^Bearer .*error="insufficient_user_authentication".*max_age="?${seconds}"?$`))
      expect(json).to.include({ code: 'second_factor_required', max_age: seconds })
    }
  })

  it('SU-03 an approval is for that action with those parameters, and for no other', async () => {
    const ann = await rig.inside('ann')
    await rig.advance(601)
    expect((await pay(ann)).status).to.equal(401)
    expect((await rig.approve(ann, 'ann')).status).to.equal(200)
    for (const [amount, to] of [['1000.00', 'Bob'], ['10.00', 'Eve'], ['10.01', 'Bob']] as const) {
      for (const { status } of await inBoth(ann, (person) => pay(person, amount, to))) expect(status, `${amount} to ${to}`).to.equal(401)
    }
    for (const { status } of await inBoth(ann, (person) => person.get('/account/password'))) expect(status).to.equal(401)
    expect((await ann.get('/2fa/settings')).json).to.include({ is_fresh: false })
    expect((await pay(ann)).status).to.equal(200)
    expect((await pay(inOther(ann))).status).to.equal(401)
    expect(paidBy('ann')).to.deep.equal([{ cents: 1000, payee: 'Bob' }])
  })

  it('SU-03 an approval of one transfer that comes late serves no other', async () => {
    const ann = await rig.inside('ann')
    await pay(ann, '10.00')
    await ann.post('/2fa/push')
    const [first] = (await rig.phone.approvals(mailOf('ann'))).filter(({ status }) => status === 'pending')
    expect(first?.details).to.include({ Amount: '€10.00', Payee: 'Bob' })
    await pay(inOther(ann), '1000.00')
    await ann.post('/2fa/push')
    await rig.phone.answerOne(first?.uuid ?? '', 'approve')
    expect((await ann.post('/2fa/complete')).json).to.include({ code: 'not_approved' })
    for (const { status } of await inBoth(ann, (person) => pay(person, '1000.00'))) expect(status).to.equal(401)
    expect(paidBy('ann')).to.deep.equal([])
  })

  it('SU-04 of many at once on one approval, in both processes, one passes', async () => {
    const ann = await rig.inside('ann')
    await pay(ann)
    await rig.approve(ann, 'ann')
    const twin = ann.copy()
    inOther(twin)
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => pay(index % 2 === 0 ? ann : twin)))
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1)
    expect(answers.filter(({ status }) => status === 401)).to.have.length(9)
    expect(paidBy('ann')).to.have.length(1)
  })

  it('SU-04 so with a client that keeps tokens', async () => {
    const { mfa_token: mfa } = (await rig.at(0).post('/api/login', { username: 'bob', password: PASSWORD })).json
    await rig.phone.answer(mailOf('bob'), 'approve')
    const token = (await bearer(rig, mfa, 1).post('/2fa/complete')).json['second_factor_token']
    const asked = (await bearer(rig, token, 0).post('/api/transfer', { amount: '10.00', to: 'Ann' })).json['mfa_token']
    expect((await bearer(rig, asked, 1).post('/2fa/push')).status).to.equal(202)
    await rig.phone.answer(mailOf('bob'), 'approve')
    const granted = (await bearer(rig, asked, 0).post('/2fa/complete')).json['second_factor_token']
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => bearer(rig, granted, index).post('/api/transfer', { amount: '10.00', to: 'Ann' })))
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1)
    expect((await bearer(rig, granted, 1).post('/api/transfer', { amount: '11.00', to: 'Ann' })).status).to.equal(401)
    expect(paidBy('bob')).to.have.length(1)
  })

  it('SU-05 counts in the session that asked: not in another of the same person', async () => {
    const [one, other] = [await rig.inside('ada'), await rig.inside('ada')]
    inOther(other)
    await rig.advance(601)
    for (const person of [one, other]) expect((await person.get('/admin')).status).to.equal(401)
    await rig.approve(one, 'ada')
    for (const { status } of await inBoth(one, (person) => person.get('/admin'))) expect(status).to.equal(200)
    for (const { status } of await inBoth(other, (person) => person.get('/admin'))) expect(status).to.equal(401)
    await pay(one)
    await rig.approve(one, 'ada')
    for (const { status } of await inBoth(other, (person) => pay(person))) expect(status).to.equal(401)
    expect((await pay(one)).status).to.equal(200)
  })

  it('SU-06 a weaker way is refused whatever the request names, and nothing is sent', async () => {
    const ann = await rig.inside('ann')
    await pay(ann)
    for (const { json } of await inBoth(ann, (person) => person.get('/2fa?methods=sms&method=sms'))) {
      expect(json['methods']).to.deep.equal(['push', 'totp'])
    }
    for (const body of [{ channel: 'sms', force: true }, { channel: 'voice' }, { channel: 'sms', methods: ['sms'], action: null, method: 'sms' }]) {
      for (const { json } of await inBoth(ann, (person) => person.post('/2fa/code?method=sms', body))) expect(json).to.include({ code: 'method_not_allowed' })
    }
    for (const { status } of await inBoth(ann, (person) => person.post('/2fa/way', { way: 'sms' }))) expect(status).to.equal(422)
    expect(await rig.phone.messages(mailOf('ann'))).to.deep.equal([])
  })

  it('SU-07 neither a rolling session nor a read of the cookie or token makes the factor younger', async function () {
    this.timeout(30_000)
    const ada = await rig.inside('ada')
    const { mfa_token: mfa } = (await rig.at(0).post('/api/login', { username: 'cas', password: PASSWORD })).json
    await rig.phone.answer(mailOf('cas'), 'approve')
    const token = (await bearer(rig, mfa, 1).post('/2fa/complete')).json['second_factor_token']
    for (let minutes = 0; minutes < 11; minutes += 1) {
      await rig.advance(60)
      expect(await rig.opens(ada)).to.deep.equal(OPEN)
      expect((await ada.post('/2fa/complete')).status).to.be.oneOf([200, 409])
      expect((await bearer(rig, token, minutes).get('/2fa')).status).to.equal(200)
    }
    for (const { status } of await inBoth(ada, (person) => person.get('/admin'))) expect(status).to.equal(401)
    for (const index of [0, 1]) expect((await bearer(rig, token, index).get('/account/password')).status).to.equal(401)
  })

  it('SU-08 a grace login, an opt-out and a remembered browser open nothing that needs a fresh factor', async () => {
    const nora = await rig.signedIn('nora')
    expect((await nora.post('/2fa/skip')).status).to.equal(200)
    const olaf = await rig.signedIn('olaf', 1)
    for (const person of [nora, olaf]) {
      expect(await rig.opens(person)).to.deep.equal(OPEN)
      for (const { status, json } of await inBoth(person, (each) => pay(each))) expect([status, json['code']]).to.deep.equal([403, 'enrollment_required'])
    }
    const rem = await rig.inside('rem', { remember_device: true })
    rem.forget('shop.sid')
    await rem.signIn('rem', PASSWORD)
    expect(await rig.opens(rem)).to.deep.equal(OPEN)
    for (const { status } of await inBoth(rem, (person) => pay(person))) expect(status).to.equal(401)
    for (const { status } of await inBoth(rem, (person) => person.get('/account/password'))) expect(status).to.equal(401)
    for (const username of ['nora', 'olaf', 'rem']) expect(paidBy(username)).to.deep.equal([])
  })

  const FORM = { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin' }

  it('SU-09 back to a page elsewhere leads home instead', async function () {
    this.timeout(30_000)
    const ann = await rig.inside('ann')
    const odd = ['https://evil.example/x', `${HOME}.evil.example/x`, `${HOME}//evil.example`, `${HOME}/\\evil.example`, 'javascript:x', `${HOME}@evil.example/`, 'null']
    for (const [index, referer] of odd.entries()) {
      inOther(ann)
      const stopped = await ann.send('POST', '/transfer', { ...FORM, referer }, `amount=${index + 1}&to=Bob`)
      expect([stopped.status, stopped.headers.get('location')], referer).to.deep.equal([303, '/2fa'])
      const to = String((await rig.approve(ann, 'ann')).json['redirect_to'])
      expect(to, referer).to.match(/^\/(?![/\\])/).and.not.include('evil')
      await rig.advance(15 * 60)
    }
  })

  it('SU-10 a form that was stopped is offered again from our side; nothing is replayed, and nothing of the client’s is done', async () => {
    const ann = await rig.inside('ann')
    const stopped = await ann.send('POST', '/transfer', { ...FORM, referer: `${HOME}/transfer` }, 'amount=12.50&to=Bob')
    expect([stopped.status, stopped.headers.get('location')]).to.deep.equal([303, '/2fa'])
    const done = await rig.approve(ann, 'ann', { amount: '9999', to: 'Eve', body: 'amount=9999&to=Eve', redirect_to: '/transfer?amount=9999' })
    expect(done.json).to.include({ redirect_to: '/transfer' })
    expect(paidBy('ann')).to.deep.equal([])
    expect((await ann.page('/transfer')).text).to.include('12.50').and.include('Bob').and.not.include('9999')
    expect(paidBy('ann')).to.deep.equal([])
    expect((await ann.send('POST', '/transfer', FORM, 'amount=9999&to=Eve')).headers.get('location')).to.equal('/2fa')
    expect((await inOther(ann).send('POST', '/transfer', FORM, 'amount=12.50&to=Bob')).headers.get('location')).to.match(/^\/transfer\?sent=/)
    expect(paidBy('ann')).to.deep.equal([{ cents: 1250, payee: 'Bob' }])
  })

  it('SU-11 what the client says about its own sign-in counts for nothing', async () => {
    const ada = await rig.inside('ada')
    await rig.advance(601)
    const claims = { acr: 'https://refeds.org/profile/mfa', amr: ['mfa', 'swk'], auth_time: Math.floor((await rig.phone.now()) / 1000), sub: 'ada' }
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const unsigned = `${encode({ alg: 'none', typ: 'factor+jwt' })}.${encode({ ...claims, iss: 'passport-authy', aud: HOME, jti: 'x', iat: claims.auth_time, exp: claims.auth_time + 600 })}.`
    const body = { amount: '10.00', to: 'Bob', ...claims, grant: 'x', scope: 'x', secondFactor: { ...claims, mark: 'x' } }
    const headers: readonly Readonly<Record<string, string>>[] = [
      { 'x-acr': claims.acr, 'x-amr': 'mfa', 'x-auth-time': String(claims.auth_time) },
      { authorization: `Bearer ${unsigned}` },
      { authorization: `Bearer ${unsigned}x` },
      { 'second-factor': JSON.stringify(claims) },
    ]
    for (const more of headers) {
      for (const { status } of await inBoth(ada, (person) => person.get(`/admin?acr=mfa&auth_time=${claims.auth_time}`, more))) expect(status, JSON.stringify(more)).to.equal(401)
      for (const { status } of await inBoth(ada, (person) => person.post('/api/transfer', body, more))) expect(status, JSON.stringify(more)).to.equal(401)
    }
    expect(paidBy('ada')).to.deep.equal([])
  })

  it('SU-12 with max_age 0 each request needs a proof of its own, in whichever process', async function () {
    this.timeout(30_000)
    await rig.usePolicy(policyWith([{ id: 'console', match: { paths: ['/admin/**'] }, max_age: '0s' }]))
    try {
      const ada = await rig.inside('ada')
      for (let times = 0; times < 2; times += 1) {
        expect((await ada.get('/admin')).status).to.equal(401)
        await rig.approve(ada, 'ada')
        const twin = ada.copy()
        inOther(twin)
        const statuses = (await Promise.all([ada.get('/admin'), twin.get('/admin')])).map(({ status }) => status).sort()
        expect(statuses).to.deep.equal([200, 401])
        for (const { status } of await inBoth(ada, (person) => person.get('/admin'))) expect(status).to.equal(401)
        await rig.advance(15 * 60)
      }
    } finally {
      await rig.usePolicy(policyWith(ENTRIES))
    }
  })

  it('SU-12 a max_age that is no time stops the start', async function () {
    this.timeout(60_000)
    const folder = mkdtempSync(join(tmpdir(), 'step-up-'))
    const starts = [-1, Number.NaN, '5', '-5m', ''].map(async (maxAge, index) => {
      const file = join(folder, `${index}.yaml`)
      writeFileSync(file, JSON.stringify(policyWith([{ id: 'console', match: { paths: ['/admin/**'] }, max_age: maxAge }])).replace('"max_age":null', '"max_age":.nan'))
      const ports = { PORT: String(await freePort()), EMULATOR_PORT: String(await freePort()) }
      const shop = spawnShop({ ...ports, POLICY_FILE: file })
      return [maxAge, await shop.ended, /max_age/.test(shop.output())] as const
    })
    const ended = await Promise.all(starts)
    rmSync(folder, { recursive: true })
    for (const [maxAge, code, isNamed] of ended) expect([code, isNamed], String(maxAge)).to.deep.equal([1, true])
  })
})
