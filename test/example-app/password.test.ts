/** Changing the password: for whoever knows the old one and holds the phone now, and the end of everything before. */
import { expect } from 'chai'
import type { Person } from '../helpers/person.js'
import { startShopRig } from './shop-rig.js'
import type { ShopRig } from './shop-rig.js'

const NEW = 'battery-staple'

describe('Example app: changing the password', function () {
  this.timeout(30_000)
  let rig: ShopRig

  beforeEach(async () => {
    rig = await startShopRig('example-app/policies/default.yaml')
  })
  afterEach(() => rig.close())

  const change = (person: Person, password = 'correct-horse', next = NEW): ReturnType<Person['post']> =>
    person.post('/account/password', { password, new_password: next })

  it('needs a second factor of the last ten minutes, before the form is shown', async () => {
    const ann = await rig.signedIn('ann')
    expect((await ann.page('/account/password')).text).to.include('name="new_password"')
    await rig.phone.advance(601)
    expect((await ann.page('/account/password')).headers.get('location')).to.equal('/2fa')
    expect((await change(ann)).json).to.include({ code: 'second_factor_required' })
    expect((await rig.somebody().signIn('ann')).status).to.equal(200)
  })

  it('ends every other session and token, and the old password', async () => {
    const [ann, elsewhere] = [await rig.signedIn('ann'), await rig.signedIn('ann')]
    const begun = await rig.somebody().post('/api/login', { username: 'ann', password: 'correct-horse' })
    await rig.phone.answer('ann@shop.example', 'approve')
    const bearer = (token: unknown): Readonly<Record<string, string>> => ({ authorization: `Bearer ${String(token)}` })
    const { second_factor_token: token } = (await rig.somebody().post('/2fa/complete', {}, bearer(begun.json['mfa_token']))).json
    expect((await rig.somebody().get('/api/account', bearer(token))).status).to.equal(200)
    expect((await change(ann)).json).to.deep.equal({ changed: true })
    for (const person of [ann, elsewhere]) expect((await person.get('/api/account')).json).to.deep.equal({ code: 'not_signed_in' })
    expect((await rig.somebody().get('/api/account', bearer(token))).status).to.equal(401)
    expect((await rig.somebody().signIn('ann')).status).to.equal(401)
    expect((await rig.somebody().signIn('ann', NEW)).status).to.equal(200)
  })

  it('needs the old one, and a new one that is long enough', async () => {
    const ann = await rig.signedIn('ann')
    expect((await change(ann, 'wrong')).json).to.deep.equal({ code: 'invalid_request', field: 'password' })
    expect((await change(ann, 'correct-horse', 'short')).json).to.deep.equal({ code: 'invalid_request', field: 'new_password' })
    const form = await ann.form('/account/password', { password: 'wrong', new_password: NEW })
    expect([form.status, form.text.includes('That is not your password.'), form.text.includes(NEW)]).to.deep.equal([422, true, false])
    expect((await ann.get('/api/account')).status).to.equal(200)
  })

  it('is open to those who have no second factor, and brings people to the sign-in', async () => {
    const [olaf, elsewhere] = [await rig.passwordOnly('olaf'), await rig.passwordOnly('olaf')]
    const done = await olaf.form('/account/password', { password: 'correct-horse', new_password: NEW })
    expect(done.headers.get('location')).to.equal('/login?changed')
    expect((await olaf.page('/login?changed')).text).to.include('Your password is changed')
    expect((await elsewhere.get('/api/account')).status).to.equal(401)
  })

  it('is closed to a half-made sign-in, also of somebody in grace who has not chosen', async () => {
    for (const name of ['ann', 'nora']) {
      const person = await rig.passwordOnly(name)
      expect((await change(person)).status, name).to.be.within(401, 403)
      expect((await rig.somebody().signIn(name)).status, name).to.equal(200)
    }
  })
})
