import { createRequire } from 'node:module'
import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import type express from 'express'
import type { ErrorRequestHandler } from 'express'
import type { Browser, Page } from 'playwright-core'
import { parse } from 'csv-parse/sync'
import { blankAccount, isSecondFactorError } from 'passport-authy'
import type { AccountRecord, Message, SecondFactor } from 'passport-authy'
import { violations, WCAG_AND_BEST_PRACTICE } from '../helpers/axe.js'
import { launchChromium } from '../helpers/chromium.js'
import { policyWith, startHostApp } from '../helpers/host-app.js'
import type { HostApp, HostOptions } from '../helpers/host-app.js'
import type { Person } from '../helpers/person.js'

const express4 = createRequire(import.meta.url)('express4') as typeof express
const PAGE = '/admin/two-step'
const PEOPLE = 230

const POLICY = policyWith({
  recovery: { help_url: 'https://help.shop.example/' },
  rules: [
    { id: 'admins', match: { users: ['ann', 'gus', 'eve'] }, enrollment: { model: 'mandatory', grace_period: { logins: 3 } } },
    { id: 'students', match: { groups: ['students'] }, enrollment: { model: 'mandatory', grace_period: { logins: 5 }, on_expiry: 'lock' } },
    { id: 'everyone', enrollment: { model: 'opt_in' } },
  ],
})

const FACTOR = { phoneHint: '•••67', methods: ['sms', 'voice'] as const, registeredAt: 0, registeredBy: 'batch' as const }

/** Students, most of them not done, and two with names that are not nice. */
function accounts(): AccountRecord[] {
  const many = Array.from({ length: PEOPLE }, (_, at): AccountRecord => {
    const record = { ...blankAccount(`s${String(at).padStart(3, '0')}`), graceUsed: at % 6 }
    if (at % 10 === 0) return { ...record, state: 'enrolled', factor: { ...FACTOR, providerId: String(at) } }
    return at % 2 === 0 ? { ...record, state: 'pending', factor: { ...FACTOR, providerId: String(at) } } : record
  })
  return [...many, blankAccount('=cmd|x'), { ...blankAccount('<b>bold</b>'), removals: [{ providerId: '1', since: 0, tries: 2, nextAt: 0 }] }]
}

const groupsOf = (id: string): string[] => (/^[s=<]/.test(id) ? ['students'] : ['staff'])

interface Fixture {
  readonly host: HostApp
  readonly messages: Message[]
  readonly refused: Set<string>
  readonly admin: Person
}

/** `ann` may see and remind, `eve` may nothing; `gus` may all, and has no second factor. */
async function start(more: HostOptions = {}, gate = true): Promise<Fixture> {
  const messages: Message[] = []
  const refused = new Set<string>()
  const notify = (message: Message): void => {
    if (refused.has(message.to.userId)) throw new Error('mailbox full')
    messages.push(message)
  }
  const user = ({ id }: Express.User) => ({ id, groups: groupsOf(id), email: `${id}@shop.example` })
  // This host's users have an id and nothing else.
  const loadUser = (id: string): Express.User => ({ id }) as unknown as Express.User
  const host = await startHostApp({
    policy: POLICY,
    routes: (app, secondFactor: SecondFactor) => {
      if (gate) app.use(secondFactor.enforce())
      app.use(PAGE, secondFactor.administration({ may: (req, permission) => may(req.user?.id, permission) }))
    },
    ...more,
    options: { notify, user, loadUser, ...more.options },
  })
  for (const record of accounts()) await host.accounts.write(record, 0)
  return { host, messages, refused, admin: await signedIn(host, 'ann') }
}

function may(id: string | undefined, permission: string): boolean | Promise<boolean> {
  if (id === 'eve') return Promise.resolve(false)
  return id !== 'kim' || permission === 'report'
}

async function signedIn(host: HostApp, name: string): Promise<Person> {
  const person = host.person()
  await person.signIn(name)
  // Grace logins of others are not spent here: they have no second factor.
  if (name === 'ann') expect((await person.post('/2fa/verify', { code: await host.phone.appCode('ann@shop.example') })).status).to.equal(200)
  return person
}

