/** What administrators see of one person, and what the help desk does there. */
import { request } from 'node:http'
import { createRequire } from 'node:module'
import { expect } from 'chai'
import type express from 'express'
import type { Browser, Page } from 'playwright-core'
import { blankAccount } from 'passport-authy'
import type { AccountRecord, AdminPermission, Message } from 'passport-authy'
import { violations, WCAG_AND_BEST_PRACTICE } from '../helpers/axe.js'
import { launchChromium } from '../helpers/chromium.js'
import { enrolledAccount, policyWith, startHostApp } from '../helpers/host-app.js'
import type { HostApp, HostOptions } from '../helpers/host-app.js'
import type { Answer, Person } from '../helpers/person.js'

const express4 = createRequire(import.meta.url)('express4') as typeof express
const PAGE = '/admin/two-step'
const ANN = 'ann@shop.example'
const WHY = 'lost phone, ticket 17'
const POLICY = policyWith({
  recovery: { bypass_code: { for: '1h', uses: 1 } },
  rules: [
    { id: 'guests', match: { users: ['gus'] }, enrollment: { model: 'opt_in' } },
    { id: 'everyone', enrollment: { model: 'mandatory', grace_period: { logins: 2 }, on_expiry: 'lock' } },
  ],
})
const ACTS = ['unlock', 'lock', 'bypass-code', 'reset'] as const
const ALL: readonly AdminPermission[] = ['report', 'remind', 'unlock', 'lock', 'bypass_code', 'reset']

/** `ann` and `zoe` are administrators with one phone; `vic` has the same phone and needs help. */
interface Fixture {
  readonly host: HostApp
  readonly messages: Message[]
  /** Who may what; everybody else may nothing. */
  readonly grants: Map<string, readonly AdminPermission[]>
  readonly admin: Person
}

async function start(more: HostOptions = {}): Promise<Fixture> {
  const messages: Message[] = []
  const grants = new Map([['ann', ALL], ['zoe', ALL], ['gus', ALL]])
  const host = await startHostApp({
    policy: POLICY,
    routes: (app, secondFactor) => {
      app.use(secondFactor.enforce())
      app.use(PAGE, secondFactor.administration({ may: (req, permission) => grants.get(req.user?.id ?? '')?.includes(permission) ?? false }))
    },
    options: { notify: (message) => void messages.push(message) },
    ...more,
  })
  const factor = (await host.accounts.read('ann'))?.record.factor ?? null
  for (const user of ['zoe', 'vic']) await host.accounts.write(enrolledAccount(user, factor), 0)
  return { host, messages, grants, admin: await signedIn(host, 'ann') }
}

async function signedIn(host: HostApp, name: string): Promise<Person> {
  const person = host.person()
  await person.signIn(name)
  expect((await prove(host, person)).status).to.equal(200)
  return person
}

/** With the phone's next code: three people share it, and a code is good once. */
async function prove(host: HostApp, person: Person): Promise<Answer> {
  await host.phone.advance(31)
  return person.post('/2fa/verify', { code: await host.phone.appCode(ANN) })
}

const at = (user: string, act?: string): string => `${PAGE}/people/${encodeURIComponent(user)}${act === undefined ? '' : `/${act}`}`
const told = ({ status, json }: Answer): unknown[] => [status, json['code'], ...(json['field'] === undefined ? [] : [json['field']])]

