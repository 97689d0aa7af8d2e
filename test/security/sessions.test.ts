/** Sessions and the tokens of clients without one, over two processes: what opens, what ends, and what is stored. */
import { request } from 'node:http'
import { expect } from 'chai'
import session from 'express-session'
import jwt from 'jsonwebtoken'
import { RedisStore } from 'passport-authy/redis'
import type { Redis } from 'ioredis'
import { keyedDigest } from '../../src/ids.js'
import { startHostApp } from '../helpers/host-app.js'
import type { HostApp, HostOptions } from '../helpers/host-app.js'
import type { Answer, Person } from '../helpers/person.js'
import { bearer, DAY, dumpOf, HOME, mailOf, OPEN, PASSWORD, policyOf, SECRET, sessionKeyOf, SESSION_SECRET, SHUT, startRig } from './rig.js'
import type { Rig } from './rig.js'

const HOUR = 60 * 60

const POLICY = policyOf({
  defaults: { challenge: { when: 'every_login', methods: ['push', 'totp', 'sms'], max_age: '30d', remember_device: { for: '0s' } } },
  step_up: [{ id: 'payments', match: { actions: ['payment.create'] }, max_age: '2m' }],
  rules: [
    { id: 'free', match: { users: ['olaf'] }, enrollment: { model: 'opt_in' } },
    { id: 'everyone', enrollment: { model: 'mandatory' } },
  ],
})

const PEOPLE = [
  ...['ann', 'bob', 'eve', 'dan', 'kim', 'lea', 'tom', 'uma', 'vic', 'wes'].map((username) => ({ username })),
  { username: 'olaf', state: 'none' as const },
]

const ODD_TARGETS = [
  '//evil.example', '/\\evil.example', 'https:evil.example', 'https://evil.example', '/\t/evil.example', '/\n/evil.example', '\t//evil.example',
  'javascript:alert(1)', 'data:text/html,x', 'http://shop.test@evil.example', '%2f%2fevil.example', '/%2f%2fevil.example/..//evil.example',
  '/／evil.example', '／／evil.example', `/${'x'.repeat(10_000)}`, ' //evil.example', '/.//evil.example', '\\\\evil.example',
]

