/** The whole way in, over HTTP, against the example app and its emulator as processes of their own. */
import { expect } from 'chai'
import { Person } from '../helpers/person.js'
import { Phone } from '../helpers/phone.js'
import { startShopProcess } from '../helpers/shop-process.js'
import type { ShopProcess } from '../helpers/shop-process.js'

const ANN = 'ann@shop.example'
const KIM = 'kim@shop.example'

describe('Signing in', () => {
  let shop: ShopProcess
  let phone: Phone
  const somebody = (): Person => new Person(shop.url)

  before(async function () {
    this.timeout(30_000)
    shop = await startShopProcess()
    phone = new Phone(shop.phoneUrl)
  })
  after(() => shop.stop())
  beforeEach(() => phone.newDay())

  describe('with a push', () => {
    it('sends it at once and lets in after the approval', async () => {
      const ann = somebody()
      const login = await ann.signIn('ann')
      expect(login.status).to.equal(200)
      expect(login.json).to.deep.include({ outcome: 'challenge', reason: 'required', methods: ['push', 'totp', 'sms', 'voice'], may_skip: false })
      expect(login.json['challenge']).to.deep.include({ method: 'push', status: 'pending' })
      expect(login.json['enrollment']).to.deep.equal({ state: 'enrolled', phone_hint: '•••21' })
      expect((await ann.get('/api/account')).status).to.equal(401)
      await phone.answer(ANN, 'approve')
      const done = await ann.post('/2fa/complete')
      expect(done.status).to.equal(200)
      expect(done.json).to.deep.equal({ outcome: 'allow', redirect_to: '/' })
      expect((await ann.page('/account')).text).to.include('Order history of ann')
    })

    it('says what is being approved, and nothing more', async () => {
      await somebody().signIn('ann')
      const [approval] = await phone.approvals(ANN)
      expect(approval?.message).to.equal('Sign-in to Paper & Pine')
      expect(approval?.details).to.include.keys('App', 'Time')
      expect(JSON.stringify(approval?.details)).not.to.include('@')
    })

    it('answers a repeated completion the same way', async () => {
      const ann = somebody()
      await ann.signIn('ann')
      await phone.answer(ANN, 'approve')
      const first = await ann.post('/2fa/complete')
      const second = await ann.post('/2fa/complete')
      expect([second.status, second.json]).to.deep.equal([first.status, first.json])
    })

    it('gives the session a new id, and the old one opens nothing', async () => {
      const ann = somebody()
      await ann.signIn('ann')
      const old = ann.copy()
      await phone.answer(ANN, 'approve')
      await ann.post('/2fa/complete')
      expect(ann.cookies()).not.to.equal(old.cookies())
      expect((await old.get('/api/account')).status).to.equal(401)
    })

    it('ends with a denial, whatever comes later', async () => {
      const ann = somebody()
      await ann.signIn('ann')
      await phone.answer(ANN, 'deny')
      const first = await ann.post('/2fa/complete')
      expect([first.status, first.json['code']]).to.deep.equal([403, 'denied'])
      expect((await ann.get('/2fa')).json['challenge']).to.include({ status: 'denied' })
      const again = await ann.post('/2fa/push', { resend: true })
      expect([again.status, again.json['code']]).to.deep.equal([429, 'too_many_requests'])
      expect(Number(again.headers.get('retry-after'))).to.be.within(1, 30)
      expect((await ann.get('/api/account')).status).to.equal(401)
    })

    it('runs out on our clock, also when it was approved too late', async () => {
      const ann = somebody()
      await ann.signIn('ann')
      await phone.advance(121)
      const late = await ann.post('/2fa/complete')
      expect([late.status, late.json['code']]).to.deep.equal([410, 'expired'])
    })

    it('changes nothing when asked for twice, and supersedes when told to', async () => {
      const ann = somebody()
      await ann.signIn('ann')
      expect((await ann.post('/2fa/push')).status).to.equal(202)
      expect(await phone.approvals(ANN)).to.have.length(1)
      const [first] = await phone.approvals(ANN)
      expect((await ann.post('/2fa/push', { resend: true })).status).to.equal(202)
      await phone.answerOne(first?.uuid ?? '', 'approve')
      const early = await ann.post('/2fa/complete')
      expect([early.status, early.json['code']]).to.deep.equal([409, 'not_approved'])
      await phone.answer(ANN, 'approve')
      await phone.advance(3)
      expect((await ann.post('/2fa/complete')).status).to.equal(200)
    })

    it('is of no use to another session of the same person', async () => {
      const [mine, other] = [somebody(), somebody()]
      await mine.signIn('ann')
      await other.signIn('ann')
      const [first] = await phone.approvals(ANN)
      await phone.answerOne(first?.uuid ?? '', 'approve')
      expect((await other.post('/2fa/complete')).status).to.equal(409)
      expect((await mine.post('/2fa/complete')).status).to.equal(200)
      expect((await other.get('/api/account')).status).to.equal(401)
    })

    it('stays within the budget of five in a quarter of an hour', async () => {
      const ann = somebody()
      await ann.signIn('ann')
      const answers = []
      for (let tries = 0; tries < 6; tries += 1) answers.push((await ann.post('/2fa/push', { resend: true })).status)
      expect(answers).to.deep.equal([202, 202, 202, 202, 429, 429])
      expect(await phone.approvals(ANN)).to.have.length(5)
    })

    it('tells an event stream: first where it stands, then what happened', async () => {
      const ann = somebody()
      await ann.signIn('ann')
      const stream = await fetch(`${shop.url}/2fa/events`, { headers: { cookie: ann.cookies() } })
      expect(stream.headers.get('content-type')).to.include('text/event-stream')
      expect(stream.headers.get('cache-control')).to.include('no-transform')
      const events = readEvents(stream)
      expect((await events.next()).value).to.include({ method: 'push', status: 'pending' })
      await phone.answer(ANN, 'approve')
      expect((await events.next()).value).to.include({ status: 'approved' })
      expect((await events.next()).done).to.equal(true)
    })

    it('is sent by no GET', async () => {
      const ann = somebody()
      await ann.signIn('ann')
      const before = (await phone.requests()).filter(({ method }) => method === 'POST').length
      for (const path of ['/2fa', '/2fa/status', '/2fa/push', '/2fa/code', '/2fa/opt-out', '/account']) await ann.page(path)
      expect((await phone.requests()).filter(({ method }) => method === 'POST')).to.have.length(before)
    })
  })

  describe('with a code', () => {
    it('takes one from the app, once', async () => {
      const [ann, other] = [somebody(), somebody()]
      await ann.signIn('ann')
      await other.signIn('ann')
      const code = await phone.appCode(ANN)
      const done = await ann.post('/2fa/verify', { code })
      expect([done.status, done.json['outcome']]).to.deep.equal([200, 'allow'])
      const replay = await other.post('/2fa/verify', { code })
      expect([replay.status, replay.json['code']]).to.deep.equal([422, 'code_used'])
    })

    it('counts wrong ones down and then locks, the right one too', async () => {
      const ann = somebody()
      await ann.signIn('ann')
      const left = []
      for (let tries = 0; tries < 5; tries += 1) left.push((await ann.post('/2fa/verify', { code: '0000001' })).json['attempts_left'])
      expect(left).to.deep.equal([4, 3, 2, 1, 0])
      const other = somebody()
      await other.signIn('ann')
      const locked = await other.post('/2fa/verify', { code: await phone.appCode(ANN) })
      expect([locked.status, locked.json['code']]).to.deep.equal([429, 'locked'])
      expect(Number(locked.headers.get('retry-after'))).to.be.within(1, 30)
      await phone.advance(31)
      const later = somebody()
      await later.signIn('ann')
      expect((await later.post('/2fa/verify', { code: await phone.appCode(ANN) })).status).to.equal(200)
    })

    it('still takes a push while codes are locked', async () => {
      const ann = somebody()
      await ann.signIn('ann')
      for (let tries = 0; tries < 5; tries += 1) await ann.post('/2fa/verify', { code: '0000001' })
      expect((await ann.get('/2fa')).json).to.include({ outcome: 'locked', reason: 'too_many_failures' })
      await phone.answer(ANN, 'approve')
      expect((await ann.post('/2fa/complete')).status).to.equal(200)
    })

    it('is texted when asked for, three times at most', async () => {
      const kim = somebody()
      const login = await kim.signIn('kim')
      expect(login.json).to.deep.include({ outcome: 'challenge', methods: ['sms', 'voice'], challenge: null })
      expect(await phone.messages(KIM)).to.deep.equal([])
      expect((await kim.post('/2fa/code', { channel: 'sms' })).status).to.equal(202)
      const early = await kim.post('/2fa/code', { channel: 'voice' })
      expect([early.status, early.json['code']]).to.deep.equal([429, 'too_many_requests'])
      await phone.advance(31)
      expect((await kim.post('/2fa/code', { channel: 'voice' })).status).to.equal(202)
      await phone.advance(61)
      expect((await kim.post('/2fa/code', { channel: 'sms' })).status).to.equal(202)
      await phone.advance(121)
      expect((await kim.post('/2fa/code', { channel: 'sms' })).status).to.equal(429)
      const done = await kim.post('/2fa/verify', { code: await phone.newestCode(KIM) })
      expect(done.status).to.equal(200)
    })

    it('means nothing where none was sent and the account has no app', async () => {
      const [asked, other] = [somebody(), somebody()]
      await asked.signIn('kim')
      await other.signIn('kim')
      await asked.post('/2fa/code', { channel: 'sms' })
      const stolen = await other.post('/2fa/verify', { code: await phone.newestCode(KIM) })
      expect([stolen.status, stolen.json['code']]).to.deep.equal([409, 'no_challenge'])
      expect((await asked.post('/2fa/verify', { code: await phone.newestCode(KIM) })).status).to.equal(200)
    })

    it('runs out five minutes after it was texted', async () => {
      const kim = somebody()
      await kim.signIn('kim')
      await kim.post('/2fa/code', { channel: 'sms' })
      await phone.advance(301)
      const late = await kim.post('/2fa/verify', { code: await phone.newestCode(KIM) })
      expect([late.status, late.json['code']]).to.deep.equal([422, 'code_expired'])
    })

    it('goes to the app instead when there is one, unless forced', async () => {
      const ann = somebody()
      await ann.signIn('ann')
      const first = await ann.post('/2fa/code', { channel: 'sms' })
      expect([first.status, first.json['diverted']]).to.deep.equal([202, true])
      expect(await phone.messages(ANN)).to.deep.equal([])
      const forced = await ann.post('/2fa/code', { channel: 'sms', force: true })
      expect([forced.status, forced.json['diverted']]).to.deep.equal([202, undefined])
      expect((await ann.post('/2fa/verify', { code: await phone.newestCode(ANN) })).status).to.equal(200)
    })

    it('is not taken from an administrator, whose policy forbids texts', async () => {
      const ada = somebody()
      await ada.signIn('ada')
      const refused = await ada.post('/2fa/code', { channel: 'sms' })
      expect([refused.status, refused.json['code']]).to.deep.equal([422, 'method_not_allowed'])
    })
  })

  describe('around it', () => {
    it('brings people back to the page they wanted', async () => {
      const ann = somebody()
      const asked = await ann.page('/account?tab=orders')
      expect(asked.headers.get('location')).to.equal('/login?return_to=%2Faccount%3Ftab%3Dorders')
      const login = await ann.form('/login', { username: 'ann', password: 'correct-horse', return_to: '/account?tab=orders' })
      expect([login.status, login.headers.get('location')]).to.deep.equal([303, '/2fa'])
      await phone.answer(ANN, 'approve')
      const done = await ann.form('/2fa/complete')
      expect([done.status, done.headers.get('location')]).to.deep.equal([303, '/account?tab=orders'])
    })

    it('never leads to another site', async () => {
      const ann = somebody()
      await ann.form('/login', { username: 'ann', password: 'correct-horse', return_to: '//evil.example' })
      await phone.answer(ANN, 'approve')
      expect((await ann.form('/2fa/complete')).headers.get('location')).to.equal('/')
    })

    it('ends a half-made sign-in on request', async () => {
      const ann = somebody()
      await ann.signIn('ann')
      expect((await ann.post('/2fa/cancel')).status).to.equal(200)
      await phone.answer(ANN, 'approve')
      expect((await ann.post('/2fa/complete')).status).to.equal(401)
      expect((await ann.get('/2fa')).json).to.include({ code: 'not_signed_in' })
    })

    it('opens nothing to a saved session after signing out', async () => {
      const ann = somebody()
      await ann.signIn('ann')
      await phone.answer(ANN, 'approve')
      await ann.post('/2fa/complete')
      const saved = ann.copy()
      await ann.post('/logout')
      expect((await saved.get('/api/account')).status).to.equal(401)
    })

    it('asks again when somebody else signs in on the same browser', async () => {
      const browser = somebody()
      await browser.signIn('ann')
      await phone.answer(ANN, 'approve')
      await browser.post('/2fa/complete')
      await browser.signIn('zoe')
      expect((await browser.get('/api/account')).status).to.equal(401)
    })

    it('asks an administrator again after ten minutes, and only there', async () => {
      const ada = somebody()
      await ada.signIn('ada')
      await ada.post('/2fa/verify', { code: await phone.appCode('ada@shop.example') })
      expect((await ada.page('/admin')).status).to.equal(200)
      await phone.advance(601)
      expect((await ada.get('/api/account')).status).to.equal(200)
      const stepUp = await ada.get('/admin')
      expect(stepUp.status).to.equal(401)
      expect(stepUp.headers.get('www-authenticate')).to.match(/error="insufficient_user_authentication".*max_age="600"/)
      expect((await ada.get('/2fa')).json).to.include({ outcome: 'challenge', reason: 'step_up' })
      const page = await ada.page('/admin')
      expect([page.status, page.headers.get('location')]).to.deep.equal([303, '/2fa'])
      expect((await ada.post('/2fa/push')).status).to.equal(202)
      await phone.answer('ada@shop.example', 'approve')
      expect((await ada.post('/2fa/complete')).json).to.include({ redirect_to: '/admin' })
      expect((await ada.page('/admin')).status).to.equal(200)
    })

    it('says nothing secret in any answer', async () => {
      const ann = somebody()
      const answers = [await ann.signIn('ann'), await ann.get('/2fa'), await ann.get('/2fa/status'), await ann.page('/2fa')]
      const [approval] = await phone.approvals(ANN)
      const secrets = [approval?.uuid ?? 'none', String(await phone.idOf(ANN)), '4155550121', 'demo_shop']
      for (const { text, headers } of answers) {
        expect(headers.get('cache-control')).to.include('no-store')
        for (const secret of secrets) expect(text).not.to.include(secret)
      }
    })
  })
})

async function* readEvents(response: Response): AsyncGenerator<Record<string, unknown>, void> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1]
      text = text.slice(end + 2)
      if (data !== undefined) yield JSON.parse(data) as Record<string, unknown>
    }
  }
}
