/** Remembered browsers over two processes: remembered by one, recognized, refused and forgotten by the other. */
import { expect } from 'chai'
import jwt from 'jsonwebtoken'
import { keyedDigest } from '../../src/ids.js'
import { policyWith, startHostApp } from '../helpers/host-app.js'
import type { Person } from '../helpers/person.js'
import { freePort, spawnShop } from '../helpers/shop-process.js'
import { DAY, mailOf, OPEN, PASSWORD, policyOf, SECRET, SHUT, startRig } from './rig.js'
import type { Rig } from './rig.js'

const NAME = '2fa-device'
const NEXT_PASSWORD = 'another-password-8e2a'
const NOTE = { by: 'hans', why: 'left the company, came back' }

const POLICY = policyOf({
  defaults: { challenge: { when: 'new_device', methods: ['push', 'totp', 'sms'], remember_device: { for: '14d', max_devices: 5 } } },
  step_up: [{ id: 'console', match: { paths: ['/admin/**'] }, max_age: '10m' }],
  rules: [
    { id: 'careful', match: { users: ['cara'] }, enrollment: { model: 'mandatory' }, challenge: { when: 'every_login' } },
    { id: 'newcomers', match: { users: ['nora'] }, enrollment: { model: 'mandatory', grace_period: { logins: 3 } } },
    { id: 'free', match: { users: ['olga', 'olaf'] }, enrollment: { model: 'opt_out', grace_period: { logins: 3 }, opt_out: { allowed: 'anytime' } } },
    { id: 'everyone', enrollment: { model: 'mandatory' } },
  ],
})

const PEOPLE = [
  ...['ann', 'bob', 'cara', 'eve', 'fay', 'olga', 'pam', 'pia', 'rex', 'una', 'max'].map((username) => ({ username })),
  { username: 'ada', roles: ['admin'] },
  ...['nora', 'olaf'].map((username) => ({ username, state: 'none' as const })),
]

