/** Where a password alone binds no phone: from the press to the phone in force, by mail and by an administrator. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { at, mailOf, press, startOnboarding } from './rig.js'
import type { OnboardingRig, ShopPerson } from './rig.js'

const PEOPLE: readonly ShopPerson[] = [
  { username: 'nora' },
  { username: 'cleo', roles: ['admin'] },
  { username: 'ada', roles: ['admin'], state: 'enrolled', phone: '4155550126' },
]

const CODE = /[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}/

describe('Onboarding: a proof before a new phone', function () {
  this.timeout(20_000)
  let rig: OnboardingRig

  before(async function () {
    this.timeout(60_000)
    rig = await startOnboarding({ policy: 'example-app/onboarding/new-phone.yaml', people: PEOPLE })
  })
  after(() => rig.close())

  async function bind(page: Page, proof: string, code: string, number: string): Promise<void> {
    await page.getByLabel(proof).fill(code)
    await page.getByLabel('Country').fill('1')
    await page.getByLabel('Phone number').fill(number)
    await press(page, 'Continue')
  }

  async function approve(page: Page, name: string): Promise<void> {
    await at(page, 'Confirm your phone')
    await press(page, 'I have the app: send a request')
    await page.getByText('We sent a request to your Authy app').waitFor()
    await rig.phone.answer(mailOf(name), 'approve')
    await rig.isSetUp(page)
    await at(await rig.signIn(name), 'Approve this sign-in')
  }

  it('mails a code on a press only, and goes on with it', async () => {
    const page = await rig.signIn('nora')
    await press(page, 'Set up now')
    await at(page, 'First, show that it’s you')
    expect(await rig.mail(page)).to.deep.equal([])
    await press(page, 'Send it to me: Code from our message')
    const code = CODE.exec(await rig.letter(page, 'Your code for setting up a phone'))?.[0] ?? ''
    await bind(page, 'Code from our message', 'AAAA-AAAA-AAAA', '415 555 0171')
    await page.getByText('That proof is not right, or it ran out. Ask for a new one.').waitFor()
    expect(await page.getByLabel('Phone number').inputValue()).to.equal('415 555 0171')
    await bind(page, 'Code from our message', code, '415 555 0171')
    await approve(page, 'nora')
  })

  it('takes a code that an administrator made and told', async () => {
    const page = await rig.signIn('cleo')
    await at(page, 'Two-step sign-in is now required')
    await press(page, 'Set up now')
    await at(page, 'First, show that it’s you')
    expect(await page.getByRole('button', { name: /^Send it to me/ }).count()).to.equal(0)
    const code = await codeByAda('cleo')
    await bind(page, 'Code from an administrator', code.toLowerCase(), '415 555 0172')
    await approve(page, 'cleo')
  })

  async function codeByAda(username: string): Promise<string> {
    const page = await rig.signIn('ada')
    await at(page, 'Approve this sign-in')
    await rig.phone.answer(mailOf('ada'), 'approve')
    await rig.isIn(page)
    await page.goto(`${rig.shop.url}/admin`)
    await page.getByLabel('Name', { exact: true }).fill(username)
    await press(page, 'Make a code')
    const code = await page.getByRole('status').getByText(CODE).innerText()
    await page.context().close()
    return code
  }
})
