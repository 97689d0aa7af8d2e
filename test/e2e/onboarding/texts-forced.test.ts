/** People with the app who ask for a text: `phone_code.force` says whether they get one. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { at, enterPhone, mailOf, press, startOnboarding, typeCode } from './rig.js'
import type { OnboardingRig, ShopPerson } from './rig.js'

const rule = (force: string): object => ({
  id: force,
  match: { groups: [force] },
  enrollment: { model: 'mandatory', confirm_with: ['sms', 'totp'] },
  challenge: { when: 'every_login', methods: ['push', 'totp', 'sms', 'voice'], phone_code: { force } },
})

const POLICY = {
  apiVersion: 'second-factor/v1',
  kind: 'PolicySet',
  metadata: { name: 'texts', owner: 'tests@shop.example' },
  mode: 'enforce',
  rules: [...['always', 'never', 'on_request'].map(rule), { id: 'everyone', enrollment: { model: 'opt_in' } }],
}

const PEOPLE: readonly ShopPerson[] = [
  { username: 'alf', groups: ['always'], state: 'enrolled', phone: '4155550141' },
  { username: 'ali', groups: ['always'] },
  { username: 'nat', groups: ['never'], state: 'enrolled', phone: '4155550142' },
  { username: 'rob', groups: ['on_request'], state: 'enrolled', phone: '4155550143' },
  { username: 'ria', groups: ['on_request'] },
]

const INSTEAD = 'Authy opened your app instead of sending a text. Use the code there.'

describe('Onboarding: texts forced, or not', function () {
  this.timeout(20_000)
  let rig: OnboardingRig

  before(async function () {
    this.timeout(60_000)
    rig = await startOnboarding({ policy: POLICY, people: PEOPLE })
  })
  after(() => rig.close())

  async function askForText(name: string): Promise<Page> {
    const page = await rig.signIn(name)
    await at(page, 'Approve this sign-in')
    await page.getByRole('link', { name: 'Use another way' }).click()
    await page.getByLabel('Text message').check()
    await press(page, 'Continue')
    return page
  }

  const texts = async (name: string): Promise<string[]> => (await rig.phone.messages(mailOf(name))).filter(({ code }) => code).map(({ channel }) => channel)

  it('texts on the first press where texts are always forced', async () => {
    const page = await askForText('alf')
    await at(page, 'Check your texts')
    expect(await texts('alf')).to.deep.equal(['sms'])
    await typeCode(page, await rig.phone.newestCode(mailOf('alf')))
    await rig.isIn(page)
  })

  it('texts on the first press while setting up, too', async () => {
    const page = await rig.signIn('ali')
    await enterPhone(page, '1', '415 555 0151')
    await press(page, 'I’ll use texts: text me a code')
    await at(page, 'Check your texts')
    expect(await texts('ali')).to.deep.equal(['sms'])
    await typeCode(page, await rig.phone.newestCode(mailOf('ali')))
    await rig.isSetUp(page)
  })

  it('[28] leads to the app where texts are never forced, and takes its code', async () => {
    const page = await askForText('nat')
    await page.getByText(INSTEAD).waitFor()
    expect(await page.getByRole('button', { name: /text me/i }).count()).to.equal(0)
    const refused = await rig.json(page, 'POST', '/2fa/code', { channel: 'sms', force: true })
    expect(refused.body['code']).to.equal('method_not_allowed')
    expect(await texts('nat')).to.deep.equal([])
    await typeCode(page, await rig.phone.appCode(mailOf('nat')))
    await rig.isIn(page)
  })

  it('[28] texts anyway where somebody insists', async () => {
    const page = await askForText('rob')
    await page.getByText(INSTEAD).waitFor()
    expect(await texts('rob')).to.deep.equal([])
    await press(page, 'Text me anyway')
    await at(page, 'Check your texts')
    expect(await texts('rob')).to.deep.equal(['sms'])
    await typeCode(page, await rig.phone.newestCode(mailOf('rob')))
    await rig.isIn(page)
  })

  it('[28] texts anyway while setting up, too', async () => {
    const page = await rig.signIn('ria')
    await enterPhone(page, 'Canada', '(416) 555-0152')
    await press(page, 'I’ll use texts: text me a code')
    await page.getByText(INSTEAD).waitFor()
    await press(page, 'Text me anyway')
    await at(page, 'Check your texts')
    await typeCode(page, await rig.phone.newestCode(mailOf('ria')))
    await rig.isSetUp(page)
  })
})