describe('Security: remembered browsers', () => {
  let rig: Rig

  before(async function () {
    this.timeout(60_000)
    rig = await startRig({ policy: POLICY, people: PEOPLE })
  })
  after(() => rig.stop())
  beforeEach(() => rig.newDay())

  /** In with a factor, and remembered: the sign-in began in A, the cookie comes from B. */
  async function remembered(username: string): Promise<Person> {
    const person = await rig.inside(username, { remember_device: true })
    expect(person.cookie(NAME)).to.be.a('string')
    return person
  }

  /** The same browser signs in anew, in the process that is named. */
  async function again(person: Person, username: string, index: number, password = PASSWORD): Promise<readonly [number, number]> {
    person.forget('shop.sid')
    person.origin = rig.shops[index === 0 ? 0 : 1].url
    expect((await person.signIn(username, password)).status).to.equal(200)
    return rig.opens(person)
  }

  it('TD-01 the cookie of one person opens no account of another, though the password is known', async () => {
    const eve = await remembered('eve')
    const thief = rig.at(0)
    thief.setCookie(NAME, eve.cookie(NAME) ?? '')
    expect(await again(thief, 'ann', 0)).to.deep.equal(SHUT)
    expect(await again(thief, 'ann', 1)).to.deep.equal(SHUT)
    expect(await again(eve, 'eve', 0)).to.deep.equal(OPEN)
  })

  describe('TD-03 the cookie is void', () => {
    const ends: Readonly<Record<string, readonly [string, (person: Person, username: string) => Promise<unknown>]>> = {
      'after a change of the password': ['pam', async (person) => {
        expect((await person.post('/account/password', { password: PASSWORD, new_password: NEXT_PASSWORD })).status).to.equal(200)
      }],
      'after a change of the factor': ['fay', async (person) => {
        expect((await person.post('/2fa/enroll', { country_code: '1', phone: '4155552901' })).status).to.equal(201)
        await person.post('/2fa/code', { channel: 'sms', force: true })
        expect((await person.post('/2fa/enroll/confirm', { code: await rig.newestText() })).status).to.equal(200)
      }],
      'after an opt-out, even when the factor comes back': ['olga', async (person) => {
        expect((await person.post('/2fa/disable')).json).to.include({ outcome: 'allow' })
        await person.post('/2fa/enroll', { country_code: '1', phone: '4155552902' })
        await person.post('/2fa/code', { channel: 'sms', force: true })
        expect((await person.post('/2fa/enroll/confirm', { code: await rig.newestText() })).status).to.equal(200)
      }],
      'after all were forgotten': ['pia', async (person) => {
        expect((await person.post('/2fa/devices/revoke', { all: true })).json).to.deep.equal({ revoked: 2 })
      }],
      'after the user was disabled and enabled again': ['rex', async (_person, username) => {
        await rig.office.helpDesk.lock(username, NOTE)
        await rig.office.helpDesk.unlock(username, NOTE)
      }],
    }
    for (const [when, [username, end]] of Object.entries(ends)) {
      it(`TD-03 ${when}`, async () => {
        const other = await remembered(username)
        await end(await remembered(username), username)
        const password = username === 'pam' ? NEXT_PASSWORD : PASSWORD
        expect(await again(other, username, 0, password)).to.deep.equal(SHUT)
        expect(await again(other, username, 1, password)).to.deep.equal(SHUT)
      })
    }
  })

  describe('tokens that are not ours, or not any more', () => {
    const key = keyedDigest(SECRET, 'passport-authy device token')
    let token: string
    let claims: Record<string, unknown>

    beforeEach(async () => {
      token = (await remembered('ann')).cookie(NAME) ?? ''
      claims = jwt.verify(token, key, { algorithms: ['HS256'], ignoreExpiration: true }) as Record<string, unknown>
    })

    const at = async (seconds: number): Promise<number> => Math.floor((await rig.phone.now()) / 1000) + seconds
    /** Claims that are `undefined` are left out. */
    const sign = (change: object, options: { key?: string | Buffer; alg?: 'HS256' | 'HS512'; typ?: string | null } = {}): string => {
      const given = Object.fromEntries(Object.entries({ ...claims, ...change }).filter(([, value]) => value !== undefined))
      const { alg = 'HS256', typ = 'device+jwt' } = options
      const header = { alg, ...(typ === null ? {} : { typ }) }
      return jwt.sign(given, options.key ?? key, { algorithm: alg, header, noTimestamp: !('iat' in given) })
    }

    const forgeries: readonly (readonly [string, string, () => string | Promise<string>])[] = [
      ['TD-02', 'of another algorithm', () => sign({}, { alg: 'HS512' })],
      ['TD-02', 'of no algorithm', () => `${Buffer.from('{"alg":"none","typ":"device+jwt"}').toString('base64url')}.${token.split('.')[1] ?? ''}.`],
      ['TD-02', 'signed with another key', () => sign({}, { key: 'another secret of more than thirty-two bytes' })],
      ['TD-02', 'signed with the secret itself', () => sign({}, { key: SECRET })],
      ['TD-02', 'with a claim changed and the signature left', () => {
        const [head, , signature] = token.split('.')
        return `${head ?? ''}.${Buffer.from(JSON.stringify({ ...claims, sub: 'eve' })).toString('base64url')}.${signature ?? ''}`
      }],
      ['TD-04', 'without exp', () => sign({ exp: undefined })],
      ['TD-04', 'without iat', () => sign({ iat: undefined })],
      ['TD-04', 'that would end in a thousand years', () => sign({ exp: 33_000_000_000 })],
      ['TD-04', 'that ended a second ago', async () => sign({ iat: await at(-100), exp: await at(-1) })],
      ['TD-05', 'of another kind, by its type', () => sign({}, { typ: 'mfa+jwt' })],
      ['TD-05', 'of another kind, by its key', () => sign({}, { key: keyedDigest(SECRET, 'passport-authy factor token') })],
      ['TD-05', 'without a type', () => sign({}, { typ: null })],
      ['TD-05', 'with a serial that is no number', () => sign({ serial: '0' })],
      ['TD-13', 'of ten kilobytes', () => `${token}.${'x'.repeat(10_000)}`],
      ['TD-13', 'of bytes that are no text', () => '\u00ff\u00fe\u00fd'],
      ['TD-15', 'from the future', async () => sign({ iat: await at(3600), exp: await at(7200) })],
      ['TD-15', 'not good before a later time', async () => sign({ nbf: await at(3600) })],
      ['TD-16', 'of another issuer', () => sign({ iss: 'another-app' })],
      ['TD-16', 'for another stage', () => sign({ aud: 'https://stage.example' })],
      ['TD-16', 'for nobody', () => sign({ aud: undefined })],
    ]

    it('the set-up is right: the same claims signed anew are taken by both', async () => {
      const person = rig.at(1)
      person.setCookie(NAME, sign({}))
      expect(await again(person, 'ann', 1)).to.deep.equal(OPEN)
    })

    for (const [id, what, forge] of forgeries) {
      it(`${id} ${what}: void in both`, async () => {
        const person = rig.at(0)
        person.setCookie(NAME, await forge())
        expect(await again(person, 'ann', 0)).to.deep.equal(SHUT)
        expect(await again(person, 'ann', 1)).to.deep.equal(SHUT)
      })
    }

    it('TD-13 ten cookies of the name are none, and no error', async () => {
      const person = await rig.signedIn('ann')
      const cookie = [person.cookies(), ...Array.from({ length: 10 }, () => `${NAME}=${token}`)].join('; ')
      for (const shop of rig.shops) {
        person.origin = shop.url
        expect((await person.get('/api/account', { cookie })).status).to.equal(401)
      }
    })
  })

  // The shop's own session cookie needs https to be set where the public address is https, so a host of ours serves it.
  it('TD-06 the cookie is __Host-, Secure, HttpOnly, SameSite, for all paths, of no domain, and small', async () => {
    const origin = 'https://shop.example'
    const defaults = { challenge: { when: 'new_device', methods: ['push'], remember_device: { for: '14d' } } }
    const policy = policyWith({ defaults, rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] })
    const host = await startHostApp({ policy, options: { publicUrl: origin } })
    const ann = host.person()
    await ann.signIn('ann')
    await ann.post('/2fa/push', {}, { origin })
    await host.phone.answer('ann@shop.example', 'approve')
    const done = await ann.post('/2fa/complete', { remember_device: true }, { origin })
    await host.close()
    const cookie = done.headers.getSetCookie().find((line) => line.startsWith('__Host-2fa-device=')) ?? ''
    const flags = cookie.split(';').slice(1).map((part) => part.trim().toLowerCase())
    expect(flags).to.include.members(['path=/', 'httponly', 'secure', 'samesite=lax'])
    expect(flags.some((flag) => flag.startsWith('domain'))).to.equal(false)
    expect(cookie.length).to.be.below(4096)
  })

  it('TD-07 a remembered browser is no factor: not for a step-up, not where every sign-in is asked, and is not shown as one', async () => {
    const ada = await remembered('ada')
    expect((await ada.page('/account')).text).to.include('a request on your phone')
    await rig.advance(DAY)
    expect(await again(ada, 'ada', 0)).to.deep.equal(OPEN)
    expect((await ada.page('/account')).text).to.not.include('a request on your phone')
    for (const shop of rig.shops) {
      ada.origin = shop.url
      expect((await ada.get('/admin')).json).to.include({ code: 'second_factor_required' })
      expect((await ada.get('/2fa/settings')).json).to.include({ is_fresh: false })
    }
    const cara = await rig.inside('cara', { remember_device: true })
    expect(await again(cara, 'cara', 1)).to.deep.equal(SHUT)
  })

  it('TD-08 remembering by GET, from another site, before success, in a poll: no cookie', async () => {
    const bob = await rig.signedIn('bob')
    await bob.post('/2fa/verify', { code: '0000000', remember_device: true })
    await bob.get('/2fa/status?remember_device=true')
    await bob.get('/2fa?remember_device=true')
    bob.origin = rig.shops[1].url
    await rig.phone.answer(mailOf('bob'), 'approve')
    expect((await bob.get('/2fa/complete?remember_device=true')).status).to.equal(405)
    expect((await bob.post('/2fa/complete', { remember_device: true }, { 'sec-fetch-site': 'cross-site' })).json).to.include({ code: 'cross_site' })
    expect((await bob.post('/2fa/complete', { remember_device: true }, { origin: 'https://evil.example' })).json).to.include({ code: 'cross_site' })
    expect((await bob.post('/2fa/complete')).status).to.equal(200)
    expect((await bob.post('/2fa/complete?remember_device=true')).status).to.equal(200)
    expect(bob.cookie(NAME)).to.equal(null)
    expect((await rig.record('bob'))?.devices).to.deep.equal([])
  })

  it('TD-09 a grace login and an opt-out remember nothing', async () => {
    const nora = await rig.signedIn('nora')
    expect((await nora.post('/2fa/skip', { remember_device: true })).status).to.equal(200)
    const olaf = await rig.signedIn('olaf', 1)
    expect((await olaf.post('/2fa/opt-out', { confirm: true, remember_device: true })).status).to.equal(200)
    expect([nora.cookie(NAME), olaf.cookie(NAME)]).to.deep.equal([null, null])
  })

  it('TD-10 a secret that is empty or short stops the start', async function () {
    this.timeout(30_000)
    const ends = ['', 'x'.repeat(31), 'secret'].map(async (secret) => {
      const ports = { PORT: String(await freePort()), EMULATOR_PORT: String(await freePort()) }
      const shop = spawnShop({ ...ports, SECOND_FACTOR_SECRET: secret, SESSION_SECRET: 'x'.repeat(40) })
      return [await shop.ended, shop.output().includes('SECOND_FACTOR_SECRET needs at least 32 bytes')] as const
    })
    expect(await Promise.all(ends)).to.deep.equal([[1, true], [1, true], [1, true]])
  })

  it('TD-11 a token that was exchanged and comes back is a copy: forgotten in both, and its owner told', async () => {
    const una = await remembered('una')
    const thief = rig.at(0)
    thief.setCookie(NAME, una.cookie(NAME) ?? '')
    expect(await again(una, 'una', 1)).to.deep.equal(OPEN)
    expect(await again(thief, 'una', 0)).to.deep.equal(SHUT)
    expect(await again(una, 'una', 1)).to.deep.equal(SHUT)
    expect((await rig.messagesTo('una', 1)).join()).to.match(/copied|cookie|remembered/i)
    expect((await rig.record('una'))?.devices).to.deep.equal([])
  })

  it('TD-12 the sixth browser makes the oldest one leave; each is listed, and can be forgotten alone', async function () {
    this.timeout(30_000)
    const all: Person[] = []
    for (let count = 0; count < 6; count += 1) {
      all.push(await remembered('max'))
      await rig.advance(3600)
    }
    const [oldest, second, third] = all
    if (oldest === undefined || second === undefined || third === undefined) throw new Error('Nobody came.')
    expect(await again(oldest, 'max', 0)).to.deep.equal(SHUT)
    expect(await again(second, 'max', 1)).to.deep.equal(OPEN)
    const fresh = await rig.inside('max')
    const devices = (await fresh.get('/2fa/settings')).json['devices'] as { id: string; last_used_at: string; browser: unknown }[]
    expect(devices).to.have.length(5)
    expect(devices[0]).to.have.any.keys('browser', 'last_used_at')
    const id = (jwt.decode(third.cookie(NAME) ?? '') as { jti: string }).jti
    expect(await again(third, 'max', 1)).to.deep.equal(OPEN)
    expect((await fresh.post('/2fa/devices/revoke', { id })).json).to.deep.equal({ revoked: 1 })
    // The session that it opened ends with it.
    expect(await rig.opens(third)).to.deep.equal(SHUT)
    expect(await again(third, 'max', 0)).to.deep.equal(SHUT)
    expect(await again(second, 'max', 0)).to.deep.equal(OPEN)
  })

  it('TD-14 without Redis a remembered browser opens nothing: 503, and what it was afterwards', async function () {
    this.timeout(30_000)
    const ann = await remembered('ann')
    rig.wire.blackHole()
    ann.forget('shop.sid')
    const refused = await Promise.all(rig.shops.map((shop) => {
      const twin = ann.copy()
      twin.origin = shop.url
      return twin.signIn('ann', PASSWORD)
    }))
    await rig.heal()
    expect(refused.map(({ status }) => status)).to.deep.equal([503, 503])
    for (const { headers } of refused) expect(headers.getSetCookie().join()).to.not.include(NAME)
    expect(await again(ann, 'ann', 1)).to.deep.equal(OPEN)
  })
})
