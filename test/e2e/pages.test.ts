/** The pages in a real browser, with script and without. */
import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchChromium } from '../helpers/chromium.js'
import { startHostApp } from '../helpers/host-app.js'
import { Phone } from '../helpers/phone.js'
import { startShopProcess } from '../helpers/shop-process.js'
import type { ShopProcess } from '../helpers/shop-process.js'

const ANN = 'ann@shop.example'
const KIM = 'kim@shop.example'

describe('Pages', function () {
  this.timeout(30_000)
  let shop: ShopProcess
  let phone: Phone
  let browser: Browser
  let context: BrowserContext
  let page: Page
  const complaints: string[] = []

  before(async () => {
    ;[shop, browser] = await Promise.all([startShopProcess(), launchChromium()])
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
  afterEach(() => context.close())

  async function open(options: { javaScriptEnabled?: boolean; width?: number } = {}): Promise<void> {
    const { javaScriptEnabled = true, width = 900 } = options
    context = await browser.newContext({ javaScriptEnabled, viewport: { width, height: 800 } })
    page = await context.newPage()
    page.on('console', (message) => message.type() === 'error' && !message.text().includes('422') && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
  }

  async function signIn(username: string, path = '/account'): Promise<void> {
    await page.goto(`${shop.url}${path}`)
    await page.fill('#username', username)
    await page.fill('#password', 'correct-horse')
    await press('Sign in')
  }

  async function press(name: string | RegExp): Promise<void> {
    await page.getByRole('button', { name, exact: true }).click()
    await page.waitForLoadState()
  }

  const heading = (): Promise<string> => page.getByRole('heading', { level: 1 }).innerText()

  it('go on by themselves once the phone approves', async () => {
    await open()
    await signIn('ann')
    expect(await heading()).to.equal('Approve this sign-in')
    expect(await phone.approvals(ANN)).to.have.length(1)
    expect(await page.content()).not.to.include('Order history')
    await phone.answer(ANN, 'approve')
    await page.waitForURL(`${shop.url}/account`)
    expect(await page.content()).to.include('Order history of ann')
    expect(complaints).to.deep.equal([])
  })

  it('show the same two digits as the phone', async () => {
    await open()
    await signIn('ann')
    const [approval] = await phone.approvals(ANN)
    expect(await page.locator('.match strong').innerText()).to.equal(approval?.details?.['Code'])
  })

  it('tell of a denial and send nothing by themselves', async () => {
    await open()
    await signIn('ann')
    await phone.answer(ANN, 'deny')
    await page.getByText('The request was denied on your phone.').waitFor()
    await page.reload()
    await page.reload()
    expect(await phone.approvals(ANN)).to.have.length(1)
  })

  it('ask for the push themselves when the host does not begin', async () => {
    const host = await startHostApp({
      routes: (app, _secondFactor, passport) => {
        app.get('/plain', (_req, res) => res.send('<form method="post"><input name="username" value="ann"><input name="password" value="x"><button>In</button></form>'))
        app.post('/plain', passport.authenticate('local', { successRedirect: '/2fa' }))
      },
    })
    await open()
    await page.goto(`${host.url}/plain`)
    await press('In')
    await page.getByText('We sent a request to your Authy app').waitFor()
    expect(await host.phone.approvals(ANN)).to.have.length(1)
    await host.phone.answer(ANN, 'approve')
    await page.waitForURL(`${host.url}/`)
    expect((await page.goto(`${host.url}/facts`))?.status()).to.equal(200)
    await host.close()
  })

  it('work without script: approve, then press', async () => {
    await open({ javaScriptEnabled: false })
    await signIn('ann')
    await press('Check now')
    expect(await page.getByRole('alert').innerText()).to.include('Not approved yet')
    await phone.answer(ANN, 'approve')
    await press('Check now')
    expect(page.url()).to.equal(`${shop.url}/account`)
  })

  it('work without script: a texted code, spaces and all', async () => {
    await open({ javaScriptEnabled: false, width: 320 })
    await signIn('kim')
    await press(/^Text me a code to/)
    const code = await phone.newestCode(KIM)
    await page.fill('#code', '1234567')
    await press('Verify')
    expect(await page.getByRole('alert').innerText()).to.include('That code isn’t right. Check the newest one. 4 tries left.')
    expect(await page.inputValue('#code')).to.equal('')
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).to.equal(true)
    await page.fill('#code', `${code.slice(0, 3)} ${code.slice(3)}`)
    await press('Verify')
    expect(page.url()).to.equal(`${shop.url}/account`)
  })

  it('offer grace in plain words, and a way to say no', async () => {
    await open({ javaScriptEnabled: false })
    await signIn('nora')
    expect(await heading()).to.equal('Two-step sign-in is now required')
    expect(await page.locator('.grace').innerText()).to.equal('After this, you can skip 2 more times before it is required.')
    await press('Not now')
    expect(page.url()).to.equal(`${shop.url}/account`)
    await press('Sign out')
    await signIn('nora')
    await page.getByRole('link', { name: 'Turn this off for my account' }).click()
    expect(await heading()).to.equal('Turn off two-step sign-in?')
    await press('Turn it off')
    expect(page.url()).to.equal(`${shop.url}/account`)
  })

  it('confirm a registered phone, and send to it on a press only', async () => {
    await open()
    await signIn('sam')
    expect(await heading()).to.equal('Confirm your phone')
    expect(await phone.approvals('sam@shop.example')).to.have.length(0)
    await press('Send a request to my phone')
    await page.getByText('We sent a request').waitFor()
    await phone.answer('sam@shop.example', 'approve')
    await page.getByRole('heading', { name: 'Two-step sign-in is on' }).waitFor()
    await page.getByRole('link', { name: 'Continue' }).click()
    await page.waitForURL(`${shop.url}/account`)
    expect(complaints).to.deep.equal([])
  })

  it('take people who cancel back to the sign-in page', async () => {
    await open()
    await signIn('ann')
    await press('Cancel')
    await page.waitForURL(`${shop.url}/login`)
  })

  it('may be framed by nobody, kept by nobody, and run no inline script', async () => {
    await open()
    await signIn('ann')
    const response = await page.goto(`${shop.url}/2fa`)
    const headers = response?.headers() ?? {}
    expect(headers['cache-control']).to.equal('no-store')
    expect(headers['content-security-policy']).to.include("frame-ancestors 'none'").and.not.to.include('unsafe')
    expect(await page.content()).not.to.match(/<script>|style="|\son\w+="/)
  })

  it('show the phone: requests can be answered there', async () => {
    await open()
    await signIn('zoe')
    const other = await context.newPage()
    await other.goto(shop.phoneUrl)
    await other.getByRole('button', { name: /^Approve/ }).first().click()
    await page.waitForURL(`${shop.url}/account`)
    expect(await page.content()).to.include('Order history of zoe')
  })
})
