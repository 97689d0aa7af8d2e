/** Declining and turning off over two processes: where policy lets, with a fresh factor, and never for somebody else. */
import { expect } from 'chai'
import type { Answer, Person } from '../helpers/person.js'
import { mailOf, OPEN, PASSWORD, policyOf, startRig } from './rig.js'
import type { Rig } from './rig.js'

const FREE = { model: 'opt_out', grace_period: { logins: 3 }, opt_out: { allowed: 'anytime' } }

function policyWhere(soon: object): object {
  return policyOf({
    defaults: { challenge: { when: 'new_device', methods: ['push', 'totp', 'sms'], remember_device: { for: '14d' } } },
    step_up: [
      { id: 'console', match: { paths: ['/admin/**'] }, max_age: '10m' },
      { id: 'payments', match: { actions: ['payment.create'] }, max_age: '2m' },
    ],
    rules: [
      { id: 'free', match: { users: ['olga', 'opal', 'otto', 'oda', 'olaf', 'omar', 'amy', 'nora'] }, enrollment: FREE },
      { id: 'soon', match: { groups: ['soon'] }, enrollment: soon },
      { id: 'newcomers', match: { users: ['nina'] }, enrollment: { model: 'mandatory', grace_period: { logins: 3 } } },
      { id: 'everyone', enrollment: { model: 'mandatory' } },
    ],
  })
}

const PEOPLE = [
  ...['ann', 'bob', 'olga', 'opal', 'otto', 'oda', 'vic', 'vera'].map((username) => ({ username })),
  { username: 'ada', roles: ['admin'] },
  { username: 'amy', roles: ['admin'], state: 'opted_out' as const },
  { username: 'gina', groups: ['soon'], state: 'opted_out' as const },
  { username: 'olaf', state: 'opted_out' as const },
  ...['nora', 'nina', 'omar'].map((username) => ({ username, state: 'none' as const })),
]

