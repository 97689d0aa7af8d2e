/** The shop around the second factor, over HTTP: who sees which page, and whose messages. */
import { expect } from 'chai'
import { adminCode, bind, mailedCode, startShopRig } from './shop-rig.js'
import type { ShopRig } from './shop-rig.js'

describe('Example app: the shop', function () {
  this.timeout(30_000)
  let rig: ShopRig

  before(async () => {
    rig = await startShopRig()
  })
  after(() => rig.close())
  beforeEach(() => rig.phone.newDay())

  describe('pages', () => {
    it('are open where nothing is protected, and say who is here', async () => {
      const ann = rig.somebody()
      expect((await ann.page('/')).text).to.include('Sign in').and.not.to.include('Welcome back')
      await ann.signIn('ann')
      const home = await ann.page('/')
      expect(home.text).to.include('Welcome back, <bdi>ann</bdi>').and.not.to.include('href="/admin"')
      expect(home.headers.get('cache-control')).to.equal('no-store')
      expect(home.headers.get('content-security-policy')).to.match(/style-src 'self'(;|$)/).and.not.to.include('unsafe')
    })

    it('list the demo users that exist, and fill one in without script', async () => {
      const page = await rig.somebody().page('/login?as=kim&return_to=%2Faccount')
      for (const name of ['ann', 'sam', 'nora', 'olaf', 'ada', 'bea', 'zoe']) expect(page.text).to.include(`aria-label="Fill in ${name}"`)
      expect(page.text).to.include('name="username" value="kim"').and.include('value="correct-horse"')
      expect(page.text).to.include('name="return_to" value="/account"').and.include('as=ann&amp;return_to=%2Faccount#sign-in')
      expect((await rig.somebody().page('/login?as=root')).text).not.to.include('root').and.not.to.include('value="correct-horse"')
    })

    it('escape what people typed', async () => {
      const typed = '"><script>alert(1)</script>'
      const form = await rig.somebody().form('/signup', { username: typed, email: 'a@shop.example', password: 'long enough' })
      expect(form.status).to.equal(422)
      expect(form.text).to.include('value="&quot;&gt;&lt;script&gt;').and.not.to.include('<script')
      const login = await rig.somebody().page(`/login?return_to=${encodeURIComponent(typed)}`)
      expect(login.text).not.to.include('<script')
    })

    it('bring people with a wrong password back, and keep where they wanted to go', async () => {
      const wrong = await rig.somebody().form('/login', { username: 'ann', password: 'wrong', return_to: '/account?tab=1' })
      expect(wrong.headers.get('location')).to.equal('/login?failed&return_to=%2Faccount%3Ftab%3D1')
      const again = await rig.somebody().page('/login?failed&return_to=%2Faccount%3Ftab%3D1')
      expect(again.text).to.include('do not fit together').and.include('value="/account?tab=1"')
    })

    it('take a new customer from the form to the account', async () => {
      const visitor = rig.somebody()
      const fields = { username: 'pia', email: 'pia@shop.example', password: 'long enough' }
      expect((await visitor.form('/signup', fields)).headers.get('location')).to.equal('/2fa')
      expect((await visitor.post('/2fa/skip')).status).to.equal(200)
      const account = await visitor.page('/account')
      expect(account.text).to.include('Order history of pia').and.include('href="/2fa"').and.include('with a password only')
      const second = await rig.somebody().form('/signup', fields)
      expect([second.status, second.text.includes('That name is taken.')]).to.deep.equal([422, true])
    })

    it('run from right to left for those who read so', async () => {
      const page = await (await rig.signedIn('zoe')).page('/account')
      expect(page.text).to.include('<html lang="ar" dir="rtl">').and.include('الحساب').and.include('Order history of zoe')
    })

    it('say so when there is nothing, and when it is not for them', async () => {
      const ann = await rig.signedIn('ann')
      const [missing, admin] = [await ann.page('/nothing'), await ann.page('/admin')]
      expect([missing.status, missing.text.includes('Not found')]).to.deep.equal([404, true])
      expect([admin.status, admin.text.includes('Not for you')]).to.deep.equal([403, true])
      expect((await ann.get('/nothing')).json).to.deep.equal({ code: 'not_found' })
      expect((await ann.get('/admin')).json).to.deep.equal({ code: 'forbidden' })
    })
  })

  describe('outbox', () => {
    it('is for people who signed in', async () => {
      expect((await rig.somebody().page('/outbox')).headers.get('location')).to.equal('/login?return_to=%2Foutbox')
      expect((await rig.somebody().get('/outbox')).status).to.equal(401)
    })

    it('shows everybody their own messages, and an administrator all', async () => {
      const ada = await rig.signedIn('ada')
      for (const name of ['kim', 'sam']) await adminCode(ada, name)
      const shown = await Promise.all(['kim', 'sam', 'olaf'].map(async (name) => (await (await rig.passwordOnly(name)).page('/outbox')).text))
      expect(shown.map((text) => text.split('<article>').length - 1)).to.deep.equal([1, 1, 0])
      const all = (await ada.page('/outbox')).text
      expect(all).to.include('To <bdi>kim</bdi>').and.include('To <bdi>sam</bdi>')
      for (const text of shown) expect(text).not.to.include('To <bdi>')
    })

    it('asks an administrator for the second factor first', async () => {
      const ada = await rig.passwordOnly('ada')
      const page = await ada.page('/outbox')
      expect([page.status, page.headers.get('location')]).to.deep.equal([303, '/2fa'])
      expect((await ada.get('/outbox')).status).to.equal(401)
    })

    it('gets what the library tells people, and the log gets no word of it', async () => {
      const mia = await rig.passwordOnly('mia')
      expect((await mia.post('/2fa/proof', { proof_kind: 'email_link' })).status).to.equal(202)
      const code = await mailedCode(mia)
      expect((await bind(mia, '4155550141', 'email_link', code)).status).to.equal(201)
      await mia.post('/2fa/push')
      await rig.phone.answer('mia@shop.example', 'approve')
      expect((await mia.post('/2fa/complete')).status).to.equal(200)
      const messages = (await mia.page('/outbox')).text
      expect(messages).to.include('•••41')
      expect(messages.split('<article>')).to.have.length(3)
      expect(rig.shop.output()).to.include('message  "mia"  about=enrolled').and.not.to.include(code).and.not.to.include('mia@shop.example')
    })
  })

  describe('administration of the second factor', () => {
    it('is linked from the administrator’s page, and for administrators only', async () => {
      const ada = await rig.signedIn('ada')
      expect((await ada.page('/admin')).text).to.include('href="/admin/two-step"')
      expect((await ada.page('/admin/two-step')).status).to.equal(200)
      expect((await (await rig.signedIn('ann')).get('/admin/two-step')).status).to.equal(403)
      expect((await (await rig.passwordOnly('bea')).get('/admin/two-step')).status).to.equal(401)
      expect((await rig.somebody().get('/admin/two-step')).status).to.equal(401)
    })
  })
})
