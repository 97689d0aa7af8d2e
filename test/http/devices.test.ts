/** Remembered browsers: what they open, what they never open, and how they end. */
import { expect } from 'chai'
import jwt from 'jsonwebtoken'
import { AuthyProvider, createSecondFactor } from 'passport-authy'
import type { Message, SecondFactorOptions } from 'passport-authy'
import { keyedDigest } from '../../src/ids.js'
import { policyWith, startHostApp } from '../helpers/host-app.js'
import type { HostApp } from '../helpers/host-app.js'
import { Person } from '../helpers/person.js'
import type { Answer } from '../helpers/person.js'

const DAY = 24 * 60 * 60
const ANN = 'ann@shop.example'
const SECRET = 'a secret of more than thirty-two bytes'
const NAME = '2fa-device'

function remembering(challenge: object = {}): object {
  const defaults = { challenge: { when: 'new_device', methods: ['push', 'totp', 'sms'], remember_device: { for: '14d', max_devices: 3 }, ...challenge } }
  const step_up = [{ id: 'console', match: { paths: ['/console/**'] }, max_age: '10m' }]
  return policyWith({ defaults, step_up, rules: [{ id: 'everyone', enrollment: { model: 'mandatory', opt_out: { allowed: 'anytime' } } }] })
}

describe('Remembered browsers', () => {
  let host: HostApp
  let messages: Message[]
  afterEach(() => host.close())

  async function start(policy = remembering(), options: Partial<SecondFactorOptions> = {}): Promise<void> {
    messages = []
    const notify = (message: Message): void => void messages.push(message)
    host = await startHostApp({ policy, options: { notify, ...options }, routes: (app, secondFactor) => {
      app.use(secondFactor.enforce())
      app.get('/console/users', (_req, res) => res.json({ done: true }))
    } })
  }

  async function approve(person: Person, body: object = {}): Promise<Answer> {
    await person.post('/2fa/push')
    await host.phone.answer(ANN, 'approve')
    return person.post('/2fa/complete', body)
  }

  /** Signs in anew in the same browser: the session is new, the cookie stays. */
  async function again(person: Person, name = 'ann'): Promise<Answer> {
    person.forget('connect.sid')
    await person.signIn(name)
    return person.get('/facts')
  }

  async function remembered(ann = host.person()): Promise<Person> {
    await ann.signIn('ann')
    expect((await approve(ann, { remember_device: true })).status).to.equal(200)
    expect(ann.cookie(NAME)).to.be.a('string')
    return ann
  }

  it('let their owner in again without the phone, and are no second factor', async () => {
    await start()
    const ann = await remembered()
    await host.phone.advance(13 * DAY)
    const facts = await again(ann)
    expect([facts.status, facts.json['reason'], facts.json['amr'], facts.json['acr']]).to.deep.equal([200, 'remembered_device', [], null])
    const other = host.person()
    await other.signIn('ann')
    expect((await other.get('/facts')).status).to.equal(401)
  })

  it('are asked again after the time that policy gives, counted from the beginning', async () => {
    await start()
    const ann = await remembered()
    await host.phone.advance(10 * DAY)
    expect((await again(ann)).status).to.equal(200)
    await host.phone.advance(5 * DAY)
    expect((await again(ann)).status).to.equal(401)
  })

  it('never serve for a step-up, nor where every sign-in is asked (TD-07)', async () => {
    await start()
    const ann = await remembered()
    expect((await again(ann)).status).to.equal(200)
    expect((await ann.get('/console/users')).status).to.equal(401)
    await host.close()
    await start(remembering({ when: 'every_login' }))
    expect((await again(await remembered())).status).to.equal(401)
  })

  it('are remembered only on a tick, by a POST of this site that succeeded, and where policy lets (TD-08)', async () => {
    await start()
    const ann = host.person()
    await ann.signIn('ann')
    await ann.post('/2fa/verify', { code: '000000', remember_device: true })
    await ann.get('/2fa/status?remember_device=true')
    await ann.post('/2fa/complete', { remember_device: true }, { 'sec-fetch-site': 'cross-site' })
    expect(ann.cookie(NAME)).to.equal(null)
    await approve(ann)
    expect(ann.cookie(NAME)).to.equal(null)
    await host.close()
    await start(remembering({ remember_device: { for: '0s' } }))
    const kim = host.person()
    await kim.signIn('ann')
    await approve(kim, { remember_device: true })
    expect(kim.cookie(NAME)).to.equal(null)
  })

  it('a skip or an opt-out remembers nothing (TD-09)', async () => {
    await start()
    const nora = host.person()
    await nora.signIn('nora')
    await nora.post('/2fa/skip', { remember_device: true })
    await nora.post('/2fa/opt-out', { confirm: true, remember_device: true })
    expect(nora.cookie(NAME)).to.equal(null)
  })

  it('the cookie is out of reach: __Host-, Secure, HttpOnly, SameSite, no Domain, small (TD-06)', async () => {
    await start(remembering(), { publicUrl: 'https://shop.example' })
    const ann = host.person()
    await ann.signIn('ann')
    await ann.post('/2fa/push', {}, { origin: 'https://shop.example' })
    await host.phone.answer(ANN, 'approve')
    const done = await ann.post('/2fa/complete', { remember_device: true }, { origin: 'https://shop.example' })
    const cookie = done.headers.getSetCookie().find((line) => line.startsWith('__Host-2fa-device=')) ?? ''
    expect(cookie).to.match(/; Path=\/; Max-Age=1209(?:600|5\d\d); HttpOnly; SameSite=Lax; Secure$/)
    expect(cookie.length).to.be.below(1000)
  })

  describe('end (TD-03)', () => {
    const ends: Readonly<Record<string, (ann: Person) => Promise<unknown>>> = {
      'with everything, when the user is revoked, as after a change of password': () => host.secondFactor.revoke('ann'),
      'when another factor takes the place of the old one': async (ann) => {
        await ann.post('/2fa/enroll', { country_code: '1', phone: '4155550199' })
        await ann.post('/2fa/code', { channel: 'sms', force: true })
        const texts = await fetch(`${host.phoneUrl}/_/messages`).then((answer) => answer.json() as Promise<{ code: string }[]>)
        expect((await ann.post('/2fa/enroll/confirm', { code: texts.at(-1)?.code })).status).to.equal(200)
      },
    }
    for (const [how, end] of Object.entries(ends)) {
      it(how, async () => {
        await start()
        const [first, second] = [await remembered(), await remembered()]
        await end(first)
        expect((await again(second)).status).to.equal(401)
        expect((await host.accounts.read('ann'))?.record.devices).to.deep.equal([])
      })
    }
  })

  it('a token that was exchanged and comes back is a copy: the browser is forgotten, its owner told (TD-11)', async () => {
    await start()
    const ann = await remembered()
    const thief = host.person()
    thief.setCookie(NAME, ann.cookie(NAME) ?? '')
    expect((await again(ann)).status).to.equal(200)
    expect((await again(thief)).status).to.equal(401)
    expect((await again(ann)).status).to.equal(401)
    expect(messages.map(({ notice }) => notice.kind)).to.include('device_copied')
    expect(host.events.map(({ type }) => type)).to.include('device_copied')
  })

  it('two tabs that open at once are one browser', async () => {
    await start()
    const ann = await remembered()
    ann.forget('connect.sid')
    await ann.post('/login', { username: 'ann', password: 'x', skip: true })
    const tabs = [ann.copy(), ann.copy(), ann.copy()]
    const answers = await Promise.all(tabs.map((tab) => tab.get('/facts')))
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200])
    expect(messages.map(({ notice }) => notice.kind)).to.not.include('device_copied')
  })

  it('are at most as many as policy lets: the one longest unused makes room (TD-12)', async () => {
    await start()
    const all: Person[] = []
    for (let count = 0; count < 4; count += 1) {
      all.push(await remembered())
      await host.phone.advance(1000)
    }
    expect((await host.accounts.read('ann'))?.record.devices).to.have.length(3)
    const statuses: number[] = []
    for (const person of all) statuses.push((await again(person)).status)
    expect(statuses).to.deep.equal([401, 200, 200, 200])
  })

  describe('tokens that are not ours, or not any more', () => {
    const key = keyedDigest(SECRET, 'passport-authy device token')
    let token: string
    let claims: Record<string, unknown>

    beforeEach(async () => {
      await start()
      token = (await remembered()).cookie(NAME) ?? ''
      claims = jwt.verify(token, key, { algorithms: ['HS256'], ignoreExpiration: true }) as Record<string, unknown>
    })

    /** Claims that are `undefined` are left out. */
    const sign = (change: object): string => {
      const given = Object.fromEntries(Object.entries({ ...claims, ...change }).filter(([, value]) => value !== undefined))
      return jwt.sign(given, key, { algorithm: 'HS256', header: { alg: 'HS256', typ: 'device+jwt' }, noTimestamp: !('iat' in given) })
    }

    async function opens(forged: string): Promise<boolean> {
      const person = host.person()
      person.setCookie(NAME, forged)
      return (await again(person)).status === 200
    }

    it('the set-up is right: the same claims signed anew are taken', async () => {
      expect(await opens(sign({}))).to.equal(true)
    })

    const at = async (seconds: number): Promise<number> => Math.floor((await host.phone.now()) / 1000) + seconds
    const forgeries: Readonly<Record<string, () => string | Promise<string>>> = {
      'without exp (TD-04)': () => sign({ exp: undefined }),
      'without iat (TD-04)': () => sign({ iat: undefined }),
      'that would end in a thousand years (TD-04)': () => sign({ exp: 33_000_000_000 }),
      'that ended a second ago (TD-04)': async () => sign({ iat: await at(-100), exp: await at(-1) }),
      'from the future (TD-15)': async () => sign({ iat: await at(3600), exp: await at(7200) }),
      'of another issuer (TD-16)': () => sign({ iss: 'other' }),
      'for another audience (TD-16)': () => sign({ aud: 'https://stage.example' }),
      'of another kind': () => jwt.sign(claims, key, { algorithm: 'HS256', header: { alg: 'HS256', typ: 'mfa+jwt' } }),
      'without a type': () => jwt.sign(claims, key, { algorithm: 'HS256' }),
      'of another algorithm': () => jwt.sign(claims, key, { algorithm: 'HS512', header: { alg: 'HS512', typ: 'device+jwt' } }),
      'of no algorithm': () => `${Buffer.from('{"alg":"none","typ":"device+jwt"}').toString('base64url')}.${token.split('.')[1] ?? ''}.`,
      'with another key': () => jwt.sign(claims, 'another secret of more than thirty-two bytes', { algorithm: 'HS256', header: { alg: 'HS256', typ: 'device+jwt' } }),
      'of another user': () => sign({ sub: 'nora' }),
      'of a browser nobody remembered': () => sign({ jti: 'x' }),
      'exchanged more often than ours': () => sign({ serial: 99 }),
      'with a serial that is no number': () => sign({ serial: '0' }),
      'of older credentials': () => sign({ cv: -1 }),
      'of ten kilobytes (TD-13)': () => `${token}.${'x'.repeat(10_000)}`,
      'of bytes that are no text (TD-13)': () => '\u00ff\u00fe\u00fd',
      'of nothing': () => '',
    }
    for (const [what, forge] of Object.entries(forgeries)) {
      it(`${what} is void`, async () => {
        expect(await opens(await forge())).to.equal(false)
      })
    }

    it('ten cookies of the name are none (TD-13)', async () => {
      const person = host.person()
      await person.signIn('ann')
      const cookies = [person.cookies(), ...Array.from({ length: 10 }, () => `${NAME}=${token}`)].join('; ')
      expect((await person.send('GET', '/facts', { accept: 'application/json', cookie: cookies })).status).to.equal(401)
    })
  })

  it('a secret can be replaced while the old one’s tokens live', async () => {
    const next = 'the next secret, of more than thirty-two bytes'
    const publicUrl = 'http://shop.localhost'
    await start(remembering(), { publicUrl })
    const ann = await remembered(new Person(host.url, publicUrl))
    const { accounts } = host
    await host.close()
    await start(remembering(), { publicUrl, secret: [next, SECRET], accounts })
    const moved = new Person(host.url, publicUrl)
    moved.setCookie(NAME, ann.cookie(NAME) ?? '')
    expect((await again(moved)).json['reason']).to.equal('remembered_device')
    expect(jwt.decode(moved.cookie(NAME) ?? '')).to.include({ serial: 1 })
    expect(() => jwt.verify(moved.cookie(NAME) ?? '', keyedDigest(next, 'passport-authy device token'), { algorithms: ['HS256'] })).to.not.throw()
  })

  for (const [what, secret] of [['empty', ''], ['short', 'x'.repeat(31)], ['a list of none', []], ['a list with a short one', ['a secret of more than thirty-two bytes', 'short']]] as const) {
    it(`a secret that is ${what} stops the start (TD-10)`, async () => {
      await start()
      const { accounts, url: publicUrl } = host
      const provider = new AuthyProvider({ apiKey: 'demo_x', apiUrl: host.phoneUrl })
      const make = (): unknown => createSecondFactor({ provider, accounts, policy: remembering(), user: ({ id }) => ({ id }), publicUrl, secret })
      expect(make).to.throw().with.property('code', 'invalid_options')
      await provider.close()
    })
  }
})
