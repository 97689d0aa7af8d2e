/** Fresh proofs inside the application: the page names what is done, and nothing is done before it is pressed again. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { approve, done, press, signedIn, startAccountRig } from './account-rig.js'
import { js } from './rig.js'
import type { Rig } from './rig.js'

const ANN = 'ann@shop.example'

describe('Pages: step-up', function () {
  this.timeout(60_000)
  let rig: Rig

  before(async () => {
    rig = await startAccountRig()
  })
  after(() => rig.close())
  beforeEach(async () => {
    done.length = 0
    await rig.newDay()
  })

  const heading = (page: Page): Promise<string> => page.getByRole('heading', { level: 1 }).innerText()

  async function later(seconds: number): Promise<Page> {
    const { page } = await signedIn(rig)
    await rig.host.phone.advance(seconds)
    await page.goto(`${rig.host.url}/shop`)
    return page
  }

  it('[38] a page that is opened too late: named, without texts, and Cancel leads back', async () => {
    const page = await later(660)
    await page.getByRole('link', { name: 'Users' }).click()
    await page.getByText('We sent a request').waitFor()
    expect(await heading(page)).to.equal('Confirm it’s you to open \u2066/admin/users\u2069')
    await page.getByRole('link', { name: 'Use another way' }).click()
    await page.getByRole('radio').first().waitFor()
    expect(await page.getByRole('radio').evaluateAll(js(`(radios) => radios.map((radio) => radio.value)`))).to.deep.equal(['push', 'totp'])
    await page.getByRole('link', { name: 'Back' }).click()
    await press(page, 'Cancel')
    await page.waitForURL(`${rig.host.url}/shop`)
    await page.getByRole('link', { name: 'Users' }).click()
    await approve(rig, page)
    await page.waitForURL(`${rig.host.url}/admin/users`)
  })

  it('[38] an action after six minutes: named, nothing done by the proof, done when pressed again', async () => {
    const page = await later(360)
    await press(page, 'Export')
    await page.getByText('We sent a request').waitFor()
    expect(await heading(page)).to.equal('Confirm it’s you: \u2066export.run\u2069')
    expect(await page.getByText('Nothing is done yet.').isVisible()).to.equal(true)
    await press(page, 'Cancel')
    await page.waitForURL(`${rig.host.url}/shop`)
    expect(done).to.deep.equal([])
    await press(page, 'Export')
    await approve(rig, page)
    await page.waitForURL(`${rig.host.url}/shop`)
    expect(done).to.deep.equal([])
    await press(page, 'Export')
    await page.waitForURL(`${rig.host.url}/shop`)
    expect(done).to.deep.equal(['exported'])
  })

  it('a transaction is shown on the page as on the phone, and its name is the host’s', async () => {
    const page = await later(1)
    await press(page, 'Send money')
    await page.getByText('We sent a request').waitFor()
    expect(await heading(page)).to.equal('Confirm it’s you to send money')
    const shown = await page.locator('.confirmed dl > div').allInnerTexts()
    expect(shown.map((line) => line.replace(/\s+/g, ' '))).to.deep.equal(['Amount 12.50', 'Payee Bob & sons'])
    expect((await rig.host.phone.approvals(ANN)).at(-1)?.details).to.include({ Amount: '12.50', Payee: 'Bob & sons' })
    await rig.host.phone.answer(ANN, 'approve')
    await page.waitForURL(`${rig.host.url}/shop`)
    expect(done).to.deep.equal([])
    await press(page, 'Send money')
    await page.waitForURL(`${rig.host.url}/shop`)
    expect(done).to.deep.equal(['paid'])
  })

  it('offers no remembering, which would not count', async () => {
    const page = await later(360)
    await press(page, 'Export')
    await page.getByText('We sent a request').waitFor()
    expect(await page.locator('[name=remember_device]').count()).to.equal(0)
  })

  it('[38] in the element, Cancel gives the focus back to the button that began it', async () => {
    const page = await later(360)
    await page.evaluate(js(`async () => {
      const script = Object.assign(document.createElement('script'), { type: 'module', src: '/2fa/assets/second-factor.js' })
      document.head.append(script)
      await customElements.whenDefined('second-factor-dialog')
      const button = [...document.querySelectorAll('button')].at(-1)
      button.id = 'export'
      button.focus()
      await fetch('/export', { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body: '{}' })
      const element = document.createElement('second-factor-dialog')
      element.setAttribute('src', '/2fa')
      document.body.append(element)
    }`))
    await page.getByRole('dialog', { name: /^Confirm it’s you/ }).waitFor()
    await page.getByText('We sent a request').waitFor()
    await press(page, 'Cancel')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await page.evaluate(js(`() => document.activeElement.id`))).to.equal('export')
    expect([page.url(), done.length]).to.deep.equal([`${rig.host.url}/shop`, 0])
  })
})