describe('Help desk', () => {
  let own: Fixture
  let host: HostApp
  let admin: Person
  beforeEach(async () => {
    own = await start()
    ;({ host, admin } = own)
  })
  afterEach(() => host.close())

  const record = async (user: string): Promise<AccountRecord | undefined> => (await host.accounts.read(user))?.record
  const deskEvents = (): object[] => host.events.filter(({ type }) => type === 'help_desk')

  describe('one person', () => {
    it('is shown as JSON, without an id of the provider', async () => {
      const { json, text, headers } = await admin.get(at('vic'))
      expect(json).to.deep.include({
        user: 'vic', standing: 'enrolled', state: 'enrolled', rule: 'everyone', phone_hint: '•••21', methods: ['push', 'totp', 'sms', 'voice'],
        locks: [], replacement_hint: null, failures_in_a_row: 0, backup_codes_left: 0, help_desk_codes: [], needs_help_desk: false,
        remembered_browsers: 0, activity: [], removals: [],
        help_desk: { may: ['unlock', 'bypass_code', 'reset', 'lock'], is_own: false, is_fresh: true },
      })
      expect(headers.get('cache-control')).to.equal('no-store')
      expect(text).to.not.include(String(await host.phone.idOf(ANN)))
    })

    it('is shown as a page that the list leads to, without an id of the provider', async () => {
      const removals = [{ providerId: '987654', since: 0, tries: 2, nextAt: 0 }]
      await host.accounts.write({ ...blankAccount('val'), removals }, 0)
      expect((await admin.page(`${PAGE}/people`)).text).to.include(`href="${at('val')}"`)
      const { status, text, headers } = await admin.page(at('val'))
      expect(status).to.equal(200)
      expect(text).to.include('failed tries: 2').and.not.include('987654').and.not.match(/ style=|<script|javascript:/)
      expect((await admin.get(at('val'))).text).to.not.include('987654')
      expect(headers.get('content-security-policy')).to.include("default-src 'none'")
      expect((await admin.page(at('vic'))).text).to.not.include(String(await host.phone.idOf(ANN)))
    })

    it('has what happened lately, and the timed lock of the state store', async () => {
      const vic = host.person()
      await vic.signIn('vic')
      for (let count = 0; count < 5; count += 1) await vic.post('/2fa/verify', { code: '0000000' })
      const { json } = await admin.get(at('vic'))
      expect(json).to.deep.include({ standing: 'locked', lock_cause: 'too_many_failures', failures_in_a_row: 5 })
      const [lock] = json['locks'] as { kind: string; until: string }[]
      expect([lock?.kind, typeof lock?.until]).to.deep.equal(['codes', 'string'])
      expect((await admin.page(at('vic'))).text).to.include('Too many wrong codes, until ')
      await host.phone.advance(60)
      await prove(host, vic)
      const { json: later } = await admin.get(at('vic'))
      expect([later['standing'], later['locks']]).to.deep.equal(['enrolled', []])
      expect((later['activity'] as object[])[0]).to.include({ what: 'signed_in', method: 'totp' })
      expect((await admin.page(at('vic'))).text).to.include('Signed in')
    })

    it('is not there when nobody has such an account', async () => {
      for (const user of ['nobody', 'VIC', '__proto__', 'constructor', 'x'.repeat(1025), 'vic\0']) {
        expect([user, ...told(await admin.get(at(user)))]).to.deep.equal([user, 404, 'not_found'])
        expect(told(await admin.post(at(user, 'reset'), { why: WHY }))).to.deep.equal([404, 'not_found'])
      }
      expect((await admin.page(at('nobody'))).status).to.equal(404)
      expect(await record('nobody')).to.equal(undefined)
      expect(deskEvents()).to.deep.equal([])
    })

    it('is looked up by the very id, also in a store that knows no capitals', async () => {
      const read = host.accounts.read.bind(host.accounts)
      host.accounts.read = (user) => read(user.toLowerCase())
      expect((await admin.get(at('vic'))).status).to.equal(200)
      expect((await admin.post(at('VIC', 'lock'), { why: WHY })).status).to.equal(404)
      expect((await admin.post(at('ANN', 'unlock'), { why: WHY })).status).to.equal(404)
    })

    it('may have any id', async () => {
      const ids = ['a/b', '../ann', 'a/../vic', '%2e%2e', 'a%2Fb', 'v?c#d', 'v;c', '<b>"bold\'', 'ümit ✓', 'شيماء', '👩‍🚀', '__proto__', 'vic/lock', ' vic ', 'people', '+']
      for (const user of ids) {
        await host.accounts.write(blankAccount(user), 0)
        expect([user, (await admin.get(at(user))).json['user']]).to.deep.equal([user, user])
        expect((await admin.post(at(user, 'lock'), { why: WHY })).json).to.deep.equal({ locked: true })
        expect((await admin.form(at(user, 'lock'), { why: WHY })).headers.get('location')).to.equal(`${at(user)}?done=lock`)
        expect((await record(user))?.adminLocked).to.equal(true)
        const { text } = await admin.page(at(user))
        expect(text).to.not.include('<b>"bold')
        expect(text).to.include(`action="${at(user).replaceAll("'", '&#39;')}/unlock"`)
        if (ids.indexOf(user) % 10 === 9) {
          await host.phone.advance(3600)
          await admin.post(at(user, 'lock'), { why: WHY })
          await prove(host, admin)
        }
      }
      for (const user of ['vic', 'ann']) expect((await record(user))?.adminLocked).to.equal(false)
    }).timeout(20_000)

    it('with an id of dots is not linked, since browsers go up a folder, and is safe', async () => {
      for (const user of ['.', '..', 'lone \ud800']) await host.accounts.write(blankAccount(user), 0)
      const { status, text } = await admin.page(`${PAGE}/people`)
      expect(status).to.equal(200)
      expect([...text.matchAll(/href="[^"]*\/people\/([^"]*)"/g)].map(([, user]) => user)).to.deep.equal(['ann', 'vic', 'zoe'])
      expect(await raw(admin, `${PAGE}/people/%2e%2e`)).to.include('"user":".."')
      for (const path of ['%E0%A4%A', '%', '%FF']) expect(await raw(admin, `${PAGE}/people/${path}`)).to.include('invalid_request')
    })

    it('takes no other methods', async () => {
      expect((await admin.send('DELETE', at('vic'), { accept: 'application/json', origin: host.url })).headers.get('allow')).to.equal('GET, HEAD')
      const { status, headers } = await admin.get(at('vic', 'reset'))
      expect([status, headers.get('allow')]).to.deep.equal([405, 'POST'])
    })
  })

  describe('who may', () => {
    for (const act of ACTS) {
      it(`only those who were given it: ${act}`, async () => {
        const permission = act.replace('-', '_') as AdminPermission
        own.grants.set('ann', ['report', ...ALL.filter((other) => other !== permission)])
        expect(told(await admin.post(at('vic', act), { why: WHY }))).to.deep.equal([403, 'forbidden'])
        expect((await admin.page(at('vic'))).text).to.not.include(`/vic/${act}"`)
        own.grants.set('ann', [permission])
        expect(told(await admin.post(at('vic', act), { why: WHY }))).to.deep.equal([403, 'forbidden'])
        own.grants.set('ann', ['report', permission])
        expect((await admin.page(at('vic'))).text.match(/action="[^"]*"/g)).to.deep.equal([`action="${at('vic', act)}"`])
        expect((await admin.post(at('vic', act), { why: WHY })).status).to.equal(200)
      })
    }

    it('whoever may only look sees no buttons', async () => {
      own.grants.set('ann', ['report'])
      expect((await admin.page(at('vic'))).text).to.not.include('Help desk<').and.not.include('<form')
      expect((await admin.get(at('vic'))).json['help_desk']).to.deep.include({ may: [] })
    })

    for (const act of ACTS) {
      it(`nobody for the own account: ${act}`, async () => {
        const before = await record('ann')
        expect(told(await admin.post(at('ann', act), { why: WHY }))).to.deep.equal([403, 'forbidden'])
        expect(await record('ann')).to.deep.equal(before)
      })
    }

    it('the own page says so', async () => {
      const { text } = await admin.page(at('ann'))
      expect(text).to.include('This is your own account.').and.not.include('<form')
    })

    it('nobody without a second factor of the own', async () => {
      const gus = host.person()
      await gus.signIn('gus')
      expect(told(await gus.post(at('vic', 'reset'), { why: WHY }))).to.deep.equal([403, 'enrollment_required'])
      expect((await gus.page(at('vic'))).text).to.include('Set up yours first').and.not.include('<form')
    })

    it('no other site', async () => {
      for (const act of [...ACTS, 'step-up']) {
        expect(told(await admin.post(at('vic', act), { why: WHY }, { origin: 'https://evil.example' }))).to.deep.equal([403, 'cross_site'])
        expect(told(await admin.post(at('vic', act), { why: WHY }, { 'sec-fetch-site': 'same-site' }))).to.deep.equal([403, 'cross_site'])
      }
      expect(deskEvents()).to.deep.equal([])
    })
  })

  describe('each act needs a fresh second factor (OO-10)', () => {
    for (const act of ACTS) {
      it(act, async () => {
        await host.phone.advance(601)
        const before = await record('vic')
        const refused = await admin.post(at('vic', act), { why: WHY })
        expect([...told(refused), refused.json['page']]).to.deep.equal([403, 'step_up_required', '/2fa'])
        expect(await record('vic')).to.deep.equal(before)
        expect(own.messages).to.deep.equal([])
        expect((await admin.get('/2fa')).json).to.include({ outcome: 'challenge', reason: 'step_up' })
        expect((await prove(host, admin)).json).to.include({ redirect_to: at('vic') })
        expect((await admin.post(at('vic', act), { why: WHY })).status).to.equal(200)
        expect(deskEvents()).to.have.length(1)
      })
    }

    it('a form leads to the proof, and back to the person', async () => {
      await host.phone.advance(601)
      const { text } = await admin.page(at('vic'))
      expect(text.match(/action="[^"]*"/g)).to.deep.equal([`action="${at('vic', 'step-up')}"`])
      for (const act of ['step-up', 'reset']) {
        const { status, headers } = await admin.form(at('vic', act), { why: WHY })
        expect([status, headers.get('location')]).to.deep.equal([303, '/2fa'])
      }
      const proven = await admin.form('/2fa/verify', { code: await host.phone.appCode(ANN) })
      expect([proven.status, proven.headers.get('location')]).to.deep.equal([303, at('vic')])
      expect((await admin.page(at('vic'))).text).to.include(at('vic', 'reset'))
      expect((await admin.form(at('vic', 'step-up'))).headers.get('location')).to.equal(at('vic'))
    })
  })

  describe('the reason', () => {
    const wrong: readonly unknown[] = ['', ' ', 'a\nb', 'a\u2028b', 'a\tb', '\u202Eevil', '\u200D', 'x'.repeat(201), 17, ['x'], { x: 1 }, null, undefined]
    for (const why of wrong) {
      it(`is not ${why === undefined ? 'left out' : JSON.stringify(why).slice(0, 20)}`, async () => {
        for (const act of ACTS) expect(told(await admin.post(at('vic', act), { why }))).to.deep.equal([400, 'invalid_request', 'why'])
        expect(deskEvents()).to.deep.equal([])
      })
    }

    it('is asked for again on the page, with what was typed', async () => {
      const { status, text } = await admin.form(at('vic', 'reset'), { why: `"<b>${'x'.repeat(220)}` })
      expect(status).to.equal(422)
      expect(text).to.include('role="alert"').and.include('value="&quot;&lt;b&gt;xxx').and.not.include('<b>x')
      expect((await record('vic'))?.state).to.equal('enrolled')
    })

    it('goes into the event with the administrator’s own id, whatever the form says', async () => {
      await admin.post(at('vic', 'unlock'), { why: `  ${'y'.repeat(200)} `, by: 'zoe' })
      await admin.form(at('vic', 'lock'), { why: 'Verlust – نسيت 👩‍🚀', by: 'zoe' })
      expect(deskEvents().map((event) => ({ ...event, at: 0 }))).to.deep.equal([
        { type: 'help_desk', userId: 'vic', at: 0, action: 'unlock', by: 'ann', why: 'y'.repeat(200) },
        { type: 'help_desk', userId: 'vic', at: 0, action: 'lock', by: 'ann', why: 'Verlust – نسيت 👩‍🚀' },
      ])
    })
  })

  describe('what comes of it', () => {
    it('unlocked gives fresh grace, and the person is told', async () => {
      for (let count = 0; count < 2; count += 1) {
        const nora = host.person()
        await nora.signIn('nora')
        await nora.post('/2fa/skip')
      }
      const nora = host.person()
      expect((await nora.signIn('nora')).json).to.include({ outcome: 'locked', reason: 'grace_exhausted' })
      expect((await admin.get(at('nora'))).json).to.deep.include({ standing: 'locked', lock_cause: 'grace_exhausted' })
      expect((await admin.post(at('nora', 'unlock'), { why: WHY })).json).to.deep.equal({ unlocked: true })
      expect((await nora.get('/2fa')).json).to.include({ outcome: 'allow_with_prompt', remaining: 2 })
      expect(own.messages.map(({ to, notice }) => [to.userId, notice.kind])).to.deep.equal([['nora', 'unlocked']])
    })

    it('locked ends every sign-in, and unlocked opens the account', async () => {
      const vic = await signedIn(host, 'vic')
      const done = await admin.form(at('vic', 'lock'), { why: WHY })
      expect([done.status, done.headers.get('location')]).to.deep.equal([303, `${at('vic')}?done=lock`])
      const { text } = await admin.page(`${at('vic')}?done=lock`)
      expect(text).to.include('The account is locked').and.not.include('/vic/lock"')
      expect((await vic.get('/facts')).json).to.include({ code: 'locked' })
      await admin.form(at('vic', 'unlock'), { why: WHY })
      expect((await admin.page(`${at('vic')}?done=lock`)).text).to.not.include('The account is locked')
      expect((await vic.get('/2fa')).json).to.include({ outcome: 'challenge' })
    })

    it('a code stands in for the phone, once, and is in no other answer, event or message', async () => {
      const { json, headers } = await admin.post(at('vic', 'bypass-code'), { why: WHY })
      const code = String(json['code'])
      expect(code).to.match(/^\d{9}$/)
      expect([Object.keys(json), headers.get('cache-control')]).to.deep.equal([['code'], 'no-store'])
      await expectNowhere(code)
      const { json: seen } = await admin.get(at('vic'))
      expect((seen['help_desk_codes'] as object[])[0]).to.include({ kind: 'bypass_code', uses: 1 })
      expect(own.messages.map(({ to, notice }) => [to.userId, notice.kind])).to.deep.equal([['vic', 'bypass_code_made']])
      const vic = host.person()
      await vic.signIn('vic')
      expect((await vic.post('/2fa/verify', { code })).status).to.equal(200)
      expect((await admin.get(at('vic'))).json['help_desk_codes']).to.deep.equal([])
    })

    it('a page shows the code as its answer, without a redirect, this once', async () => {
      for (const act of ['bypass-code', 'reset']) {
        const { status, text, headers } = await admin.form(at('vic', act), { why: WHY })
        const code = /\b\d{3} \d{3} \d{3}\b/.exec(text)?.[0] ?? ''
        expect([status, headers.get('cache-control'), headers.get('location')]).to.deep.equal([200, 'no-store', null])
        expect(code).to.not.equal('')
        await expectNowhere(code)
        await expectNowhere(code.replaceAll(' ', ''))
        expect(text.match(/href="[^"]*"/g)?.join()).to.not.include(code.slice(0, 3))
      }
    })

    async function expectNowhere(code: string): Promise<void> {
      const pages = await Promise.all(['vic', ''].flatMap((user) => [admin.page(at(user)), admin.get(at(user))]))
      const everything = [...pages.map(({ text }) => text), JSON.stringify([host.events, own.messages, await record('vic')])]
      for (const text of everything) expect(text).to.not.include(code)
    }

    it('no code stands in for a phone that is not there', async () => {
      await host.accounts.write(blankAccount('nina'), 0)
      const { status, json } = await admin.post(at('nina', 'bypass-code'), { why: WHY })
      expect([status, json['code'], json['reason']]).to.deep.equal([409, 'no_challenge', 'not_enrolled'])
      const { status: shown, text } = await admin.form(at('nina', 'bypass-code'), { why: WHY })
      expect(shown).to.equal(409)
      expect(text).to.include('no confirmed phone').and.include(WHY)
      expect(deskEvents()).to.deep.equal([])
    })

    it('after a reset no phone is bound without the code (EN-15), and the person is told', async () => {
      const vic = await signedIn(host, 'vic')
      const { json } = await admin.post(at('vic', 'reset'), { why: WHY })
      expect(await record('vic')).to.deep.include({ state: 'none', factor: null, needsHelpDesk: true })
      expect(own.messages.map(({ to, notice }) => [to.userId, notice.kind])).to.deep.equal([['vic', 'reset']])
      expect((await admin.get(at('vic'))).json).to.deep.include({ needs_help_desk: true, state: 'none' })
      const phone = { country_code: '1', phone: '4155550188' }
      const refused = await vic.post('/2fa/enroll', phone)
      expect([refused.status, refused.json['proofs']]).to.deep.equal([403, ['help_desk']])
      const wrong = await vic.post('/2fa/enroll', { ...phone, proof: { kind: 'help_desk', value: '000000000' } })
      expect(wrong.status).to.equal(403)
      expect((await vic.post('/2fa/enroll', { ...phone, proof: { kind: 'help_desk', value: json['code'] } })).status).to.equal(201)
    })

    it('thirty acts an hour, each administrator for oneself', async () => {
      const zoe = await signedIn(host, 'zoe')
      const acts = await Promise.all(Array.from({ length: 31 }, () => admin.post(at('vic', 'unlock'), { why: WHY })))
      expect(acts.filter(({ status }) => status === 200)).to.have.length(30)
      const limited = acts.find(({ status }) => status !== 200)
      expect([limited?.json['code'], Number(limited?.headers.get('retry-after')) > 3500]).to.deep.equal(['too_many_requests', true])
      const page = await admin.form(at('zoe', 'lock'), { why: WHY })
      expect([page.status, page.text.includes('You can go on at'), page.text.includes(WHY)]).to.deep.equal([429, true, true])
      expect((await record('zoe'))?.adminLocked).to.equal(false)
      expect((await zoe.post(at('vic', 'unlock'), { why: WHY })).status).to.equal(200)
      await host.phone.advance(3601)
      expect((await admin.post(at('vic', 'unlock'), { why: WHY })).json['code']).to.equal('step_up_required')
      await prove(host, admin)
      expect((await admin.post(at('vic', 'unlock'), { why: WHY })).status).to.equal(200)
    })
  })

  it('works with Express 4', async () => {
    const old = await start({ express: express4 })
    try {
      await old.host.accounts.write(blankAccount('a/b'), 0)
      expect((await old.admin.get(at('a/b'))).json['user']).to.equal('a/b')
      expect((await old.admin.post(at('a/b', 'lock'), { why: WHY })).json).to.deep.equal({ locked: true })
      expect((await old.admin.post(at('vic', 'reset'), { why: WHY })).json['code']).to.match(/^\d{9}$/)
      expect(await raw(old.admin, `${PAGE}/people/%E0%A4%A`)).to.include('invalid_request')
      expect((await old.admin.get(at('vic', 'reset'))).headers.get('allow')).to.equal('POST')
    } finally {
      await old.host.close()
    }
  })

  describe('in a browser', function () {
    this.timeout(60_000)
    let browser: Browser
    before(async () => {
      browser = await launchChromium()
    })
    after(() => browser.close())

    async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
      const context = await browser.newContext(options)
      await context.addCookies(admin.cookies().split('; ').map((cookie) => ({ name: cookie.split('=', 1)[0] ?? '', value: cookie.slice(cookie.indexOf('=') + 1), url: host.url })))
      const page = await context.newPage()
      await page.goto(host.url + at('vic'))
      return page
    }

    /** Leaves `vic` with everything that the page can show. */
    async function fill(): Promise<void> {
      const vic = await signedIn(host, 'vic')
      await vic.post('/2fa/backup-codes')
      await admin.post(at('vic', 'bypass-code'), { why: WHY })
      const stored = await host.accounts.read('vic')
      if (stored === null) throw new Error('vic is gone')
      await host.accounts.write({ ...stored.record, failuresInARow: 50, removals: [{ providerId: '1', since: 0, tries: 2, nextAt: 0 }] }, stored.version)
      await host.secondFactor.accountChanged('vic')
    }

    async function press(page: Page, title: string, why: string): Promise<void> {
      await page.getByText(title, { exact: true }).click()
      await page.locator('details[open]').getByLabel('Reason').fill(why)
      await page.locator('details[open]').getByRole('button').click()
    }

    const places: Readonly<Record<string, (page: Page) => Promise<void>>> = {
      'the person': () => Promise.resolve(),
      'an act': (page) => page.getByText('Lock', { exact: true }).click(),
      'a wrong reason': (page) => press(page, 'Unlock', '\u202Ex'),
      'a code': (page) => press(page, 'Take the phone off the account', WHY),
      'a stale factor': async (page) => {
        await host.phone.advance(601)
        await page.reload()
      },
    }
    for (const [place, go] of Object.entries(places)) {
      for (const colorScheme of ['light', 'dark'] as const) {
        it(`has no fault that axe finds, and fits on 320 pixels: ${place}, ${colorScheme}`, async () => {
          await fill()
          const page = await open({ colorScheme, bypassCSP: true, viewport: { width: 320, height: 640 } })
          await go(page)
          expect(await violations(page, WCAG_AND_BEST_PRACTICE)).to.deep.equal([])
          expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(320)
          await page.context().close()
        })
      }
    }

    it('locks, unlocks, and gives a code that signs in, without script and without a fault in the console', async () => {
      const page = await open({ javaScriptEnabled: false })
      const faults: string[] = []
      page.on('console', (message) => faults.push(message.text()))
      await press(page, 'Lock', WHY)
      expect(await page.getByRole('status').textContent()).to.include('The account is locked')
      await press(page, 'Unlock', WHY)
      expect(await page.getByRole('status').textContent()).to.include('The account is unlocked')
      await press(page, 'A code in the place of the phone', WHY)
      const code = (await page.locator('.code').textContent()) ?? ''
      await page.getByRole('link', { name: 'Back to the person' }).click()
      expect(await page.content()).to.not.include(code)
      const vic = host.person()
      await vic.signIn('vic')
      expect((await vic.post('/2fa/verify', { code })).status).to.equal(200)
      expect(faults).to.deep.equal([])
      await page.context().close()
    })

    it('asks an administrator whose factor is old for a fresh one, and comes back', async () => {
      await host.phone.advance(601)
      const page = await open()
      await page.getByRole('button', { name: 'Prove that it is you' }).click()
      await page.waitForURL('**/2fa**')
      await prove(host, admin)
      await page.context().clearCookies()
      await page.context().addCookies(admin.cookies().split('; ').map((cookie) => ({ name: cookie.split('=', 1)[0] ?? '', value: cookie.slice(cookie.indexOf('=') + 1), url: host.url })))
      await page.goto(host.url + at('vic'))
      await press(page, 'Lock', WHY)
      expect(await page.getByRole('status').textContent()).to.include('The account is locked')
      await page.context().close()
    })
  })
})

/** Asks for the very path, which a browser would tidy up. */
function raw(person: Person, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(person.origin)
    const asked = request({ hostname, port, path, headers: { cookie: person.cookies(), accept: 'application/json' } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece)).on('end', () => resolve(text))
    })
    asked.on('error', reject).end()
  })
}
