/** Sending money, over HTTP: checked first, approved with amount and payee in sight, then done once. */
import { expect } from 'chai'
import type { Answer, Person } from '../helpers/person.js'
import { startShopRig } from './shop-rig.js'
import type { ShopRig } from './shop-rig.js'

const ANN = 'ann@shop.example'

describe('Example app: sending money', function () {
  this.timeout(30_000)
  let rig: ShopRig

  before(async () => {
    rig = await startShopRig('example-app/policies/default.yaml')
  })
  after(() => rig.close())
  beforeEach(() => rig.phone.newDay())

  const pay = (person: Person, amount: unknown, to: unknown): Promise<Answer> => person.post('/api/transfer', { amount, to })

  /** A form as a browser sends it under the shop's referrer policy. */
  function payByForm(person: Person, fields: Readonly<Record<string, string>>): Promise<Answer> {
    const headers = {
      accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin',
      origin: rig.shop.url, referer: `${rig.shop.url}/transfer`,
    }
    return person.send('POST', '/transfer', headers, new URLSearchParams(fields).toString())
  }

  async function approve(person: Person): Promise<Answer> {
    await person.post('/2fa/push')
    await rig.phone.answer(ANN, 'approve')
    return person.post('/2fa/complete')
  }

  it('shows on the phone what is sent, and sends it once', async () => {
    const ann = await rig.signedIn('ann')
    const refused = await pay(ann, 12.5, 'Bob & Söhne')
    expect([refused.status, refused.json['code']]).to.deep.equal([401, 'second_factor_required'])
    expect(refused.headers.get('www-authenticate')).to.include('insufficient_user_authentication')
    await ann.post('/2fa/push')
    const approval = (await rig.phone.approvals(ANN)).at(-1)
    expect(approval?.details).to.include({ Amount: '€12.50', Payee: 'Bob & Söhne' })
    expect(approval?.message).to.equal('Confirm at Paper & Pine: send money')
    await approve(ann)
    const done = await pay(ann, 12.5, 'Bob & Söhne')
    expect([done.status, done.json['transferred']]).to.deep.equal([200, { amount: 12.5, to: 'Bob & Söhne' }])
    expect(done.json['reference']).to.match(/^[0-9A-F]{12}$/)
    expect((await pay(ann, 12.5, 'Bob & Söhne')).status).to.equal(401)
    const account = (await ann.page('/account')).text
    expect(account).to.include('<bdi>Bob &amp; Söhne</bdi>').and.include('€12.50').and.include('href="/transfer"').and.include('href="/2fa/settings"')
  })

  it('takes an approval for nothing else', async () => {
    const ann = await rig.signedIn('ann')
    await pay(ann, '10', 'Bob')
    await approve(ann)
    for (const [amount, to] of [['10', 'Eve'], ['1000', 'Bob'], ['10.01', 'Bob']]) expect((await pay(ann, amount, to)).status, `${amount} ${to}`).to.equal(401)
    expect((await pay(ann, 10, ' Bob ')).json['transferred']).to.deep.equal({ amount: 10, to: 'Bob' })
  })

  it('names the action in the person’s language', async () => {
    const zoe = await rig.signedIn('zoe')
    await pay(zoe, 5, 'منى')
    await zoe.post('/2fa/push')
    const approval = (await rig.phone.approvals('zoe@shop.example')).at(-1)
    expect(approval?.message).to.include('إرسال المال')
    expect(approval?.details).to.include({ Payee: 'منى' })
  })

  it('shows each person their own transfers only', async () => {
    const ann = await rig.signedIn('ann')
    await pay(ann, 77.77, 'Carla')
    await approve(ann)
    const reference = String((await pay(ann, 77.77, 'Carla')).json['reference'])
    expect((await ann.page(`/transfer?sent=${reference}`)).text).to.include('Sent: €77.77')
    const kim = await rig.passwordOnly('kim')
    await kim.post('/2fa/code', { channel: 'sms' })
    await kim.post('/2fa/verify', { code: await rig.phone.newestCode('kim@shop.example') })
    for (const path of ['/account', `/transfer?sent=${reference}`]) {
      const { status, text } = await kim.page(path)
      expect([status, text.includes('77.77'), text.includes('Carla')], path).to.deep.equal([200, false, false])
    }
  })

  const wrong: readonly (readonly [string, unknown, unknown, string])[] = [
    ['no amount', undefined, 'Bob', 'amount'],
    ['nothing', 0, 'Bob', 'amount'],
    ['less than nothing', -5, 'Bob', 'amount'],
    ['three decimals', 1.005, 'Bob', 'amount'],
    ['too much', 10_000.01, 'Bob', 'amount'],
    ['words', 'ten', 'Bob', 'amount'],
    ['another base', '0x10', 'Bob', 'amount'],
    ['an exponent', '1e2', 'Bob', 'amount'],
    ['a list', [10], 'Bob', 'amount'],
    ['other digits', '١٠', 'Bob', 'amount'],
    ['no payee', 10, undefined, 'to'],
    ['blanks', 10, '   ', 'to'],
    ['a long payee', 10, 'x'.repeat(61), 'to'],
    ['two lines', 10, 'Bob\n', 'to'],
    ['turned text', 10, 'a\u202Eb', 'to'],
    ['hidden text', 10, 'Bo\u200Bb', 'to'],
    ['a payee that is none', 10, { name: 'Bob' }, 'to'],
  ]
  it('refuses what is not clear before anybody is asked', async () => {
    const ann = await rig.signedIn('ann')
    const before = (await rig.phone.approvals(ANN)).length
    for (const [what, amount, to, field] of wrong) {
      const { status, json } = await pay(ann, amount, to)
      expect([status, json], what).to.deep.equal([400, { code: 'invalid_request', field }])
    }
    for (const body of ['[]', 'null', '"10"']) expect((await ann.post('/api/transfer', body)).status, body).to.equal(400)
    expect((await ann.get('/2fa')).json).to.include({ outcome: 'allow' })
    expect(await rig.phone.approvals(ANN)).to.have.length(before)
    for (const [amount, to] of [[10_000, 'x'.repeat(60)], ['0.01', 'B']]) expect((await pay(ann, amount, to)).status).to.equal(401)
  })

  it('lets nobody through without a second factor', async () => {
    expect((await pay(rig.somebody(), 10, 'Bob')).json).to.deep.equal({ code: 'not_signed_in' })
    expect((await payByForm(rig.somebody(), { amount: '10', to: 'Bob' })).headers.get('location')).to.equal('/login')
    expect((await pay(await rig.passwordOnly('ann'), 10, 'Bob')).status).to.equal(401)
    for (const name of ['nora', 'olaf']) {
      const person = await rig.passwordOnly(name)
      await person.post('/2fa/skip')
      expect((await pay(person, 10, 'Bob')).json, name).to.include({ code: 'enrollment_required' })
    }
  })

  it('refuses a form from another site', async () => {
    const ann = await rig.signedIn('ann')
    const headers = { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' }
    expect((await ann.send('POST', '/transfer', headers, 'amount=10&to=Eve')).status).to.equal(403)
    expect((await ann.page('/transfer')).text).not.to.include('Eve')
  })

  describe('by the form', () => {
    it('brings people back to what they typed, and sends nothing by itself', async () => {
      const ann = await rig.signedIn('ann')
      const stopped = await payByForm(ann, { amount: '20.00', to: 'Dora' })
      expect([stopped.status, stopped.headers.get('location')]).to.deep.equal([303, '/2fa'])
      expect((await approve(ann)).json).to.include({ redirect_to: '/transfer' })
      const form = (await ann.page('/transfer')).text
      expect(form).to.include('value="20.00"').and.include('value="Dora"').and.include('not sent yet')
      expect((await ann.page('/account')).text).not.to.include('Dora')
      const done = await payByForm(ann, { amount: '20.00', to: 'Dora' })
      expect(done.headers.get('location')).to.match(/^\/transfer\?sent=[0-9A-F]{12}$/)
      const after = (await ann.page(String(done.headers.get('location')))).text
      expect(after).to.include('Sent: €20.00 to <bdi>Dora</bdi>').and.not.to.include('value="20.00"').and.not.to.include('not sent yet')
      expect((await payByForm(ann, { amount: '20.00', to: 'Dora' })).headers.get('location')).to.equal('/2fa')
    })

    it('shows what was typed only to who typed it', async () => {
      const ann = await rig.signedIn('ann')
      await payByForm(ann, { amount: '21.00', to: 'Dora' })
      await ann.post('/login', { username: 'olaf', password: 'correct-horse' })
      expect((await ann.page('/transfer')).text).to.include('Send money').and.not.to.include('Dora')
    })

    it('says what is wrong beside the field, with what was typed', async () => {
      const ann = await rig.signedIn('ann')
      const { status, text } = await payByForm(ann, { amount: '1,5', to: '"><script>' })
      expect(status).to.equal(422)
      expect(text).to.include('id="amount-problem"').and.include('value="1,5"').and.include('value="&quot;&gt;&lt;script&gt;"').and.not.to.include('<script')
    })
  })
})