describe('Security: sessions and tokens', () => {
  let rig: Rig

  before(async function () {
    this.timeout(60_000)
    rig = await startRig({ policy: POLICY, people: PEOPLE })
  })
  after(() => rig.stop())
  beforeEach(() => rig.newDay())

  /** The session as it is stored now, to be put back later as a slow request or a cache would. */
  async function stored(person: Person): Promise<() => Promise<unknown>> {
    const key = sessionKeyOf(person)
    const text = await rig.redis.get(key)
    expect(text).to.be.a('string')
    return () => rig.redis.set(key, text ?? '', 'EX', DAY)
  }

  const login = (username: string, index = 0): Promise<Answer> => rig.at(index).post('/api/login', { username, password: PASSWORD })

  /** From the password in A to a token from B. */
  async function factorToken(username: string): Promise<string> {
    const { mfa_token: mfa } = (await login(username)).json
    await rig.phone.answer(mailOf(username), 'approve')
    const done = await bearer(rig, mfa, 1).post('/2fa/complete')
    expect(done.status).to.equal(200)
    return String(done.json['second_factor_token'])
  }

  /** What a token opens in A and in B. */
  async function tokenOpens(token: unknown): Promise<readonly number[]> {
    return [(await bearer(rig, token, 0).get('/api/account')).status, (await bearer(rig, token, 1).get('/api/account')).status]
  }

  it('SE-01 the session has a new id after the password and after the factor, and the old ones stay dead when they are saved again', async () => {
    const eve = await rig.signedIn('eve')
    const planted = eve.copy()
    await planted.signIn('ann', PASSWORD)
    expect(planted.cookie('shop.sid')).to.not.equal(eve.cookie('shop.sid'))
    const half = planted.copy()
    const saveAgain = await stored(half)
    expect((await rig.approve(planted, 'ann')).status).to.equal(200)
    expect(planted.cookie('shop.sid')).to.not.equal(half.cookie('shop.sid'))
    expect(await rig.opens(half)).to.deep.equal(SHUT)
    await saveAgain()
    expect(await rig.opens(half)).to.deep.equal(SHUT)
    expect((await half.post('/2fa/complete')).status).to.be.oneOf([401, 409])
    expect(await rig.opens(half)).to.deep.equal(SHUT)
    expect(await rig.opens(planted)).to.deep.equal(OPEN)
  })

  it('SE-02 every way in asks for the factor, and nothing is reached past it', async () => {
    const ways: Readonly<Record<string, () => Promise<Person>>> = {
      json: () => rig.signedIn('bob'),
      form: async () => {
        const bob = rig.at(1)
        expect((await bob.form('/login', { username: 'bob', password: PASSWORD, return_to: '/account' })).headers.get('location')).to.equal('/2fa')
        return bob
      },
    }
    for (const [way, signIn] of Object.entries(ways)) {
      const bob = await signIn()
      expect(await rig.opens(bob), way).to.deep.equal(SHUT)
      for (const path of ['/account', '/transfer', '/account/password', '/admin', '/ACCOUNT', '/account/', '//account', '/%61ccount', '/2fa/../account']) {
        const { status, text } = await bob.page(path)
        expect(status, `${way} ${path}`).to.be.oneOf([303, 403, 404])
        expect(text, path).to.not.include('Order history')
      }
      for (const path of ['/api/transfer', '/account/password']) {
        const body = { amount: '1', to: 'me', password: PASSWORD, new_password: 'x'.repeat(12) }
        expect((await bob.post(path, body)).status, `${way} ${path}`).to.equal(401)
      }
    }
    expect((await login('bob')).json).to.include({ outcome: 'challenge' }).and.not.have.property('second_factor_token')
    const fresh = rig.at(0)
    await fresh.post('/signup', { username: `new${Date.now()}`, email: 'new@shop.example', password: PASSWORD })
    expect(await rig.opens(fresh)).to.deep.equal([403, 403])
  })

  describe('SE-03 somebody else in the same browser', () => {
    it('SE-03 is asked again, also with the session data of the person before', async () => {
      const ann = await rig.inside('ann')
      const before = JSON.parse((await rig.redis.get(sessionKeyOf(ann))) ?? '{}') as { secondFactor: unknown }
      expect(before.secondFactor).to.have.property('mark')
      await ann.signIn('bob', PASSWORD)
      expect(await rig.opens(ann)).to.deep.equal(SHUT)
      const key = sessionKeyOf(ann)
      const after = JSON.parse((await rig.redis.get(key)) ?? '{}') as object
      await rig.redis.set(key, JSON.stringify({ ...after, secondFactor: before.secondFactor }), 'EX', DAY)
      expect(await rig.opens(ann)).to.deep.equal(SHUT)
    })

    it('SE-03 the same person who signs in anew is asked again, also with the session data from before', async () => {
      const ann = await rig.inside('ann')
      const { secondFactor } = JSON.parse((await rig.redis.get(sessionKeyOf(ann))) ?? '{}') as { secondFactor: unknown }
      await ann.signIn('ann', PASSWORD)
      const key = sessionKeyOf(ann)
      const after = JSON.parse((await rig.redis.get(key)) ?? '{}') as object
      await rig.redis.set(key, JSON.stringify({ ...after, secondFactor }), 'EX', DAY)
      expect(await rig.opens(ann)).to.deep.equal(SHUT)
    })

    // The shop does not keep session data at a sign-in; two hosts that do share Redis here.
    it('SE-03 where the host keeps session data at the sign-in (keepSessionInfo)', async () => {
      const hosts = await twoHosts((app, _secondFactor, own) => {
        app.post('/login-keeping', own.authenticate('local', { keepSessionInfo: true }), (_req, res) => void res.json({}))
      })
      const statuses = []
      for (const username of ['zoe', 'ann']) {
        const ann = hosts.all[0].person()
        await ann.signIn('ann')
        await ann.post('/2fa/push')
        await hosts.all[0].phone.answer('ann@shop.example', 'approve')
        await ann.post('/2fa/complete')
        ann.origin = hosts.all[1].url
        expect((await ann.get('/facts')).json).to.include({ method: 'push' })
        await ann.post('/login-keeping', { username, password: 'x' })
        for (const host of hosts.all) {
          ann.origin = host.url
          statuses.push((await ann.get('/facts')).status)
        }
      }
      await hosts.close()
      // The one has no factor yet and has to set one up; the other is asked for it.
      expect(statuses).to.deep.equal([403, 403, 401, 401])
    })
  })

  it('SE-04 what a slow request saves after the logout opens nothing', async () => {
    const dan = await rig.inside('dan')
    const saveAgain = await stored(dan)
    const slow = dan.copy()
    expect((await dan.post('/logout')).status).to.equal(200)
    await saveAgain()
    expect(await rig.opens(slow)).to.deep.equal(SHUT)
    expect((await slow.get('/2fa/settings')).status).to.equal(401)
    expect((await slow.post('/2fa/complete')).status).to.be.oneOf([401, 409])
    expect(await rig.opens(slow)).to.deep.equal(SHUT)
  })

  it('SE-05 a token that waits for its factor opens nothing: as Bearer, Basic, in the query, as a cookie', async () => {
    const { mfa_token: mfa } = (await login('ann')).json
    const token = String(mfa)
    expect(token).to.match(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    for (const index of [0, 1]) {
      const places = [
        bearer(rig, token, index).get('/api/account'),
        bearer(rig, token, index).post('/api/transfer', { amount: '1', to: 'me' }),
        bearer(rig, token, index, 'Basic').get('/api/account'),
        rig.at(index).get('/api/account', { authorization: `Basic ${Buffer.from(`ann:${token}`).toString('base64')}` }),
        rig.at(index).get(`/api/account?access_token=${token}&mfa_token=${token}&token=${token}`),
        rig.at(index).get('/api/account', { cookie: `shop.sid=${token}; token=${token}; mfa_token=${token}; 2fa-device=${token}` }),
        rig.at(index).get('/api/account', { 'x-authorization': `Bearer ${token}`, 'x-access-token': token }),
      ]
      for (const { status } of await Promise.all(places)) expect(status).to.equal(401)
    }
  })

  it('SE-06 a host that caches sessions changes nothing: the mark is read from the live record, before and after', async () => {
    const lea = await rig.signedIn('lea')
    const half = await stored(lea)
    const old = lea.copy()
    await rig.approve(lea, 'lea')
    await half()
    expect(await rig.opens(old)).to.deep.equal(SHUT)
    expect(await rig.opens(lea)).to.deep.equal(OPEN)
    const full = await stored(lea)
    await lea.post('/logout')
    await full()
    expect(await rig.opens(lea)).to.deep.equal(SHUT)
    await rig.office.revoke('lea')
    expect(await rig.opens(lea)).to.deep.equal(SHUT)
  })

  // The shop has no remember-me of its own; two hosts that have one share Redis here.
  it('SE-07 the host’s own remember-me is a first factor: without the session cookie the factor is still asked for', async () => {
    const hosts = await twoHosts((app) => {
      app.use((req, _res, next) => {
        const name = /remember=(\w+)/.exec(req.headers.cookie ?? '')?.[1]
        if (req.user !== undefined || name === undefined) next()
        else req.login({ id: name } as unknown as Express.User, next)
      })
    })
    const statuses = []
    for (const host of hosts.all) {
      const ann = host.person()
      await ann.signIn('ann')
      ann.setCookie('remember', 'ann')
      ann.forget('connect.sid')
      statuses.push((await ann.get('/facts')).status)
    }
    await hosts.close()
    expect(statuses).to.deep.equal([401, 401])
  })

  it('SE-08 neither sessions nor Redis hold the password, a code, a token, a key, or a whole number', async () => {
    const secrets: string[] = [PASSWORD, SECRET, SESSION_SECRET, 'demo_shop']
    const kim = await rig.signedIn('kim')
    const wrong = '7777773'
    await kim.post('/2fa/verify', { code: wrong })
    await kim.post('/2fa/code', { channel: 'sms', force: true })
    const text = await rig.newestText()
    const app = await rig.phone.appCode(mailOf('kim'))
    expect((await kim.post('/2fa/verify', { code: text })).status).to.equal(200)
    const codes = (await kim.post('/2fa/backup-codes')).json['codes'] as string[]
    const other = await rig.signedIn('kim', 1)
    await other.post('/2fa/verify', { code: app })
    const third = await rig.signedIn('kim', 1)
    expect((await third.post('/2fa/verify', { code: codes[0] })).status).to.equal(200)
    const { mfa_token: mfa } = (await login('kim')).json
    const bypass = await rig.office.helpDesk.bypassCode('kim', { by: 'hans', why: 'test' })
    await rig.signedIn('kim')
    secrets.push(wrong, text, app, ...codes, ...codes.map((code) => code.replace('-', '')), String(mfa), bypass ?? 'none')
    const dump = await dumpOf(rig.redis)
    expect(dump).to.include('shop:session:').and.include('2fa:')
    for (const [index, secret] of secrets.entries()) {
      // A code of seven digits could be a part of a time or of an id; it must not stand alone.
      expect(new RegExp(`(?<![\\w.-])${secret.replaceAll('.', '\\.')}(?![\\w-])`).test(dump), `secret ${index}`).to.equal(false)
    }
    expect(dump).to.not.match(/4?155551\d{3}(?!\d)/)
    for (const shop of rig.shops) for (const secret of secrets) expect(shop.output()).to.not.include(secret)
  })

  it('SE-09 a target elsewhere becomes the local default, in the form, in JSON and on the sign-in page', async function () {
    this.timeout(30_000)
    const uma = rig.at(0)
    for (const [index, target] of [...ODD_TARGETS, ['/account', '//evil.example'], { a: 1 }, 7, null].entries()) {
      uma.origin = rig.shops[index % 2 === 0 ? 0 : 1].url
      const answer = await uma.post('/login', { username: 'olaf', password: PASSWORD, return_to: target })
      expect(answer.status, `target ${index}`).to.be.oneOf([200, 413])
      if (typeof target !== 'string') continue
      const form = await uma.form('/login', { username: 'olaf', password: PASSWORD, return_to: target })
      const to = form.headers.get('location') ?? '/'
      expect(new URL(to, HOME).origin, target.slice(0, 40)).to.equal(HOME)
      expect(to).to.not.include('evil')
      expect((await uma.page(`/2fa?return_to=${encodeURIComponent(target).slice(0, 2000)}`)).text).to.not.match(/(?:href|action)="[^"]*evil/)
    }
    const good = await uma.form('/login', { username: 'olaf', password: PASSWORD, return_to: '/account?x=1' })
    expect(good.headers.get('location')).to.equal('/account?x=1')
  })

  it('SE-09 through the factor: begun in one, finished in the other', async function () {
    this.timeout(30_000)
    for (const target of ['//evil.example', '/\\evil.example', '/\t/evil.example', 'javascript:alert(1)', '/account?from=mail']) {
      const wes = rig.at(0)
      await wes.form('/login', { username: 'wes', password: PASSWORD, return_to: target })
      await rig.phone.answer(mailOf('wes'), 'approve')
      wes.origin = rig.shops[1].url
      expect((await wes.post('/2fa/complete')).json['redirect_to']).to.equal(target.startsWith('/account') ? target : '/')
      await rig.advance(15 * 60)
    }
  })

  describe('SE-10 behind a caching proxy', () => {
    it('SE-10 every answer around the sign-in says no-store', async () => {
      const [half, ann] = [await rig.signedIn('bob'), await rig.inside('ann')]
      for (const person of [half, ann, rig.at(1)]) {
        for (const path of ['/2fa', '/2fa/status', '/2fa/settings', '/2fa/opt-out', '/2fa/nothing', '/account', '/api/account', '/login', '/']) {
          for (const answer of [await person.get(path), await person.page(path)]) expect(answer.headers.get('cache-control'), path).to.equal('no-store')
        }
        for (const path of ['/2fa/push', '/2fa/verify', '/2fa/complete', '/2fa/skip', '/2fa/enroll']) {
          expect((await person.post(path, { code: '000' })).headers.get('cache-control'), path).to.equal('no-store')
        }
      }
      expect((await login('ann')).headers.get('cache-control')).to.equal('no-store')
      expect((await rig.at(0).signIn('ann', PASSWORD)).headers.get('cache-control')).to.equal('no-store')
    })

    it('SE-10 a path that looks like a file holds nothing of the person', async () => {
      const ann = await rig.inside('ann')
      for (const path of ['/2fa/status.css', '/2fa/settings.css', '/2fa/settings/x.css', '/2fa.css', '/2fa/status/a.js', '/account.css', '/api/account.css', '/api/account/x.css', '/account/x.png', '/2fa/settings;x.css', '/2fa/settings%2fx.css']) {
        for (const answer of [await ann.get(path), await ann.page(path)]) {
          expect(answer.status, path).to.equal(404)
          expect(answer.headers.get('cache-control'), path).to.equal('no-store')
          expect(answer.text, path).to.not.include('Order history').and.not.include('phone_hint')
        }
      }
    })

    it('SE-10 a strange Host or X-Forwarded-Host is in no link, no redirect and no push', async () => {
      const bob = await rig.signedIn('bob')
      const ann = await rig.inside('ann')
      const odd = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example', 'x-host': 'evil.example', 'x-original-url': '/evil.example' }
      for (const shop of rig.shops) {
        for (const person of [bob, ann, rig.at(0)]) {
          for (const path of ['/2fa', '/2fa?show=totp', '/2fa/settings', '/account', '/login', '/signup', '/']) {
            expect(await raw(shop.url, path, { ...odd, accept: 'text/html', 'sec-fetch-mode': 'navigate', cookie: person.cookies() }), path).to.not.include('evil')
          }
        }
      }
      const approvals = JSON.stringify(await rig.phone.approvals(mailOf('bob')))
      expect(approvals).to.include('pending').and.not.include('evil')
    })

    it('SE-10 the next visitor gets a clean page', async () => {
      const ann = await rig.inside('ann')
      expect((await ann.page('/account')).text).to.include('Order history of ann')
      for (const path of ['/2fa', '/account', '/', '/2fa/settings']) {
        const page = await rig.at(0).page(path)
        expect(page.text, path).to.not.match(/\bann\b/)
      }
    })
  })

  describe('SE-11 a token that waits is good for one success', () => {
    it('SE-11 not again afterwards, in neither process', async () => {
      const { mfa_token: mfa } = (await login('tom')).json
      await rig.phone.answer(mailOf('tom'), 'approve')
      expect((await bearer(rig, mfa, 1).post('/2fa/complete')).json).to.have.property('second_factor_token')
      for (const index of [0, 1]) {
        for (const path of ['/2fa/complete', '/2fa/push', '/2fa/verify', '/2fa/code']) {
          const answer = await bearer(rig, mfa, index).post(path, { code: '1234567', channel: 'sms' })
          expect([answer.status, 'second_factor_token' in answer.json], path).to.deep.equal([401, false])
        }
      }
    })

    it('SE-11 not twice among twenty at once over both', async () => {
      const { mfa_token: mfa } = (await login('tom')).json
      await rig.phone.answer(mailOf('tom'), 'approve')
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => bearer(rig, mfa, index).post('/2fa/complete')))
      expect(answers.filter(({ json }) => 'second_factor_token' in json)).to.have.length(1)
      expect(answers.filter(({ status }) => status >= 500)).to.deep.equal([])
    })

    it('SE-11 not after ten minutes', async () => {
      const { mfa_token: mfa } = (await login('tom')).json
      await rig.advance(601)
      for (const index of [0, 1]) expect((await bearer(rig, mfa, index).post('/2fa/verify', { code: await rig.phone.appCode(mailOf('tom')) })).status).to.equal(401)
    })

    it('SE-11 not for another person, purpose, key or algorithm', async () => {
      const { mfa_token: mfa } = (await login('tom')).json
      const { iat: _iat, ...claims } = jwt.decode(String(mfa)) as Record<string, unknown>
      const keyOf = (kind: string): string | Buffer => keyedDigest(SECRET, `passport-authy ${kind} token`)
      const sign = (change: object, kind: string, typ: string, algorithm: 'HS256' | 'HS512' = 'HS256'): string =>
        jwt.sign({ ...claims, iat: Number(claims['exp']) - 600, ...change }, keyOf(kind), { algorithm, header: { alg: algorithm, typ } })
      const asked = (token: string, index: number): Promise<Answer> => bearer(rig, token, index).get('/2fa')
      expect((await asked(sign({}, 'mfa', 'mfa+jwt'), 1)).status).to.equal(200)
      const forged = {
        'of another person': sign({ sub: 'bob' }, 'mfa', 'mfa+jwt'),
        'of another audience': sign({ aud: 'https://other.example' }, 'mfa', 'mfa+jwt'),
        'of another kind': sign({}, 'mfa', 'device+jwt'),
        'of another key': sign({}, 'device', 'mfa+jwt'),
        'of another algorithm': sign({}, 'mfa', 'mfa+jwt', 'HS512'),
        'of a sign-in that never was': sign({ jti: 'x'.repeat(22) }, 'mfa', 'mfa+jwt'),
      }
      for (const [what, token] of Object.entries(forged)) {
        for (const index of [0, 1]) {
          expect((await asked(token, index)).status, what).to.equal(401)
          expect((await bearer(rig, token, index).get('/api/account')).status, what).to.equal(401)
        }
      }
      expect(await tokenOpens(sign({}, 'factor', 'factor+jwt'))).to.deep.equal(SHUT)
    })
  })

  it('SE-12 the token of one in the session or with the token of another opens nothing', async () => {
    const { mfa_token: mfa } = (await login('ann')).json
    const olaf = await rig.signedIn('olaf')
    const headers = { authorization: `Bearer ${String(mfa)}` }
    for (const shop of rig.shops) {
      olaf.origin = shop.url
      expect((await olaf.post('/2fa/push', {}, headers)).status).to.equal(401)
      expect((await olaf.get('/api/account', headers)).status).to.equal(401)
    }
    const token = await factorToken('bob')
    expect((await olaf.get('/api/account', { authorization: `Bearer ${token}` })).status).to.equal(401)
    expect((await rig.at(0).get('/api/account', { authorization: `Bearer ${String(mfa)}, Bearer ${token}` })).status).to.equal(401)
    expect(await tokenOpens(token)).to.deep.equal(OPEN)
  })

  it('SE-13 logout ends the mark, what is pending, and either token, in both', async () => {
    const ann = await rig.inside('ann')
    const saveAgain = await stored(ann)
    await ann.post('/logout')
    await saveAgain()
    expect(await rig.opens(ann)).to.deep.equal(SHUT)
    const half = await rig.signedIn('ann')
    const halfAgain = await stored(half)
    const twin = half.copy()
    await half.post('/logout')
    await halfAgain()
    await rig.phone.answer(mailOf('ann'), 'approve').catch(() => undefined)
    twin.origin = rig.shops[1].url
    expect((await twin.post('/2fa/complete')).status).to.be.oneOf([401, 409])
    expect(await rig.opens(twin)).to.deep.equal(SHUT)
    const { mfa_token: mfa } = (await login('bob')).json
    expect((await bearer(rig, mfa, 1).post('/api/logout')).status).to.equal(200)
    for (const index of [0, 1]) expect((await bearer(rig, mfa, index).get('/2fa')).status).to.equal(401)
    const token = await factorToken('tom')
    expect(await tokenOpens(token)).to.deep.equal(OPEN)
    await bearer(rig, token, 1).post('/api/logout')
    expect(await tokenOpens(token)).to.deep.equal(SHUT)
  })

  it('SE-14 an attacker’s half-made sign-in planted in the victim’s browser: the victim’s factor finishes nothing of it', async () => {
    const attacker = await rig.signedIn('eve')
    const victim = attacker.copy()
    victim.origin = rig.shops[1].url
    // Led to the page of the factor, the victim types the own code.
    expect((await victim.post('/2fa/verify', { code: await rig.phone.appCode(mailOf('ann')) })).status).to.equal(422)
    await victim.signIn('ann', PASSWORD)
    await rig.phone.answer(mailOf('ann'), 'approve')
    expect((await victim.post('/2fa/complete')).status).to.equal(200)
    expect((await victim.get('/api/account')).text).to.include('of ann')
    expect(await rig.opens(attacker)).to.deep.equal(SHUT)
    expect((await attacker.post('/2fa/complete')).status).to.be.oneOf([401, 409])
    expect((await attacker.get('/api/account')).text).to.not.include('ann')
  })

  it('SE-15 a proof lasts a day at most, whatever policy allows and however the session rolls', async function () {
    this.timeout(30_000)
    const vic = await rig.inside('vic')
    const token = await factorToken('bob')
    for (let hours = 0; hours < 23; hours += 1) {
      await rig.advance(HOUR)
      expect((await vic.get('/api/account')).status, `after ${hours + 1} h`).to.equal(200)
    }
    expect(await tokenOpens(token)).to.deep.equal(OPEN)
    await rig.advance(HOUR)
    expect(await rig.opens(vic)).to.deep.equal(SHUT)
    expect(await tokenOpens(token)).to.deep.equal(SHUT)
  })

  it('SE-16 a lock, and a raised credential version, hold at the next request in both', async () => {
    const [one, two] = [await rig.inside('vic'), await rig.inside('vic')]
    const token = await factorToken('bob')
    two.origin = rig.shops[0].url
    await rig.office.revoke('vic')
    await rig.office.revoke('bob')
    for (const person of [one, two]) expect(await rig.opens(person)).to.deep.equal(SHUT)
    expect(await tokenOpens(token)).to.deep.equal(SHUT)
    const three = await rig.inside('vic')
    const found = await rig.accounts.read('vic')
    if (found === null) throw new Error('There is no such account.')
    // Only in the database, as by a host that restores it: the marks in Redis stay as they are.
    await rig.accounts.write({ ...found.record, credentialVersion: found.record.credentialVersion + 1 }, found.version)
    await rig.office.accountChanged('vic')
    expect(await rig.opens(three)).to.deep.equal(SHUT)
    expect((await rig.approve(three, 'vic')).status).to.equal(200)
    await rig.office.helpDesk.lock('vic', { by: 'hans', why: 'left' })
    expect(await rig.opens(three)).to.deep.equal([403, 403])
    await rig.office.helpDesk.unlock('vic', { by: 'hans', why: 'back' })
    expect(await rig.opens(three)).to.deep.equal(SHUT)
  })

  it('SE-17 a user who cannot be read, or is gone, is not signed in, and nothing crashes', async () => {
    const wes = await rig.inside('wes')
    const token = await factorToken('tom')
    const rows = rig.database.prepare("SELECT id, facts FROM shop_users WHERE id IN ('wes', 'tom')").all() as { id: string; facts: string }[]
    const write = (facts: (text: string) => string): void => {
      for (const { id, facts: text } of rows) rig.database.prepare('UPDATE shop_users SET id = ?, facts = ? WHERE id IN (?, ?)').run(id, facts(text), id, `gone ${id}`)
    }
    write((text) => `broken ${text}`)
    const broken = [await wes.get('/api/account'), await bearer(rig, token, 1).get('/api/account')]
    write((text) => text)
    // The shop's own error page answers: reading its users is its own business.
    for (const { status, text } of broken) {
      expect(status).to.be.oneOf([401, 500, 503])
      expect(text).to.not.include('Order history').and.not.include('broken')
    }
    expect([await rig.opens(wes), await tokenOpens(token)]).to.deep.equal([OPEN, OPEN])
    rig.database.exec("UPDATE shop_users SET id = 'gone ' || id WHERE id IN ('wes', 'tom')")
    expect([await rig.opens(wes), await tokenOpens(token)]).to.deep.equal([SHUT, SHUT])
    write((text) => text)
    expect(rig.shops.map((shop) => shop.child.exitCode)).to.deep.equal([null, null])
    expect(await tokenOpens(token)).to.deep.equal(OPEN)
  })

  describe('SE-18 the session cannot be saved after the approval was used', () => {
    /** Redis takes no session, and everything else. */
    async function withoutSessions<T>(work: () => Promise<T>): Promise<T> {
      await rig.redis.call('ACL', 'SETUSER', 'default', '-set', '(~2fa:* +@all)')
      try {
        return await work()
      } finally {
        await rig.redis.call('ACL', 'SETUSER', 'default', 'clearselectors', '+set')
      }
    }

    it('SE-18 within a minute the same approval finishes the same sign-in, once', async () => {
      const uma = await rig.signedIn('uma')
      await rig.phone.answer(mailOf('uma'), 'approve')
      const before = uma.cookie('shop.sid')
      expect((await withoutSessions(() => uma.post('/2fa/complete'))).status).to.equal(503)
      expect(await rig.opens(uma)).to.deep.equal(SHUT)
      expect(uma.cookie('shop.sid')).to.equal(before)
      await rig.advance(30)
      uma.origin = rig.shops[1].url
      const half = uma.copy()
      expect((await uma.post('/2fa/complete')).status).to.equal(200)
      expect(await rig.opens(uma)).to.deep.equal(OPEN)
      expect((await half.post('/2fa/complete')).status).to.be.oneOf([401, 409])
      expect(await rig.opens(half)).to.deep.equal(SHUT)
    })

    it('SE-18 later the sign-in begins anew', async () => {
      const uma = await rig.signedIn('uma')
      await rig.phone.answer(mailOf('uma'), 'approve')
      expect((await withoutSessions(() => uma.post('/2fa/complete'))).status).to.equal(503)
      await rig.advance(61)
      uma.origin = rig.shops[1].url
      expect((await uma.post('/2fa/complete')).json).to.include({ code: 'no_challenge' })
      expect(await rig.opens(uma)).to.deep.equal(SHUT)
      expect((await rig.approve(uma, 'uma')).status).to.equal(200)
    })
  })

  it('SE-19 two tabs finish at once, one in each process: both end well or neutrally, and the approval counts once', async () => {
    const startedAt = await rig.phone.now()
    const bob = await rig.signedIn('bob')
    const tab = bob.copy()
    tab.origin = rig.shops[1].url
    await rig.phone.answer(mailOf('bob'), 'approve')
    const answers = await Promise.all([bob.post('/2fa/complete'), tab.post('/2fa/complete')])
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses[0]).to.equal(200)
    expect(statuses[1]).to.be.oneOf([200, 401, 409])
    expect([await rig.opens(bob), await rig.opens(tab)].filter(([status]) => status === 200)).to.have.length.greaterThan(0)
    const entries = (await rig.redis.xrange('2fa:decisions', '-', '+')).map(([, fields]) => JSON.parse(fields[1] ?? '{}') as { type: string; userId?: string; at: string })
    expect(entries.filter(({ type, userId, at }) => type === 'signed_in' && userId === 'bob' && Date.parse(at) >= startedAt)).to.have.length(1)
  })

  it('SE-19 one after the other: the second is told that it is done, or to begin anew, and breaks nothing', async () => {
    const bob = await rig.signedIn('bob')
    const tab = bob.copy()
    tab.origin = rig.shops[1].url
    await rig.phone.answer(mailOf('bob'), 'approve')
    expect((await bob.post('/2fa/complete')).status).to.equal(200)
    expect((await tab.post('/2fa/complete')).status).to.be.oneOf([200, 401, 409])
    expect(await rig.opens(bob)).to.deep.equal(OPEN)
    expect((await bob.post('/2fa/complete')).status).to.equal(200)
  })

  /** Two hosts with one Redis, one session store, one database, one phone, one address. */
  async function twoHosts(routes: NonNullable<HostOptions['routes']>): Promise<{ readonly all: readonly [HostApp, HostApp]; close(): Promise<void> }> {
    const sessions = new session.MemoryStore()
    const before = (app: { use(handler: unknown): unknown }): void => void app.use(session({ secret: 'x', resave: false, saveUninitialized: false, store: sessions }))
    const clients: Redis[] = []
    const store = (): RedisStore => {
      const client = rig.redis.duplicate()
      clients.push(client)
      return new RedisStore(client, { prefix: 'hosts:' })
    }
    const first = await startHostApp({ before, routes, options: { store: store() } })
    const publicUrl = first.url
    let provider: Parameters<NonNullable<HostOptions['wrapProvider']>>[0] | null = null
    const second = await startHostApp({ before, routes, wrapProvider: (own) => (provider = own), options: { store: store(), accounts: first.accounts, publicUrl } })
    expect(provider).to.not.equal(null)
    return {
      all: [first, second],
      close: async () => {
        await first.close()
        await second.close()
        for (const client of clients) client.disconnect()
      },
    }
  }
})

/** One GET with headers that `fetch` would not send; the whole answer as text. */
function raw(origin: string, path: string, headers: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin)
    const sent = request({ hostname, port, path, headers }, (answer) => {
      let text = JSON.stringify(answer.headers)
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('end', () => resolve(text))
    })
    sent.on('error', reject)
    sent.end()
  })
}
