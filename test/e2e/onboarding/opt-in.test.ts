/** Turning it on from the account page, where nobody has to: confirmed by text, by call, by push, and without script. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { at, enterPhone, mailOf, press, startOnboarding, typeCode } from './rig.js'
import type { OnboardingRig } from './rig.js'

const POLICY = {
  apiVersion: 'second-factor/v1',
  kind: 'PolicySet',
  metadata: { name: 'own-choice', owner: 'tests@shop.example' },
  mode: 'enforce',
  defaults: { challenge: { when: 'every_login', methods: ['push', 'totp', 'sms', 'voice'] } },
  rules: [{ id: 'everyone', enrollment: { model: 'opt_in' } }],
}

/** In the emulator nobody with a number that ends in 04 has the app, so texts and calls go out at once. */
const NORWEGIAN = '415 55 104'
const BRITISH = '7400 123456'

describe('Onboarding: from the account page', function () {
  this.timeout(20_000)
  let rig: OnboardingRig

  before(async function () {
    this.timeout(60_000)
    const people = ['tess', 'cal', 'pam', 'noel'].map((username) => ({ username }))
    rig = await startOnboarding({ policy: POLICY, people })
  })
  after(() => rig.close())

  /** Password only, and nobody asks: the way there is the link on the account page. */
  async function turnOn(name: string, options: object = {}): Promise<Page> {
    const page = await rig.signIn(name, options)
    await rig.isIn(page)
    await page.getByRole('link', { name: 'Two-step sign-in' }).click()
    await at(page, 'Protect your account')
    return page
  }

  /** Confirmed, told by message, and asked for at the next sign-in. */
  async function isOn(name: string, page: Page, options: object): Promise<Page> {
    await rig.isSetUp(page)
    await rig.letter(page, 'Two-step sign-in is on')
    const next = await rig.signIn(name, options)
    expect(next.url()).to.equal(`${rig.shop.url}/2fa`)
    expect((await rig.json(next, 'GET', '/api/account')).status).to.equal(401)
    return next
  }

  /** The same presses with script and without. */
  async function byText(name: string, number: string, options: object): Promise<void> {
    const page = await turnOn(name, options)
    await press(page, 'Set up now')
    await at(page, 'Your phone')
    expect(await page.locator('option[value="Portugal (+351)"]').count()).to.equal(1)
    await page.getByLabel('Country').fill('Atlantis')
    await page.getByLabel('Phone number').fill(number)
    await press(page, 'Continue')
    await page.getByText('Choose a country from the list, or type its calling code.').waitFor()
    await page.getByRole('link', { name: 'Back' }).click()
    await at(page, 'Protect your account')
    await enterPhone(page, 'portugal', number)
    await press(page, 'I’ll use texts: text me a code')
    await at(page, 'Check your texts')
    expect(await page.getByRole('status').innerText()).to.equal('We texted a code to •••04.')
    await typeCode(page, '7654321')
    await page.getByText('Not confirmed yet. Your sign-in hasn’t changed.').waitFor()
    await rig.isIn(await rig.signIn(name, options))
    await typeCode(page, await rig.phone.newestCode(mailOf(name)))
    const next = await isOn(name, page, options)
    await press(next, /^Text me a code to/)
    await at(next, 'Check your texts')
    await typeCode(next, await rig.phone.newestCode(mailOf(name)))
    await rig.isIn(next)
    await next.getByText('with a password and a code by text').waitFor()
  }

  it('finds the country by its name, and confirms by text', () => byText('tess', '912 345 604', {}))

  it('works whole without script', () => byText('noel', '912 345 704', { javaScriptEnabled: false }))

  it('confirms by call', async () => {
    const page = await turnOn('cal')
    await enterPhone(page, 'Norway', NORWEGIAN)
    await page.getByRole('link', { name: 'Use another way' }).click()
    await page.getByLabel('Phone call').check()
    await press(page, 'Continue')
    await at(page, 'Answer the call')
    const calls = await rig.phone.messages(mailOf('cal'))
    expect(calls.map(({ channel }) => channel)).to.deep.equal(['sms', 'voice'])
    await typeCode(page, await rig.phone.newestCode(mailOf('cal')))
    const next = await isOn('cal', page, {})
    await press(next, /^Call me on/)
    await at(next, 'Answer the call')
    await typeCode(next, await rig.phone.newestCode(mailOf('cal')))
    await rig.isIn(next)
  })

  it('confirms by push, and goes on by itself', async () => {
    const page = await turnOn('pam')
    await enterPhone(page, '+44', BRITISH)
    await press(page, 'I have the app: send a request')
    await page.getByText('We sent a request to your Authy app').waitFor()
    expect((await rig.phone.approvals(mailOf('pam'))).map(({ message }) => message)).to.deep.equal(['Confirm your phone for Paper & Pine'])
    await rig.phone.answer(mailOf('pam'), 'approve')
    const next = await isOn('pam', page, {})
    await at(next, 'Approve this sign-in')
    await rig.phone.answer(mailOf('pam'), 'approve')
    await rig.isIn(next)
  })
})
