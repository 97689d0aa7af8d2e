/** Setting up, grace, opting out: what people without a proven factor can and cannot do. */
import { expect } from 'chai'
import { Person } from '../helpers/person.js'
import { Phone } from '../helpers/phone.js'
import { startShopProcess } from '../helpers/shop-process.js'
import type { ShopProcess } from '../helpers/shop-process.js'

const SAM = 'sam@shop.example'

describe('Without a proven factor', () => {
  let shop: ShopProcess
  let phone: Phone
  const somebody = (): Person => new Person(shop.url)

  beforeEach(async function () {
    this.timeout(30_000)
    shop = await startShopProcess()
    phone = new Phone(shop.phoneUrl)
  })
  afterEach(() => shop.stop())

  it('spends one grace login for each sign-in, and is locked when they are gone', async () => {
    const remaining = []
    for (let times = 0; times < 5; times += 1) {
      const sam = somebody()
      const login = await sam.signIn('sam')
      expect(login.json).to.include({ outcome: 'allow_with_prompt', reason: 'confirm_within_grace', remaining: 5 - times, may_skip: true, may_opt_out: false })
      const before = await sam.get('/api/account')
      expect([before.status, before.json['code'], before.json['remaining']]).to.deep.equal([403, 'grace_choice_required', 5 - times])
      const skip = await sam.post('/2fa/skip')
      remaining.push(skip.json['remaining'])
      expect((await sam.get('/api/account')).status).to.equal(200)
      expect((await sam.post('/2fa/skip')).json['remaining']).to.equal(skip.json['remaining'])
    }
    expect(remaining).to.deep.equal([4, 3, 2, 1, 0])
    const sixth = somebody()
    const login = await sixth.signIn('sam')
    expect([login.status, login.json['outcome'], login.json['reason']]).to.deep.equal([403, 'locked', 'grace_exhausted'])
    expect((await sixth.post('/2fa/skip')).json['code']).to.equal('no_grace_left')
    expect((await sixth.get('/api/account')).status).to.equal(403)
    const page = await sixth.page('/account')
    expect(page.status).to.equal(403)
    expect(page.text).to.include('set up in time')
  })

  it('confirms a registered phone by push, and is asked for it from then on', async () => {
    const sam = somebody()
    await sam.signIn('sam')
    const push = await sam.post('/2fa/push')
    expect([push.status, push.json['enrollment']]).to.deep.equal([202, { state: 'pending', phone_hint: '•••23' }])
    await phone.answer(SAM, 'approve')
    const done = await sam.post('/2fa/complete')
    expect(done.status).to.equal(200)
    expect(done.json['enrollment']).to.include({ state: 'enrolled' })
    expect((await sam.get('/api/account')).status).to.equal(200)
    expect((await somebody().signIn('sam')).json).to.include({ outcome: 'challenge' })
  })

  it('confirms a registered phone by code', async () => {
    const sam = somebody()
    await sam.signIn('sam')
    const wrong = await sam.post('/2fa/enroll/confirm', { code: '0000001' })
    expect([wrong.status, wrong.json['code']]).to.deep.equal([422, 'wrong_code'])
    expect((await sam.post('/2fa/verify', { code: '0000001' })).json['code']).to.equal('no_challenge')
    const done = await sam.post('/2fa/enroll/confirm', { code: await phone.appCode(SAM) })
    expect([done.status, done.json['outcome']]).to.deep.equal([200, 'allow'])
  })

  it('does not change a registered number without a proof', async () => {
    const sam = somebody()
    await sam.signIn('sam')
    const refused = await sam.post('/2fa/enroll', { country_code: '1', phone: '4155550177' })
    expect([refused.status, refused.json['code']]).to.deep.equal([403, 'proof_required'])
    const ann = somebody()
    await ann.signIn('ann')
    const other = await ann.post('/2fa/enroll', { country_code: '1', phone: '4155550177' })
    expect([other.status, other.json['code']]).to.deep.equal([403, 'step_up_required'])
  })

  it('sets up a phone of one’s own, enforced only after the proof', async () => {
    const nora = somebody()
    expect((await nora.signIn('nora')).json).to.include({ outcome: 'allow_with_prompt', reason: 'enroll_within_grace', remaining: 3, may_opt_out: true })
    const enrolled = await nora.post('/2fa/enroll', { country_code: '1', phone: '(415) 555-0199' })
    expect(enrolled.status).to.equal(201)
    expect(enrolled.json['enrollment']).to.deep.equal({ state: 'pending', phone_hint: '•••99' })
    expect((await somebody().signIn('nora')).json).to.include({ outcome: 'allow_with_prompt', reason: 'confirm_within_grace' })
    await nora.post('/2fa/push')
    await phone.answer('nora@shop.example', 'approve')
    expect((await nora.post('/2fa/complete')).status).to.equal(200)
    expect((await somebody().signIn('nora')).json).to.include({ outcome: 'challenge' })
  })

  it('cannot be proven from another person’s session', async () => {
    const [nora, sam] = [somebody(), somebody()]
    await nora.signIn('nora')
    await nora.post('/2fa/enroll', { country_code: '1', phone: '4155550199' })
    await sam.signIn('sam')
    const code = await phone.appCode('nora@shop.example')
    expect((await sam.post('/2fa/enroll/confirm', { code })).status).to.equal(422)
    expect((await somebody().signIn('nora')).json).to.include({ reason: 'confirm_within_grace' })
  })

  for (const [name, body, code] of [
    ['letters', { country_code: '1', phone: 'call me' }, 'invalid_phone'],
    ['three digits', { country_code: '1', phone: '123' }, 'invalid_phone'],
    ['no country', { phone: '4155550199' }, 'invalid_request'],
    ['a list', { country_code: '1', phone: ['4155550199'] }, 'invalid_request'],
    ['a country that is a number', { country_code: 1, phone: '4155550199' }, 'invalid_request'],
  ] as const) {
    it(`refuses a phone with ${name}`, async () => {
      const nora = somebody()
      await nora.signIn('nora')
      const refused = await nora.post('/2fa/enroll', body)
      expect(refused.status).to.be.within(400, 422)
      expect(refused.json).to.include({ code })
      expect(refused.json).to.have.property('field')
      expect((await nora.get('/2fa')).json['enrollment']).to.include({ state: 'none' })
    })
  }

  it('opts out within grace, after saying so twice', async () => {
    const nora = somebody()
    await nora.signIn('nora')
    const once = await nora.post('/2fa/opt-out')
    expect([once.status, once.json['code'], once.json['field']]).to.deep.equal([400, 'invalid_request', 'confirm'])
    expect((await nora.page('/2fa/opt-out')).text).to.include('Turn off two-step sign-in?')
    expect((await nora.post('/2fa/opt-out', { confirm: true })).status).to.equal(200)
    expect((await nora.get('/api/account')).status).to.equal(200)
    expect((await somebody().signIn('nora')).json).to.include({ outcome: 'allow', reason: 'opted_out' })
  })

  it('cannot opt out where policy does not let', async () => {
    const sam = somebody()
    await sam.signIn('sam')
    const refused = await sam.post('/2fa/opt-out', { confirm: true })
    expect([refused.status, refused.json['code']]).to.deep.equal([403, 'opt_out_not_allowed'])
    expect((await somebody().signIn('olaf')).json).to.include({ outcome: 'allow', reason: 'opted_out' })
  })

  it('has to set up a factor where an action needs a fresh one', async () => {
    const nora = somebody()
    await nora.signIn('nora')
    await nora.post('/2fa/skip')
    const refused = await nora.get('/admin')
    expect([refused.status, refused.json['code']]).to.deep.equal([403, 'enrollment_required'])
  })
})
