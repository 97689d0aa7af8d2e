/** No texts any more: newcomers never see them, and whoever has nothing else proves it by text once and moves on. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { at, DAY_SECONDS, enterPhone, expectSameSize, mailOf, press, startOnboarding, typeCode } from './rig.js'
import type { OnboardingRig, ShopPerson } from './rig.js'

/** The clock starts at today. */
const LAST_DAY = new Date(Date.now() + 30 * DAY_SECONDS * 1000).toISOString()

const POLICY = {
  apiVersion: 'second-factor/v1',
  kind: 'PolicySet',
  metadata: { name: 'no-texts', owner: 'tests@shop.example' },
  mode: 'enforce',
  guardrails: { forbid_methods: ['sms', 'voice'] },
  defaults: { challenge: { when: 'every_login', methods: ['push', 'totp'] } },
  rules: [
    {
      id: 'time-to-move',
      match: { groups: ['legacy'] },
      enrollment: { model: 'mandatory', grace_period: { logins: 3, until: LAST_DAY, applies_to: ['method_change'] } },
    },
    { id: 'everyone', enrollment: { model: 'mandatory' } },
  ],
}

const PEOPLE: readonly ShopPerson[] = [
  { username: 'nora' },
  { username: 'kim', state: 'enrolled', phone: '4155550122', has_app: false },
  { username: 'lea', state: 'enrolled', phone: '4155550132', has_app: false, groups: ['legacy'] },
]

describe('Onboarding: texts forbidden', function () {
  this.timeout(20_000)
  let rig: OnboardingRig

  before(async function () {
    this.timeout(60_000)
    rig = await startOnboarding({ policy: POLICY, people: PEOPLE })
  })
  after(() => rig.close())

  /** The old method, once more. */
  async function proveByText(name: string): Promise<Page> {
    const page = await rig.signIn(name)
    await page.getByText('Use it once more, then set up another.').waitFor()
    await press(page, /^Text me a code to/)
    await at(page, 'Check your texts')
    await typeCode(page, await rig.phone.newestCode(mailOf(name)))
    await at(page, 'Protect your account')
    await page.getByText('The way you have used so far is no longer allowed for signing in here. Set up another one now.').waitFor()
    expect(await page.getByText('Use it once more').count()).to.equal(0)
    expect((await rig.json(page, 'GET', '/api/account')).status).to.be.within(401, 403)
    return page
  }

  /** The new phone has the app. */
  async function moveToApp(page: Page, number: string): Promise<void> {
    await enterPhone(page, '1', number)
    expect(await page.getByRole('button', { name: /text|call/i }).count()).to.equal(0)
    await press(page, 'I have the app: send a request')
    await page.getByText('We sent a request to your Authy app').waitFor()
  }

  it('offers no text while setting up, and sends none', async () => {
    const page = await rig.signIn('nora')
    await moveToApp(page, '415 555 0161')
    const id = mailOf('nora')
    const before = (await rig.phone.messages(id)).length
    for (const channel of ['sms', 'voice']) {
      const refused = await rig.json(page, 'POST', '/2fa/code', { channel })
      expect([refused.status, refused.body['code']]).to.deep.equal([422, 'method_not_allowed'])
    }
    expect(await rig.phone.messages(id)).to.have.length(before)
    await page.getByRole('link', { name: 'Use another way' }).click()
    await at(page, 'Choose another way')
    expect(await page.getByRole('radio').count()).to.equal(2)
    await page.getByRole('link', { name: 'Back' }).click()
    await page.getByText('We sent a request to your Authy app').waitFor()
    await rig.phone.answer(id, 'approve')
    await rig.isSetUp(page)
  })

  it('moves somebody with texts only, who cannot put it off', async () => {
    const left = await proveByText('kim')
    expect(await left.getByRole('button', { name: 'Not now' }).count()).to.equal(0)
    await press(left, 'Cancel')
    await left.waitForURL(`${rig.shop.url}/login`)
    await rig.phone.advance(60)
    const page = await proveByText('kim')
    // Two entries with one address: the test means the new phone from here on.
    await rig.phone.control('PATCH', `/_/users/${await rig.phone.idOf(mailOf('kim'))}`, { email: 'old-phone@shop.example' })
    await moveToApp(page, '415 555 0162')
    await rig.phone.answer(mailOf('kim'), 'approve')
    await rig.isSetUp(page)
    const next = await rig.signIn('kim')
    await at(next, 'Approve this sign-in')
    expect(await next.getByRole('button', { name: /text|call/i }).count()).to.equal(0)
    await rig.phone.answer(mailOf('kim'), 'approve')
    await rig.isIn(next)
  })

  it('[37] gives time to move until the last day, and none after it', async () => {
    for (const sentence of ['After this, you can skip 2 more times before it is required.', 'After this, you can skip 1 more time before it is required.']) {
      const page = await proveByText('lea')
      await page.getByText(sentence).waitFor()
      await expectSameSize(page, 'Set up now', 'Not now')
      await press(page, 'Not now')
      await rig.isIn(page)
      await rig.phone.advance(DAY_SECONDS)
    }
    await rig.phone.advance(30 * DAY_SECONDS)
    const page = await proveByText('lea')
    expect(await page.getByRole('button', { name: 'Not now' }).count()).to.equal(0)
    expect((await rig.json(page, 'POST', '/2fa/skip')).body['code']).to.equal('no_grace_left')
  })
})
