/** A number that somebody else has, and a number that nobody confirms. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { at, DAY_SECONDS, enterPhone, mailOf, press, startOnboarding } from './rig.js'
import type { OnboardingRig, ShopPerson } from './rig.js'

const PEOPLE: readonly ShopPerson[] = [
  { username: 'olga', state: 'enrolled', phone: '4155550181' },
  { username: 'nora' },
  { username: 'nick' },
]

describe('Onboarding: numbers', function () {
  this.timeout(20_000)
  let rig: OnboardingRig

  before(async function () {
    this.timeout(60_000)
    rig = await startOnboarding({ policy: 'example-app/policies/default.yaml', people: PEOPLE })
  })
  after(() => rig.close())

  /** All there is to read on the page after the number was sent, apart from its last digits. */
  async function answerTo(name: string, number: string): Promise<{ readonly page: Page; readonly text: string }> {
    const page = await rig.signIn(name)
    await enterPhone(page, 'United States', number)
    const text = await page.getByRole('dialog').innerText()
    return { page, text: text.replaceAll(`•••${number.slice(-2)}`, '•••') }
  }

  it('answers a number in use like any other, and tells its owner', async () => {
    const used = await answerTo('nora', '415 555 0181')
    const unused = await answerTo('nick', '415 555 0182')
    expect(used.text).to.equal(unused.text)
    expect(await rig.mail(used.page)).to.deep.equal([])
    const olga = await rig.signIn('olga')
    await at(olga, 'Approve this sign-in')
    const letter = await rig.letter(olga, 'Your phone number was used for another account')
    expect(letter).to.include('•••81').and.not.to.match(/nora/)
    await rig.phone.answer(mailOf('olga'), 'approve')
    await rig.isIn(olga)
  })

  it('forgets a number that nobody confirms within seven days', async () => {
    await rig.phone.advance(7 * DAY_SECONDS - 60 * 60)
    const before = await rig.signIn('nick')
    await at(before, 'Confirm your phone')
    await rig.phone.advance(60 * 60)
    const page = await rig.signIn('nick')
    await at(page, 'Two-step sign-in is now required')
    expect((await rig.json(page, 'GET', '/2fa')).body['enrollment']).to.deep.equal({ state: 'none', phone_hint: null })
    await enterPhone(page, '1', '415 555 0182')
    await press(page, 'I have the app: send a request')
    await page.getByText('We sent a request to your Authy app').waitFor()
    await rig.phone.answer(mailOf('nick'), 'approve')
    await rig.isSetUp(page)
  })
})
