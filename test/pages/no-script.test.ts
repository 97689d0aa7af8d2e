/** Everything by forms: the same flow to the end with script switched off. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { startRig } from './rig.js'
import type { Rig } from './rig.js'

const ANN = 'ann@shop.example'
const OFF = { javaScriptEnabled: false }

describe('Pages: without script', function () {
  this.timeout(60_000)
  let rig: Rig

  before(async () => {
    rig = await startRig()
  })
  after(() => rig.close())
  beforeEach(() => rig.newDay())

  async function press(page: Page, name: string | RegExp): Promise<void> {
    await page.getByRole('button', { name }).click()
    await page.waitForLoadState()
  }

  const heading = (page: Page): Promise<string> => page.getByRole('heading', { level: 1 }).innerText()

  it('[22] are a page and not a dialog, with every way listed at once', async () => {
    const { page } = await rig.signIn('ann', OFF)
    expect(await page.locator('dialog').count()).to.equal(0)
    expect(await page.getByRole('main').count()).to.equal(1)
    const names = await page.getByRole('button').allInnerTexts()
    expect(names).to.include.members(['Check now', 'Check for me', 'Send again', 'Enter a code from the Authy app', 'Text me a code to •••21', 'Call me on •••21', 'Cancel'])
  })

  it('[22] go on by hand once the phone has approved', async () => {
    const { page } = await rig.signIn('ann', OFF)
    await press(page, 'Check now')
    expect(await page.getByRole('alert').innerText()).to.equal('Not approved yet. Open the Authy app, approve, then check again.')
    await rig.host.phone.answer(ANN, 'approve')
    await press(page, 'Check now')
    expect(page.url()).to.equal(`${rig.host.url}/`)
  })

  it('[22] look again by themselves only for those who asked', async () => {
    const { page } = await rig.signIn('ann', OFF)
    expect(await page.locator('meta[http-equiv=refresh]').count()).to.equal(0)
    await press(page, 'Check for me')
    expect(await page.locator('meta[http-equiv=refresh]').getAttribute('content')).to.equal('5')
    await press(page, 'Stop checking')
    expect(await page.locator('meta[http-equiv=refresh]').count()).to.equal(0)
    await press(page, 'Check for me')
    await rig.host.phone.answer(ANN, 'approve')
    await rig.settled(page)
    await page.reload()
    expect(await heading(page)).to.equal('Approved')
    expect(await page.locator('meta[http-equiv=refresh]').count()).to.equal(0)
    await press(page, 'Continue')
    expect(page.url()).to.equal(`${rig.host.url}/`)
  })

  it('[22] take a code, say what is wrong with it, and never echo it', async () => {
    const { page } = await rig.signIn('ann', OFF)
    await press(page, 'Enter a code from the Authy app')
    await page.fill('#code', '12345')
    await press(page, 'Verify')
    expect(await page.getByRole('alert').innerText()).to.equal('Codes have 6 to 8 digits. You entered 5.')
    expect(await page.inputValue('#code')).to.equal('')
    await page.fill('#code', await rig.host.phone.appCode(ANN))
    await press(page, 'Verify')
    expect(page.url()).to.equal(`${rig.host.url}/`)
  })

  it('[22] go another way by the list', async () => {
    const { page } = await rig.signIn('ann', OFF)
    await page.getByRole('link', { name: 'Use another way' }).click()
    await page.getByLabel('Code from the Authy app').check()
    await press(page, 'Continue')
    expect(await heading(page)).to.equal('Enter the code from your Authy app')
  })

  it('say how a request ended', async () => {
    const { page } = await rig.signIn('ann', OFF)
    await rig.host.phone.answer(ANN, 'deny')
    await rig.settled(page)
    await page.reload()
    expect(await heading(page)).to.equal('Sign-in denied')
    await rig.newDay()
    const { page: other } = await rig.signIn('ann', OFF)
    await rig.host.phone.advance(125)
    await other.reload()
    expect(await heading(other)).to.equal('The request ran out')
  })

  it('set up a phone, confirm it later, and say so', async () => {
    const { page } = await rig.signIn('nora', OFF)
    await press(page, 'Set up now')
    await press(page, 'Continue')
    expect(await page.getByRole('alert').innerText()).to.equal('Choose a country from the list, or type its calling code.')
    await page.fill('#country_code', 'Portugal (+351)')
    await page.fill('#phone', '912 345 678')
    await press(page, 'Continue')
    expect(await heading(page)).to.equal('Confirm your phone')
    await press(page, 'I have the app: send a request')
    await press(page, 'Check now')
    expect(await page.getByText('Not confirmed yet. Your sign-in hasn’t changed.').isVisible()).to.equal(true)
    await press(page, 'Not now')
    expect(page.url()).to.equal(`${rig.host.url}/`)
  })
})