describe('Security: declining and turning off', () => {
  let rig: Rig

  before(async function () {
    this.timeout(60_000)
    rig = await startRig({ policy: policyWhere(FREE), people: PEOPLE })
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

  describe('OO-01 where it is mandatory', () => {
    const tricks: readonly (readonly [string, string, unknown, Readonly<Record<string, string>>])[] = [
      ['plainly', '/2fa/opt-out', { confirm: true }, {}],
      ['with policy in the body', '/2fa/opt-out', { confirm: true, model: 'opt_out', state: 'opted_out', may_opt_out: true, opt_out: { allowed: 'anytime' } }, {}],
      ['with policy in the query', '/2fa/opt-out?model=opt_in&may_opt_out=true&confirm=true', { confirm: true }, {}],
      ['with another method in a header', '/2fa/opt-out', { confirm: true }, { 'x-http-method-override': 'PUT', 'x-policy': 'off' }],
      ['with a prototype', '/2fa/opt-out', '{"confirm":true,"__proto__":{"mayOptOut":true},"constructor":{"prototype":{"mayOptOut":true}}}', {}],
      ['by the way for those who have it', '/2fa/disable', { confirm: true, force: true, model: 'opt_in' }, {}],
    ]
    for (const [how, path, body, headers] of tricks) {
      it(`OO-01 ${how}: 403 in both, and nothing changed`, async () => {
        const nina = await rig.signedIn('nina')
        const before = await rig.record('nina')
        for (const { status } of await inBoth(nina, (person) => person.post(path, body, headers))) expect(status).to.be.oneOf([401, 403])
        expect(await rig.record('nina')).to.deep.equal(before)
        const ann = await rig.inside('ann')
        for (const { status } of await inBoth(ann, (person) => person.post(path, body, headers))) expect(status).to.equal(403)
        expect((await rig.record('ann'))?.state).to.equal('enrolled')
        expect(await rig.opens(ann)).to.deep.equal(OPEN)
      })
    }

    it('OO-01 by form: 403 in both, and nothing changed', async () => {
      const ann = await rig.inside('ann')
      for (const path of ['/2fa/opt-out', '/2fa/disable']) {
        for (const { status } of await inBoth(ann, (person) => person.form(path, { confirm: 'on' }))) expect(status).to.equal(403)
      }
      expect((await rig.record('ann'))?.state).to.equal('enrolled')
    })
  })

  it('OO-02 turning it off needs a fresh factor: refused in both without, taken with', async () => {
    const otto = await rig.inside('otto')
    await rig.advance(601)
    for (const { status, json } of await inBoth(otto, (person) => person.post('/2fa/disable'))) {
      expect([status, json['code']]).to.deep.equal([403, 'step_up_required'])
    }
    expect((await rig.record('otto'))?.state).to.equal('enrolled')
    expect((await rig.approve(otto, 'otto')).status).to.equal(200)
    expect((await otto.post('/2fa/disable')).json).to.deep.include({ enrollment: { state: 'opted_out' } })
    expect((await rig.record('otto'))?.state).to.equal('opted_out')
  })

  it('OO-02 a password alone turns nothing off', async () => {
    const oda = await rig.signedIn('oda')
    for (const path of ['/2fa/disable', '/2fa/opt-out', '/2fa/backup-codes']) {
      for (const { status } of await inBoth(oda, (person) => person.post(path, { confirm: true }))) expect(status, path).to.be.oneOf([401, 403])
    }
    expect((await rig.record('oda'))?.state).to.equal('enrolled')
  })

  describe('OO-03 what another site asks for', () => {
    const strange: Readonly<Record<string, (person: Person, path: string) => Promise<Answer>>> = {
      'by Sec-Fetch-Site': (person, path) => person.post(path, { confirm: true }, { 'sec-fetch-site': 'cross-site' }),
      'by a sibling': (person, path) => person.post(path, { confirm: true }, { 'sec-fetch-site': 'same-site' }),
      'by Origin': (person, path) => person.post(path, { confirm: true }, { origin: 'https://evil.example' }),
      'by a null Origin': (person, path) => person.post(path, { confirm: true }, { origin: 'null' }),
      'by a form without either': (person, path) =>
        person.send('POST', path, { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' }, 'confirm=on'),
      'by a form that calls itself text': (person, path) =>
        person.send('POST', path, { accept: 'text/html', 'content-type': 'text/plain' }, '{"confirm":true}'),
    }
    for (const [how, ask] of Object.entries(strange)) {
      it(`OO-03 ${how} changes nothing`, async () => {
        const olga = await rig.inside('olga')
        const omar = await rig.signedIn('omar')
        for (const path of ['/2fa/disable', '/2fa/opt-out', '/2fa/devices/revoke', '/2fa/backup-codes']) {
          for (const { status } of await inBoth(olga, (person) => ask(person, path))) expect(status, path).to.be.oneOf([403, 415])
        }
        for (const { status } of await inBoth(omar, (person) => ask(person, '/2fa/opt-out'))) expect(status).to.be.oneOf([403, 415])
        expect([(await rig.record('olga'))?.state, (await rig.record('omar'))?.state ?? 'none']).to.deep.equal(['enrolled', 'none'])
      })
    }

    it('OO-03 no GET changes anything', async () => {
      const olga = await rig.inside('olga')
      for (const path of ['/2fa/disable', '/2fa/opt-out?confirm=true', '/2fa/devices/revoke?all=true', '/2fa/backup-codes', '/2fa/report', '/2fa/cancel']) {
        const before = await rig.record('olga')
        await inBoth(olga, (person) => person.get(path))
        await inBoth(olga, (person) => person.page(path))
        expect(await rig.record('olga'), path).to.deep.equal(before)
      }
      expect(await rig.opens(olga)).to.deep.equal(OPEN)
    })
  })

  it('OO-04 once policy no longer lets, the next request is stopped, in both', async function () {
    this.timeout(30_000)
    const gina = await rig.signedIn('gina')
    expect(await rig.opens(gina)).to.deep.equal(OPEN)
    await rig.usePolicy(policyWhere({ model: 'mandatory' }))
    expect(await rig.opens(gina)).to.deep.equal([403, 403])
    expect((await gina.get('/api/account')).json).to.include({ code: 'enrollment_required' })
    expect((await (await rig.signedIn('gina', 1)).get('/2fa')).json).to.include({ outcome: 'enroll_required', may_opt_out: false })
    await rig.usePolicy(policyWhere(FREE))
    expect(await rig.opens(gina)).to.deep.equal(OPEN)
  })

  it('OO-05 setting up and declining at once: one clear end, and the log tells it in the same order', async () => {
    const nora = await rig.signedIn('nora')
    const twin = nora.copy()
    twin.origin = rig.shops[1].url
    const phone = { country_code: '1', phone: '4155553001' }
    const [setUp, declined] = await Promise.all([nora.post('/2fa/enroll', phone), twin.post('/2fa/opt-out', { confirm: true })])
    expect(declined.status).to.equal(200)
    expect(setUp.status).to.be.oneOf([201, 403])
    const record = await rig.record('nora')
    const expected = setUp.status === 201 ? [['enrollment_started', 'opted_out'], ['opted_out', 'enrollment_started']] : [['opted_out']]
    const told = (await eventsOf('nora')).filter((type) => ['enrollment_started', 'opted_out'].includes(type))
    expect(expected).to.deep.include(told)
    expect(record?.state).to.equal(told.at(-1) === 'opted_out' ? 'opted_out' : 'pending')
  })

  it('OO-06 opting out voids remembered browsers, pending requests and proofs elsewhere, and is told', async () => {
    const elsewhere = await rig.inside('oda', { remember_device: true })
    const waiting = await rig.signedIn('oda', 1)
    const oda = await rig.inside('oda')
    expect((await waiting.post('/2fa/push')).status).to.equal(202)
    // The phone stays at the provider for now, so that the request can still be approved.
    rig.phoneWire.refuse(/\/(delete|remove)/)
    expect((await oda.post('/2fa/disable')).status).to.equal(200)
    await rig.phone.answer(mailOf('oda'), 'approve')
    rig.phoneWire.refuse(null)
    for (const { status } of await inBoth(waiting, (person) => person.post('/2fa/complete'))) expect(status).to.equal(409)
    for (const { json } of await inBoth(elsewhere, (person) => person.get('/2fa/settings'))) expect(json).to.include({ is_fresh: false })
    expect((await rig.record('oda'))?.devices).to.deep.equal([])
    const told = await rig.messagesTo('oda', 1)
    expect(told).to.have.length(1)
    expect(told[0]).to.match(/off/i)
  })

  it('OO-07 the ids of somebody else in body, query and header do nothing to them', async () => {
    const victim = await rig.inside('vera', { remember_device: true })
    const before = await rig.record('vera')
    const device = before?.devices[0]?.id
    const opal = await rig.inside('opal')
    const ids = { user: 'vera', userId: 'vera', user_id: 'vera', id: device, username: 'vera', authy_id: before?.factor?.providerId, confirm: true }
    await inBoth(opal, (person) => person.post('/2fa/devices/revoke', ids, { 'x-user': 'vera' }))
    await inBoth(opal, (person) => person.post('/2fa/backup-codes?user=vera', ids))
    await inBoth(opal, (person) => person.post('/2fa/opt-out?user=vera&id=vera', ids))
    await inBoth(opal, (person) => person.post('/2fa/report', { ...ids, sign_out: false }))
    await opal.post('/2fa/disable?user=vera', ids)
    expect(await rig.record('vera')).to.deep.equal(before)
    expect(await rig.opens(victim)).to.deep.equal(OPEN)
  })

  it('OO-08 having opted out opens nothing that needs a fresh factor', async () => {
    const amy = await rig.signedIn('amy')
    expect(await rig.opens(amy)).to.deep.equal(OPEN)
    for (const { status, json } of await inBoth(amy, (person) => person.get('/admin'))) {
      expect([status, json['code']]).to.deep.equal([403, 'enrollment_required'])
    }
    for (const { status, json } of await inBoth(amy, (person) => person.post('/api/transfer', { amount: '10', to: 'me' }))) {
      expect([status, json['code']]).to.deep.equal([403, 'enrollment_required'])
    }
  })

  describe('OO-09 what cannot be read counts as needed', () => {
    it('OO-09 without the accounts nobody gets in, not even who opted out', async () => {
      const [olaf, bob] = [await rig.signedIn('olaf'), await rig.inside('bob')]
      await rig.advance(60)
      rig.database.exec('ALTER TABLE second_factor_accounts RENAME TO away')
      try {
        for (const index of [0, 1]) expect((await rig.at(index).signIn('olaf', PASSWORD)).status).to.equal(503)
        expect(await rig.opens(olaf)).to.deep.equal([503, 503])
        expect(await rig.opens(bob)).to.deep.equal([503, 503])
      } finally {
        rig.database.exec('ALTER TABLE away RENAME TO second_factor_accounts')
      }
      expect(await rig.opens(olaf)).to.deep.equal(OPEN)
    })

    it('OO-09 without Redis neither', async function () {
      this.timeout(30_000)
      const olaf = await rig.signedIn('olaf')
      rig.wire.blackHole()
      const [closed, anew] = await Promise.all([rig.opens(olaf), rig.at(1).signIn('olaf', PASSWORD)])
      await rig.heal()
      expect([...closed, anew.status]).to.deep.equal([503, 503, 503])
      expect(await rig.opens(olaf)).to.deep.equal(OPEN)
    })
  })

  it('OO-10 an administrator takes a factor away only with a fresh one; it is in the log, and its owner is told', async () => {
    const ada = await rig.inside('ada')
    await rig.advance(601)
    const why = 'lost phone, ticket 17'
    const reset = (person: Person): Promise<Answer> => person.post('/admin/two-step/people/vic/reset', { why })
    for (const { status } of await inBoth(ada, reset)) expect(status).to.be.oneOf([401, 403])
    expect((await rig.record('vic'))?.state).to.equal('enrolled')
    const bob = await rig.inside('bob')
    for (const { status } of await inBoth(bob, reset)) expect(status).to.equal(403)
    expect((await rig.record('vic'))?.state).to.equal('enrolled')
    const vic = await rig.inside('vic')
    await rig.approve(ada, 'ada')
    expect((await reset(ada)).status).to.equal(200)
    expect((await rig.record('vic'))?.state).to.equal('none')
    const act = (await logOf('vic')).find(({ type }) => type === 'help_desk')
    expect(act).to.include({ action: 'reset', by: 'ada', why })
    expect((await rig.messagesTo('vic', 1)).join()).to.match(/phone|reset|two-step/i)
    expect((await rig.opens(vic)).every((status) => status !== 200)).to.equal(true)
  })

  async function logOf(username: string): Promise<Record<string, unknown>[]> {
    const entries = await rig.redis.xrange('2fa:decisions', '-', '+')
    return entries.map(([, fields]) => JSON.parse(fields[1] ?? '{}') as Record<string, unknown>).filter(({ userId }) => userId === username)
  }

  async function eventsOf(username: string): Promise<string[]> {
    return (await logOf(username)).map(({ type }) => String(type))
  }
})