/** Express knows an error handler by its four parameters; its own one prints. */
const quiet500: ErrorRequestHandler = (_error, _req, res, next) => {
  if (res.headersSent) next()
  else res.status(500).end()
}

describe('Administration', () => {
  let fixture: Fixture
  let host: HostApp
  let admin: Person

  before(async () => {
    fixture = await start()
    ;({ host, admin } = fixture)
  })
  after(() => host.close())

  describe('who gets in', () => {
    it('refuses people who are not signed in', async () => {
      const { status, json } = await host.person().get(PAGE)
      expect([status, json['code']]).to.deep.equal([401, 'not_signed_in'])
    })

    it('refuses people whom the host refuses, whatever they ask for', async () => {
      const { host: own } = await start({ policy: policyWith({ rules: [{ id: 'all', enrollment: { model: 'opt_in' } }] }) })
      try {
        const eve = await signedIn(own, 'eve')
        for (const path of ['', '/people', '/?format=csv', '/assets/admin.css', '/nowhere']) {
          const { status, json, headers } = await eve.get(PAGE + path)
          expect([path, status, json['code'], headers.get('cache-control')]).to.deep.equal([path, 403, 'forbidden', 'no-store'])
        }
        expect((await eve.post(`${PAGE}/remind`, { user: 's001' })).status).to.equal(403)
        expect((await eve.page(PAGE)).text).to.include('<!doctype html>').and.not.include('s001')
      } finally {
        await own.close()
      }
    })

    it('refuses whoever has spent a grace login in the place of a second factor', async () => {
      const own = await start()
      try {
        const gus = await signedIn(own.host, 'gus')
        expect((await gus.get(PAGE)).json['code']).to.equal('grace_choice_required')
        await gus.post('/2fa/skip')
        const { status, json } = await gus.get(PAGE)
        expect([status, json['code']]).to.deep.equal([403, 'enrollment_required'])
      } finally {
        await own.host.close()
      }
    })

    it('stays closed when no gate stands above it', async () => {
      const open = await start({}, false)
      try {
        const { status, json, headers } = await open.admin.get(PAGE)
        expect([status, json['code']]).to.deep.equal([401, 'second_factor_required'])
        expect(headers.get('www-authenticate')).to.include('insufficient_user_authentication')
        expect((await open.admin.post(`${PAGE}/remind`, { user: 's001' })).status).to.equal(401)
        expect((await open.admin.page(PAGE)).status).to.equal(401)
      } finally {
        await open.host.close()
      }
    })

    it('takes nothing but true for a yes', async () => {
      let answer: unknown = 'yes'
      const routes: HostOptions['routes'] = (app, secondFactor) => {
        app.use(secondFactor.enforce())
        // A host in plain JavaScript.
        app.use(PAGE, secondFactor.administration({ may: () => answer as boolean }))
        app.use('/broken', secondFactor.administration({ may: () => Promise.reject(new Error('no database')) }))
        app.use(quiet500)
      }
      const own = await start({ routes })
      try {
        for (answer of ['yes', 1, {}, undefined]) expect((await own.admin.get(PAGE)).status).to.equal(403)
        answer = true
        expect((await own.admin.get(PAGE)).status).to.equal(200)
        expect((await own.admin.get('/broken')).status).to.equal(500)
      } finally {
        await own.host.close()
      }
    })

    it('is not made without a function that says who may', () => {
      // A host in plain JavaScript.
      const make = (): unknown => host.secondFactor.administration({} as { may: () => boolean })
      expect(make).to.throw().and.satisfy((error: unknown) => isSecondFactorError(error) && error.code === 'invalid_options')
    })
  })

  describe('figures', () => {
    it('come as JSON', async () => {
      const { status, json, headers } = await admin.get(PAGE)
      expect([status, headers.get('cache-control')]).to.deep.equal([200, 'no-store'])
      expect(json).to.deep.include({ total: PEOPLE + 3, groups_unknown: 0, undecided: 0 })
      const standings = json['standings'] as Record<string, number>
      expect(Object.values(standings).reduce((sum, count) => sum + count, 0)).to.equal(json['total'])
      expect(standings['enrolled']).to.equal(PEOPLE / 10 + 1)
      expect(json['removals']).to.deep.include({ owed: 1, people: 1, tries: 2 })
      expect((json['forecast'] as { days: unknown[] }).days).to.have.length(14)
    })

    it('come as a page that says how old they are and how they were counted, with nothing inline', async () => {
      const { status, text, headers } = await admin.page(PAGE)
      expect(status).to.equal(200)
      expect(headers.get('content-security-policy')).to.include("default-src 'none'").and.not.include('unsafe')
      expect(text).to.match(/seconds ago, from 233 accounts/)
      expect(text.split('How counted').length).to.be.greaterThan(9)
      expect(text).to.not.match(/ style=|<script|javascript:/)
      expect(text).to.include(`href="${PAGE}/people?standing=pending"`)
    })

    it('lead to lists as long as they say', async () => {
      const { text } = await admin.page(PAGE)
      const links = [...text.matchAll(/href="([^"]*people\?[^"]*)" aria-label="([\d,]+), /g)].map(([, href = '', count = '']) => [href.replaceAll('&amp;', '&'), Number(count.replace(',', ''))] as const)
      expect(links.length).to.be.greaterThan(20)
      for (const [href, count] of links) {
        expect([href, (await csv(`${href}&format=csv`)).length - 1]).to.deep.equal([href, count])
      }
    })

    it('are counted once for all who ask meanwhile', async () => {
      let [rounds, arrived] = [0, 0]
      let allArrived = (): void => undefined
      const everybodyWaits = new Promise<void>((done) => (allArrived = done))
      const routes: HostOptions['routes'] = (app, secondFactor) => {
        app.use(secondFactor.enforce())
        const count = (permission: string): boolean => {
          if (permission === 'remind' && (arrived += 1) === 3) allArrived()
          return true
        }
        app.use(PAGE, secondFactor.administration({ may: (_req, permission) => count(permission) }))
      }
      const own = await start({ routes })
      const list = own.host.accounts.list.bind(own.host.accounts)
      own.host.accounts.list = async function* () {
        rounds += 1
        await everybodyWaits
        await setImmediate()
        yield* list()
      }
      try {
        const first = await Promise.all([1, 2, 3].map(() => own.admin.get(PAGE)))
        expect([rounds, new Set(first.map(({ json }) => json['at'])).size]).to.deep.equal([1, 1])
      } finally {
        await own.host.close()
      }
    })

    it('are good for a minute', async () => {
      await host.phone.advance(60)
      const { json } = await admin.get(PAGE)
      await host.phone.advance(30)
      const { json: later } = await admin.get(PAGE)
      expect([later['at'], Number(later['age_seconds']) >= 30]).to.deep.equal([json['at'], true])
      await host.phone.advance(40)
      expect((await admin.get(PAGE)).json['at']).to.not.equal(json['at'])
    })

    it('let other requests through while they are counted', async () => {
      const own = await start()
      try {
        for (let at = 0; at < 5000; at += 1) await own.host.accounts.write(blankAccount(`many${at}`), 0)
        const order: string[] = []
        const figures = own.admin.get(PAGE).then(({ json }) => order.push(`figures ${String(json['total'])}`))
        const other = own.admin.get('/facts').then(() => order.push('other'))
        await Promise.all([figures, other])
        expect(order).to.deep.equal(['other', `figures ${PEOPLE + 3 + 5000}`])
      } finally {
        await own.host.close()
      }
    })

    it('say when groups are not known', async () => {
      const own = await start({ options: { loadUser: () => null } })
      try {
        expect((await own.admin.page(PAGE)).text).to.include('does not tell them: 233')
        expect((await own.admin.get(PAGE)).json).to.deep.include({ groups_unknown: 233, groups: [] })
      } finally {
        await own.host.close()
      }
    })

    it('tell a store that is down', async () => {
      const own = await start()
      const { SecondFactorError } = await import('passport-authy')
      own.host.accounts.list = () => {
        throw new SecondFactorError('store_unavailable', 'The store does not answer.')
      }
      try {
        for (const path of [PAGE, `${PAGE}/people`, `${PAGE}?format=csv`]) expect((await own.admin.get(path)).status).to.equal(503)
      } finally {
        await own.host.close()
      }
    })
  })

  const csv = async (path: string): Promise<string[][]> => parse((await admin.get(path)).text)

  describe('lists', () => {
    it('come a hundred at a time, by user id, each person once', async () => {
      const users: string[] = []
      const sizes: number[] = []
      for (let next: string | null = ''; next !== null; ) {
        const { json } = await admin.get(`${PAGE}/people?after=${encodeURIComponent(next)}`)
        const people = json['people'] as { user: string }[]
        users.push(...people.map(({ user }) => user))
        sizes.push(people.length)
        next = json['next'] as string | null
      }
      expect(sizes).to.deep.equal([100, 100, 33])
      expect(users).to.deep.equal([...new Set(users)].sort())
    })

    it('keep to a filter, also without the longer path', async () => {
      for (const path of [`${PAGE}/people`, PAGE]) {
        const { json } = await admin.get(`${path}?standing=pending&rule=students&group=students`)
        const people = json['people'] as Record<string, unknown>[]
        expect(people.length).to.be.greaterThan(50)
        expect(new Set(people.map(({ standing, rule }) => `${String(standing)} ${String(rule)}`))).to.deep.equal(new Set(['pending students']))
        expect(people[0]).to.deep.include({ user: 's002', phone_hint: '•••67', groups: ['students'] })
      }
    })

    for (const query of ['standing=done', 'standing=pending,x', 'cause=x', 'left=9', 'trait=x', `group=${'x'.repeat(1100)}`]) {
      it(`refuse ${query.slice(0, 20)}`, async () => {
        const { status, json } = await admin.get(`${PAGE}/people?${query}`)
        expect([status, json['code'], json['field']]).to.deep.equal([400, 'invalid_request', query.split('=')[0]])
      })
    }

    it('are pages with names taken for names', async () => {
      const { text } = await admin.page(`${PAGE}/people`)
      expect(text).to.include('&lt;b&gt;bold&lt;/b&gt;').and.not.include('<b>bold')
      const { text: evil } = await admin.page(`${PAGE}/people?group=${encodeURIComponent('"><script>x</script>')}`)
      expect(evil).to.include('Nobody.').and.not.include('<script>')
    })

    it('come as a CSV file that no spreadsheet runs', async () => {
      const { status, headers } = await admin.get(`${PAGE}?format=csv`)
      expect([status, headers.get('content-type'), headers.get('content-disposition')?.replaceAll('"', '')]).to.deep.equal([
        200,
        'text/csv; charset=utf-8; header=present',
        'attachment; filename=two-step-sign-in.csv',
      ])
      const [head = [], ...rows] = await csv(`${PAGE}?format=csv`)
      expect([head[0], rows.length]).to.deep.equal(['user', 233])
      expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).to.deep.equal([])
      expect(rows.map(([user]) => user)).to.include("'=cmd|x")
      expect((await csv(`${PAGE}/people?standing=enrolled&format=csv`)).length).to.equal(PEOPLE / 10 + 2)
      const bare = await admin.send('HEAD', `${PAGE}?format=csv`, {})
      expect([bare.status, bare.text]).to.deep.equal([200, ''])
    })

    it('answer other methods with what there is', async () => {
      const { status, headers } = await admin.post(PAGE)
      expect([status, headers.get('allow')]).to.deep.equal([405, 'GET, HEAD'])
      expect((await admin.get(`${PAGE}/nowhere`)).status).to.equal(404)
    })
  })

  describe('reminders', () => {
    let own: Fixture
    beforeEach(async () => {
      own = await start()
    })
    afterEach(() => own.host.close())

    const remind = async (body: object, headers = {}): Promise<unknown> => {
      const { status, json } = await own.admin.post(`${PAGE}/remind`, body, headers)
      return status === 200 ? json : [status, json['code'], json['field']]
    }

    it('reach one person once a day, and are told as an event', async () => {
      expect(await remind({ user: 's001' })).to.deep.equal({ reminded: 1, already_today: 0, failed: 0, more: false })
      expect(await remind({ user: 's001' })).to.deep.equal({ reminded: 0, already_today: 1, failed: 0, more: false })
      expect(own.messages).to.have.length(1)
      expect(own.messages[0]).to.deep.include({ to: { userId: 's001', email: 's001@shop.example', locale: null } })
      expect(own.messages[0]?.notice).to.deep.equal({ kind: 'reminder', remaining: 4, deadline: null })
      const event = own.host.events.find(({ type }) => type === 'reminded')
      expect(event).to.deep.include({ userId: 's001', by: 'ann' })
      await own.host.phone.advance(86_400)
      // A day later the sign-in is over as well.
      const admin = await signedIn(own.host, 'ann')
      expect((await admin.post(`${PAGE}/remind`, { user: 's001' })).json['reminded']).to.equal(1)
    })

    it('reach all of a standing, once, also when two ask at once', async () => {
      const { json } = await own.admin.get(`${PAGE}?format=json`)
      const pending = (json['standings'] as Record<string, number>)['pending'] ?? 0
      const both = (await Promise.all([remind({ standing: 'pending' }), remind({ standing: 'pending' })])) as Record<string, number>[]
      expect(both.map(({ reminded = 0, already_today: already = 0 }) => reminded + already)).to.deep.equal([pending, pending])
      expect(own.messages).to.have.length(pending)
      expect(new Set(own.messages.map(({ to }) => to.userId)).size).to.equal(pending)
    })

    it('count the people whom the host could not reach, and keep on', async () => {
      own.refused.add('s001').add('s003')
      const { failed, reminded } = (await remind({ standing: 'in_grace', group: 'students' })) as Record<string, number>
      expect([failed, own.messages.length]).to.deep.equal([2, reminded])
      expect(own.host.events.filter(({ type }) => type === 'notice_failed').map(({ userId }) => userId).sort()).to.deep.equal(['s001', 's003'])
    })

    it('stop after five hundred, and go on when asked again', async () => {
      for (let at = 0; at < 600; at += 1) await own.host.accounts.write(blankAccount(`smany${at}`), 0)
      const { json } = await own.admin.get(PAGE)
      const all = (json['standings'] as Record<string, number>)['in_grace'] ?? 0
      expect(await remind({ standing: 'in_grace' })).to.deep.equal({ reminded: 500, already_today: 0, failed: 0, more: true })
      expect(await remind({ standing: 'in_grace' })).to.deep.equal({ reminded: all - 500, already_today: 500, failed: 0, more: false })
    })

    it('help nobody who is done, locked, or not there', async () => {
      expect(await remind({ user: 's000' })).to.deep.include({ reminded: 0, already_today: 0 })
      expect(await remind({ user: 's005' })).to.deep.include({ reminded: 0, already_today: 0 })
      expect(await remind({ user: 'nobody' })).to.deep.equal([404, 'not_found', undefined])
      expect(await remind({ standing: 'locked' })).to.deep.equal([400, 'invalid_request', 'standing'])
      expect(await remind({ standing: 'pending', user: 's001' })).to.deep.equal([400, 'invalid_request', 'user'])
      expect(await remind({})).to.deep.equal([400, 'invalid_request', 'standing'])
      expect(await remind({ user: ['s001'] })).to.deep.equal([400, 'invalid_request', 'user'])
      expect(own.messages).to.deep.equal([])
    })

    it('are refused to other sites', async () => {
      expect(await remind({ user: 's001' }, { origin: 'https://evil.example' })).to.deep.equal([403, 'cross_site', undefined])
      expect(await remind({ user: 's001' }, { 'sec-fetch-site': 'same-site' })).to.deep.equal([403, 'cross_site', undefined])
      expect(own.messages).to.deep.equal([])
    })

    it('are sent by a form, back to its list, which says what came of it', async () => {
      const { status, headers } = await own.admin.form(`${PAGE}/remind?standing=in_grace&after=s0`, { user: 's001' })
      const location = headers.get('location') ?? ''
      expect([status, location]).to.deep.equal([303, `${PAGE}/people?standing=in_grace&after=s0&reminded=1&already=0&failed=0&more=0`])
      expect((await own.admin.page(location)).text).to.include('Reminders sent: 1.')
    })

    it('need the permission, and a host that sends messages', async () => {
      const kim = await start({
        routes: (app, secondFactor) => {
          app.use(secondFactor.enforce())
          app.use(PAGE, secondFactor.administration({ may: (_req, permission) => permission === 'report' }))
        },
      })
      try {
        expect((await kim.admin.post(`${PAGE}/remind`, { user: 's001' })).json['code']).to.equal('forbidden')
        expect((await kim.admin.page(`${PAGE}/people?standing=pending`)).text).to.not.include('Remind')
      } finally {
        await kim.host.close()
      }
    })

    it('are not offered by a host that sends no messages', async () => {
      const mute = await startHostApp({
        policy: POLICY,
        routes: (app, secondFactor) => {
          app.use(secondFactor.enforce())
          app.use(PAGE, secondFactor.administration({ may: () => true }))
        },
      })
      try {
        await mute.accounts.write(blankAccount('s001'), 0)
        const ann = await signedIn(mute, 'ann')
        expect((await ann.post(`${PAGE}/remind`, { user: 's001' })).status).to.equal(404)
        expect((await ann.page(`${PAGE}/people`)).text).to.not.include('Remind')
      } finally {
        await mute.close()
      }
    })
  })

  it('works with Express 4', async () => {
    const own = await start({ express: express4 })
    try {
      expect((await own.admin.get(PAGE)).json['total']).to.equal(233)
      expect((await own.admin.get(`${PAGE}/people?standing=enrolled`)).json['next']).to.equal(null)
      expect((await own.admin.get(`${PAGE}/people?standing=x`)).status).to.equal(400)
      expect((await own.admin.post(`${PAGE}/remind`, { user: 's001' })).json['reminded']).to.equal(1)
    } finally {
      await own.host.close()
    }
  })

  describe('in a browser', function () {
    this.timeout(60_000)
    let browser: Browser
    before(async () => {
      browser = await launchChromium()
    })
    after(() => browser.close())

    async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<{ page: Page; close: () => Promise<void> }> {
      const context = await browser.newContext(options)
      const cookies = admin.cookies().split('; ').map((cookie) => ({ name: cookie.split('=', 1)[0] ?? '', value: cookie.slice(cookie.indexOf('=') + 1), url: host.url }))
      await context.addCookies(cookies)
      const page = await context.newPage()
      await page.goto(host.url + PAGE + path)
      return { page, close: () => context.close() }
    }

    for (const path of ['', '/people', '/people?standing=pending&reminded=2&already=1&failed=1&more=1', '/people?standing=opted_out']) {
      for (const colorScheme of ['light', 'dark'] as const) {
        it(`has no fault that axe finds: ${path || '/'}, ${colorScheme}`, async () => {
          const { page, close } = await open(path, { colorScheme, bypassCSP: true })
          expect(await violations(page, WCAG_AND_BEST_PRACTICE)).to.deep.equal([])
          await close()
        })
      }

      it(`fits on 320 pixels: ${path || '/'}`, async () => {
        const { page, close } = await open(path, { viewport: { width: 320, height: 640 } })
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(320)
        await close()
      })
    }

    it('shows the list behind a figure, filters it, and reminds, without script and without a fault in the console', async () => {
      const { page, close } = await open('', { javaScriptEnabled: false })
      const faults: string[] = []
      page.on('console', (message) => faults.push(message.text()))
      const figure = page.getByRole('link', { name: 'In grace: list' }).first()
      const count = Number(await figure.textContent())
      await figure.click()
      expect(await page.getByRole('row').count()).to.equal(Math.min(count, 100) + 1)
      await page.getByLabel('Grace left').selectOption('5+')
      await page.getByRole('button', { name: 'Show' }).click()
      expect(await page.getByLabel('Standing').inputValue()).to.equal('in_grace')
      await page.getByRole('button', { name: 'Remind', exact: false }).first().click()
      expect(await page.getByRole('status').textContent()).to.include('Reminders sent: 1.')
      expect(faults).to.deep.equal([])
      await close()
    })
  })
})
