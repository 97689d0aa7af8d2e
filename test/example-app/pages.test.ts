/** The shop's pages in a real browser: accessible, quiet, and never wider than the screen. */
import { expect } from 'chai'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { violations, WCAG_AND_BEST_PRACTICE } from '../helpers/axe.js'
import { launchChromium } from '../helpers/chromium.js'
import { Phone } from '../helpers/phone.js'
import { startShopProcess } from '../helpers/shop-process.js'
import type { ShopProcess } from '../helpers/shop-process.js'

const ANN = 'ann@shop.example'

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['light', { viewport: { width: 1280, height: 900 } }],
  ['dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
  ['320 pixels wide', { viewport: { width: 320, height: 640 } }],
  ['forced colors', { viewport: { width: 640, height: 640 }, forcedColors: 'active' }],
]

describe('Example app: pages in a browser', function () {
  this.timeout(60_000)
  let shop: ShopProcess
  let phone: Phone
  let browser: Browser
  let context: BrowserContext
  let page: Page
  const complaints: string[] = []

  before(async () => {
    ;[shop, browser] = await Promise.all([startShopProcess({ POLICY_FILE: 'example-app/onboarding/new-phone.yaml' }), launchChromium()])
    phone = new Phone(shop.phoneUrl)
  })
  after(async () => {
    await browser.close()
    await shop.stop()
  })
  beforeEach(async () => {
    complaints.length = 0
    await phone.newDay()
  })
  afterEach(async () => {
    await context.close()
    expect(complaints).to.deep.equal([])
  })

  async function open(options: BrowserContextOptions): Promise<void> {
    context = await browser.newContext(options)
    await openTab()
  }

  async function openTab(): Promise<void> {
    page = await context.newPage()
    page.setDefaultTimeout(8000)
    page.on('console', (message) => {
      // Chromium reports each page that answers 4xx as an error of the page.
      if (['error', 'warning'].includes(message.type()) && !/status of (403|404|422)/.test(message.text())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
  }

  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()
  const go = async (path: string): Promise<void> => {
    await page.goto(shop.url + path)
  }

  async function signIn(name: string): Promise<void> {
    await context.clearCookies()
    await go(`/login?as=${name}&return_to=/account`)
    await press('Sign in')
    await page.waitForURL(`${shop.url}/2fa`)
    await phone.answer(`${name}@shop.example`, 'approve')
    await page.waitForURL(`${shop.url}/account`)
  }

  async function check(where: string): Promise<void> {
    const found = await violations(page, WCAG_AND_BEST_PRACTICE)
    expect(found, where).to.deep.equal([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${where} scrolls sideways`).to.equal(true)
    expect(await page.locator('h1').count(), where).to.equal(1)
  }

  for (const [name, options] of LOOKS) {
    it(`are accessible: ${name}`, async () => {
      await open(options)
      for (const path of ['/', '/login?as=kim', '/login?failed', '/signup']) {
        await go(path)
        await check(path)
      }
      await page.fill('#username', 'ann')
      await page.fill('#email', 'ann@shop.example')
      await page.fill('#password', 'long enough')
      await press('Make the account')
      await check('sign-up with a problem')
      await signIn('ada')
      await go('/admin')
      await check('/admin')
      await page.fill('#username', 'nora')
      await press('Make a code')
      await page.getByText('It is shown only now').waitFor()
      await check('a code was made')
      await go('/transfer')
      await page.fill('#amount', 'ten')
      await page.fill('#to', 'Bob')
      await press('Send')
      await page.getByText('Write an amount').waitFor()
      await check('a transfer with a problem')
      for (const path of ['/outbox', '/nothing', '/account', '/transfer', '/account/password']) {
        await go(path)
        await check(path)
      }
      await signIn('zoe')
      for (const path of ['/account', '/', '/outbox', '/admin', '/transfer', '/account/password']) {
        await go(path)
        await check(`${path}, right to left`)
      }
    })
  }

  it('let a phone be set up with the code from the outbox', async () => {
    await open({ viewport: { width: 1280, height: 900 } })
    await go('/login?as=nora&return_to=/account')
    await press('Sign in')
    await press('Set up now')
    const sent = page.waitForResponse((answer) => answer.url().endsWith('/2fa/proof'))
    await page.getByRole('button', { name: /Code from our message/ }).click()
    await sent
    await openTab()
    await go('/outbox')
    const code = /Your code is (\S+)\./.exec(await page.locator('article').first().innerText())?.[1] ?? ''
    await openTab()
    await go('/2fa?show=phone')
    await page.getByLabel('Code from our message').fill(code)
    await page.locator('[name=country_code]').fill('+1')
    await page.locator('[name=phone]').fill('4155550161')
    await press('Continue')
    await page.locator('form[action="/2fa/push"] button').click()
    await page.getByText('We sent a request').waitFor()
    await phone.answer('nora@shop.example', 'approve')
    await page.getByRole('heading', { name: 'Two-step sign-in is on' }).waitFor()
    expect(await page.getByText('another tab').count()).to.equal(0)
    await page.getByRole('link', { name: 'Continue', exact: true }).click()
    await page.waitForURL(`${shop.url}/account`)
    expect(await page.locator('dl').innerText()).to.include('a request on your phone')
    await go('/outbox')
    expect(await page.locator('article').first().innerText()).to.include('•••61')
  })

  for (const [javaScriptEnabled, payee] of [[true, 'Gardening club'], [false, 'Book club']] as const) {
    it(`send money after an approval that shows it, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
      await open({ viewport: { width: 1280, height: 900 } })
      await signIn('ann')
      await go('/account')
      const session = await context.storageState()
      await context.close()
      await open({ viewport: { width: 1280, height: 900 }, storageState: session, javaScriptEnabled })
      await go('/account')
      await page.getByRole('link', { name: 'Send money' }).click()
      await page.getByLabel('Amount in euros').fill('42.5')
      await page.getByLabel('Who gets it').fill(payee)
      await press('Send')
      await page.waitForURL(`${shop.url}/2fa`)
      const isAsked = async (): Promise<boolean> => (await phone.approvals(ANN)).some(({ status }) => status === 'pending')
      if (!javaScriptEnabled) await page.locator('form[action="/2fa/push"] button').click()
      while (!(await isAsked())) await page.getByRole('heading').first().waitFor()
      expect((await phone.answer(ANN, 'approve')).details).to.include({ Amount: '€42.50', Payee: payee })
      if (!javaScriptEnabled) await page.locator('form[action="/2fa/complete"] button').first().click()
      await page.waitForURL(`${shop.url}/transfer`)
      expect(await page.getByRole('status').innerText()).to.include('not sent yet')
      expect(await page.getByLabel('Amount in euros').inputValue()).to.equal('42.5')
      expect(await page.getByLabel('Who gets it').inputValue()).to.equal(payee)
      if (javaScriptEnabled) await check('the form after the approval')
      await press('Send')
      await page.waitForURL(`${shop.url}/transfer?sent=*`)
      expect(await page.getByRole('status').innerText()).to.include(`Sent: €42.50 to ${payee}`)
      expect(await page.getByLabel('Who gets it').inputValue()).to.equal('')
      if (javaScriptEnabled) await check('the money is sent')
      await page.reload()
      await go('/account')
      expect(await page.getByRole('cell', { name: payee }).count()).to.equal(1)
      if (javaScriptEnabled) await check('the account with a transfer')
      await go('/transfer')
      await page.getByLabel('Amount in euros').fill('42.5')
      await page.getByLabel('Who gets it').fill(payee)
      await press('Send')
      await page.waitForURL(`${shop.url}/2fa`)
    })
  }

  it('can be reached from the keyboard, the content first', async () => {
    await open({ viewport: { width: 1280, height: 900 } })
    await go('/')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).to.equal('Skip to content')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).to.equal('content')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).to.equal('Sign in')
  })

  it('mirror for those who read from right to left', async () => {
    await open({ viewport: { width: 1280, height: 900 } })
    await signIn('zoe')
    const left = async (selector: string): Promise<number> => (await page.locator(selector).first().boundingBox())?.x ?? 0
    expect(await left('.brand')).to.be.greaterThan(await left('nav'))
    expect(await left('#orders')).to.be.greaterThan(await left('#security'))
  })
})
