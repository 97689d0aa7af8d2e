/** What the shop wants to see, beside the password, before a phone is bound. */
import { spawnSync } from 'node:child_process'
import { expect } from 'chai'
import type { Person } from '../helpers/person.js'
import { adminCode, bind, CODE, mailedCode, startShopRig } from './shop-rig.js'
import type { ShopRig } from './shop-rig.js'

describe('Example app: proofs before a phone is bound', function () {
  this.timeout(30_000)
  let rig: ShopRig

  before(async () => {
    rig = await startShopRig()
  })
  after(() => rig.close())
  beforeEach(() => rig.phone.newDay())

  it('come with a policy without findings and a suite that covers it', () => {
    const policy = (...args: string[]): string =>
      spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'policy', ...args], { encoding: 'utf8' }).stdout
    expect(policy('validate', 'example-app/onboarding/new-phone.yaml', '--now', '2026-09-01')).to.include('0 errors, 0 warnings')
    const suite = policy('test', 'example-app/onboarding', '--require-coverage', '100%')
    expect(suite).to.include('7 passed, 0 failed').and.to.include('rule coverage 2/2, step-up coverage 3/3')
  })

  describe('proof by mail', () => {
    it('is asked for, sent on a press only, and used up', async () => {
      const mel = await rig.passwordOnly('mel')
      const refused = await mel.post('/2fa/enroll', { country_code: '1', phone: '4155550142' })
      expect([refused.status, refused.json['code'], refused.json['proofs']]).to.deep.equal([403, 'proof_required', ['email_link']])
      expect((await mel.page('/outbox')).text).not.to.match(CODE)
      await mel.post('/2fa/proof', { proof_kind: 'email_link' })
      const code = await mailedCode(mel)
      expect((await bind(mel, '4155550142', 'email_link', 'AAAA-AAAA-AAAA')).json['code']).to.equal('proof_required')
      expect((await bind(await rig.passwordOnly('kim'), '4155550146', 'email_link', code)).status).to.equal(403)
      const bound = await bind(mel, '4155550142', 'email_link', code)
      expect([bound.status, bound.json['enrollment']]).to.deep.equal([201, { state: 'pending', phone_hint: '•••42' }])
      const again = await bind(await rig.passwordOnly('mel'), '4155550149', 'email_link', code)
      expect([again.status, again.json['code']]).to.deep.equal([403, 'proof_required'])
    })

    it('runs out after fifteen minutes on the shop’s clock', async () => {
      const moe = await rig.passwordOnly('moe')
      await moe.post('/2fa/proof', { proof_kind: 'email_link' })
      const code = await mailedCode(moe)
      await rig.phone.advance(15 * 60)
      expect((await bind(moe, '4155550143', 'email_link', code)).json['code']).to.equal('proof_required')
    })

    it('works through the pages without script', async () => {
      const moe = await rig.passwordOnly('moe')
      expect((await moe.form('/2fa/proof', { proof_kind: 'email_link' })).status).to.equal(303)
      const page = await moe.page('/2fa?show=phone')
      expect(page.text).to.include('Code from our message').and.include('name="proof_value"')
      const code = await mailedCode(moe)
      const fields = { country_code: '1', phone: '4155550143', proof_kind: 'email_link' }
      expect((await moe.form('/2fa/enroll', { ...fields, proof_value: 'wrong' })).status).to.equal(403)
      const done = await moe.form('/2fa/enroll', { ...fields, proof_value: code.toLowerCase() })
      expect([done.status, done.headers.get('location')]).to.deep.equal([303, '/2fa'])
    })
  })

  describe('code from an administrator', () => {
    it('is made by administrators behind a fresh second factor only', async () => {
      const make = async (person: Person): Promise<unknown[]> => {
        const { status, json } = await person.post('/admin/new-phone-code', { username: 'cleo' })
        return [status, json['code']]
      }
      expect(await make(rig.somebody())).to.deep.equal([401, 'not_signed_in'])
      expect(await make(await rig.signedIn('ann'))).to.deep.equal([403, 'forbidden'])
      expect(await make(await rig.passwordOnly('cleo'))).to.deep.equal([403, 'enrollment_required'])
      expect(await make(await rig.passwordOnly('ada'))).to.deep.equal([401, 'second_factor_required'])
      await rig.phone.advance(4)
      const ada = await rig.signedIn('ada')
      expect((await make(ada))[0]).to.equal(201)
      await rig.phone.advance(601)
      expect(await make(ada)).to.deep.equal([401, 'second_factor_required'])
    })

    it('is shown once, on no cached page, and nobody else can ask for it by a form', async () => {
      const ada = await rig.signedIn('ada')
      const page = await ada.form('/admin/new-phone-code', { username: ' cleo ' })
      const code = CODE.exec(page.text)?.[0] ?? ''
      expect([page.status, code.length, page.headers.get('cache-control')]).to.deep.equal([200, 14, 'no-store'])
      expect((await ada.page('/admin')).text).not.to.include(code)
      expect((await ada.page('/outbox')).text).to.include('A code for a new phone was made').and.not.to.include(code)
      expect(rig.shop.output()).not.to.include(code)
      const foreign = await ada.post('/admin/new-phone-code', { username: 'cleo' }, { 'sec-fetch-site': 'cross-site' })
      expect([foreign.status, foreign.json['code']]).to.deep.equal([403, 'cross_site'])
    })

    it('is refused for names that nobody has', async () => {
      const ada = await rig.signedIn('ada')
      for (const username of ['nobody', '', ['cleo']]) {
        const refused = await ada.post('/admin/new-phone-code', { username })
        expect([refused.status, refused.json]).to.deep.equal([400, { code: 'invalid_request', field: 'username' }])
      }
      const page = await ada.form('/admin/new-phone-code', { username: '<b>' })
      expect([page.status, page.text.includes('Nobody here has this name.'), page.text.includes('<b>')]).to.deep.equal([422, true, false])
    })

    it('binds one phone, once', async () => {
      const ada = await rig.signedIn('ada')
      const cora = await rig.passwordOnly('cora')
      expect((await cora.post('/2fa/proof', { proof_kind: 'admin_code' })).json['code']).to.equal('method_not_allowed')
      const [first, forNora] = [await adminCode(ada, 'cora'), await adminCode(ada, 'nora')]
      const code = await adminCode(ada, 'cora')
      for (const wrong of [first, forNora]) {
        expect((await bind(cora, '4155550144', 'admin_code', wrong)).json['code']).to.equal('proof_required')
      }
      expect((await bind(cora, '4155550144', 'admin_code', code)).status).to.equal(201)
      expect((await bind(await rig.passwordOnly('cora'), '4155550149', 'admin_code', code)).json['code']).to.equal('proof_required')
      await cora.post('/2fa/push')
      await rig.phone.answer('cora@shop.example', 'approve')
      expect((await cora.post('/2fa/complete')).status).to.equal(200)
      expect((await cora.page('/admin')).status).to.equal(200)
    })

    it('runs out after an hour', async () => {
      const code = await adminCode(await rig.signedIn('ada'), 'cleo')
      await rig.phone.advance(60 * 60)
      expect((await bind(await rig.passwordOnly('cleo'), '4155550145', 'admin_code', code)).json['code']).to.equal('proof_required')
    })
  })
})
