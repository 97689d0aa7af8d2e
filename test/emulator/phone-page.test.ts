/** The virtual phone in a real browser: live, by keyboard, in every color scheme, and without script. */
import { expect } from 'chai'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { violations, WCAG_AND_BEST_PRACTICE } from '../helpers/axe.js'
import { launchChromium } from '../helpers/chromium.js'
import { startReceiver, startRig, type Receiver, type Rig } from './rig.js'

describe('Emulator: the page in a browser', function () {
  this.timeout(30_000)
  let rig: Rig
  let receiver: Receiver
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let id: number
  const complaints: string[] = []

  before(async () => {
    ;[receiver, browser] = await Promise.all([startReceiver(), launchChromium()])
    rig = await startRig({ callbackUrl: receiver.url, magicNumbers: true })
  })
  beforeEach(async () => {
    complaints.length = 0
    await rig.control('POST', '/_/reset')
    id = await rig.register()
  })
  afterEach(async () => {
    await context.close()
    expect(complaints).to.deep.equal([])
  })
  after(async () => {
    await browser.close()
    await rig.close()
    await receiver.close()
  })

  async function open(path = '/', options: BrowserContextOptions = {}): Promise<void> {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    page = await context.newPage()
    page.setDefaultTimeout(8000)
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(rig.emulator.url + path)
    if (options.javaScriptEnabled !== false) await page.getByText('Live', { exact: true }).waitFor()
  }

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const focused = () => page.evaluate<string>('document.activeElement.id')
  const countdown = () => page.locator('.request .countdown')

  describe('with script', () => {
    it('shows a request in under a second, says so once, and asks nothing but its stream', async () => {
      await open()
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await page.evaluate(`
        window.said = 0
        const count = new MutationObserver(() => { window.said += 1 })
        count.observe(document.getElementById('announce'), { childList: true })
      `)
      const startedAt = Date.now()
      await rig.push(id, { message: 'Sign in to Shop?' })
      await page.getByRole('heading', { name: 'Sign in to Shop?' }).waitFor()
      expect(Date.now() - startedAt).to.be.lessThan(1000)
      expect(await page.locator('#announce').innerText()).to.equal('New request for ann@shop.example: Sign in to Shop?')
      expect(await page.title()).to.equal('(1) Virtual phones')
      await rig.api('GET', '/protected/json/app/details')
      await page.getByText('/app/details').waitFor()
      expect(await page.evaluate('said')).to.equal(1)
      expect(asked).to.deep.equal([])
    })

    it('approves by keyboard alone, and does not lose the focus', async () => {
      const uuid = await rig.push(id)
      await open()
      for (let presses = 0; presses < 40 && (await focused()) !== `approve-${uuid}`; presses += 1) {
        await page.keyboard.press('Tab')
      }
      expect(await focused()).to.equal(`approve-${uuid}`)
      await page.keyboard.press('Enter')
      await page.locator('.past').getByText('approved').waitFor()
      expect(await rig.status(uuid)).to.equal('approved')
      expect(await focused()).to.equal('device-title')
    })

    for (const [name, status] of [
      ['Deny', 'denied'],
      ['Report as fraud', 'denied'],
    ] as const) {
      it(`answers with ${name}`, async () => {
        const uuid = await rig.push(id)
        await open()
        await button(`${name}: Sign in?`).click()
        await page.locator('.past').getByText(status).waitFor()
        expect(await rig.status(uuid)).to.equal(status)
        const events = (await rig.control('GET', '/_/events')).json as { event: string }[]
        expect(events.some(({ event }) => event === 'fraud_reported')).to.equal(name !== 'Deny')
      })
    }

    it('keeps focus, what is open and what is typed while it is refreshed', async () => {
      await rig.push(id, { hidden_details: { ip: '203.0.113.9' } })
      await open()
      await page.getByText('Hidden details, not shown on a real phone').click()
      await page.getByText('Add a phone').click()
      await page.getByLabel('E-mail address').fill('sam@')
      await page.locator('#tab-codes').focus()
      await rig.api('GET', `/protected/json/sms/${id}?force=true`)
      await page.locator('#tab-texts .badge').waitFor()
      expect(await focused()).to.equal('tab-codes')
      expect(await page.getByText('203.0.113.9').isVisible()).to.equal(true)
      expect(await page.getByLabel('E-mail address').inputValue()).to.equal('sam@')
    })

    it('counts down by the emulator clock, which its buttons move', async () => {
      await open()
      await button('Freeze').click()
      await page.locator('.chip.frozen').waitFor()
      await rig.push(id, { seconds_to_expire: 120 })
      await countdown().getByText('2:00').waitFor()
      await button('+30 s').click()
      await countdown().getByText('1:30').waitFor()
      await button('Unfreeze').click()
      await countdown().getByText('1:29').waitFor()
      await button('+10 min').click()
      await page.locator('.past').getByText('expired').waitFor()
      const day = await page.locator('[data-date]').innerText()
      await button('+1 day').click()
      const nextDay = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
      await page.locator('[data-date]').getByText(nextDay).waitFor()
      await button('Real time').click()
      await page.locator('[data-date]').getByText(new Date().toISOString().slice(0, 10)).waitFor()
    })

    it('lets a request expire while it is looked at', async () => {
      await open()
      await rig.push(id, { seconds_to_expire: 1 })
      await page.locator('.past').getByText('expired').waitFor()
    })

    it('copies the code of a text, and says honestly that no browser would fill it in', async () => {
      await rig.api('GET', `/protected/json/sms/${id}?force=true`)
      await open('/', { permissions: ['clipboard-read', 'clipboard-write'] })
      await page.locator('#tab-texts').click()
      await page.locator('#device [data-copy]').click()
      await page.locator('#announce').getByText('Copied').waitFor()
      expect(await page.evaluate('navigator.clipboard.readText()')).to.equal(await rig.lastCode())
      expect(await page.getByText('Would autofill on 127.0.0.1: no, because').isVisible()).to.equal(true)
    })

    it('reads a call out once it is answered', async () => {
      await rig.api('GET', `/protected/json/call/${id}?force=true`)
      await open()
      await page.locator('#tab-calls').click()
      const transcript = page.locator('blockquote').getByText(await rig.lastCode())
      expect(await transcript.isVisible()).to.equal(false)
      await page.getByText('Answer', { exact: true }).click()
      await transcript.waitFor()
    })

    it('shows the code of the app, and the next one when its time comes', async () => {
      await rig.control('POST', '/_/clock', { freeze: '2030-01-01T00:00:00Z' })
      await open(`/?tab=codes`)
      const code = () => page.locator('.token-code').innerText()
      const next = await page.locator('.next-code').innerText()
      expect(await code()).to.equal((await rig.control('GET', `/_/users/${id}/softtoken`)).json.code)
      await rig.advance(9)
      await page.locator('.countdown').getByText('0:01').waitFor()
      await rig.control('POST', '/_/clock/move', { move: 'unfreeze' })
      await page.locator('.token-code').getByText(next).waitFor()
    })

    it('adds a phone and shows it; says what is wrong before', async () => {
      await open()
      await page.getByText('Add a phone').click()
      await page.getByLabel('E-mail address').fill('sam@shop.example')
      await page.getByLabel('Phone number').fill('12')
      await button('Add').first().click()
      await page.getByRole('alert').getByText('at least six digits').waitFor()
      complaints.length = 0 // the browser itself reports the 400
      await page.getByLabel('Phone number').fill('555 010 0002')
      await page.getByLabel('Phone number').press('Enter')
      await page.getByRole('heading', { name: 'sam@shop.example' }).waitFor()
      expect(await page.getByRole('alert').innerText()).to.equal('')
      await page.goBack()
      await page.getByRole('heading', { name: 'ann@shop.example' }).waitFor()
    })

    it('turns the weather by preset and by fault', async () => {
      await open()
      await button('Authy down').click()
      await page.getByText('Every call is answered with 503.').waitFor()
      expect((await rig.api('GET', `/protected/json/sms/${id}?force=true`)).status).to.equal(503)
      await page.getByText('503', { exact: true }).first().waitFor()
      await button('Off').click()
      await page.getByText('Everything works.').waitFor()
      await page.getByText('Add a fault').click()
      await page.getByLabel('Stage').selectOption('verify')
      await page.getByLabel('What happens').selectOption('error')
      await page.locator('#fault-button').click()
      await page.getByText('A mix of your own.').waitFor()
      await button('Remove verify: error').click()
      await page.getByText('Everything works.').waitFor()
    })

    it('opens a line of the timeline and sends a callback again', async () => {
      const uuid = await rig.push(id)
      await open()
      await button('Approve: Sign in?').click()
      await page.locator('.timeline').getByText('Callback', { exact: true }).click()
      await page.getByText('x-authy-signature:').waitFor()
      await button('Replay').click()
      await page.getByText('Callback, sent again').waitFor()
      const bodies = receiver.received.filter(({ body }) => body.includes(uuid)).map(({ body }) => body)
      expect(new Set(bodies)).to.have.length(1)
      expect(bodies).to.have.length(2)
    })

    it('finds its emulator again after a restart, and reads everything anew', async () => {
      const own = await startRig()
      await open()
      await page.goto(own.emulator.url)
      await page.getByText('No phone here yet').waitFor()
      await own.close()
      await page.getByText('Connection lost').waitFor()
      const again = await startRig({ port: own.emulator.port })
      await again.register()
      await page.getByRole('heading', { name: 'ann@shop.example' }).waitFor()
      complaints.length = 0 // the browser itself reports the connection that was refused
      await context.close()
      await again.close()
    })
  })

  describe('without script', () => {
    beforeEach(() => open('/', { javaScriptEnabled: false }))

    it('approves, reads texts and shows codes', async () => {
      const uuid = await rig.push(id)
      await rig.api('GET', `/protected/json/sms/${id}?force=true`)
      await page.getByRole('link', { name: 'Look again' }).click()
      await button('Approve: Sign in?').click()
      await page.locator('.past').getByText('approved').waitFor()
      expect(await rig.status(uuid)).to.equal('approved')
      await page.locator('#tab-texts').click()
      await page.locator('.bubble').getByText(await rig.lastCode()).waitFor()
      await page.locator('#tab-codes').click()
      expect(await page.locator('.token-code').innerText()).to.match(/^\d{7}$/)
      expect(await page.locator('.with-script:visible').count()).to.equal(0)
    })

    it('adds a phone, moves the clock and turns the weather, and stays where it was', async () => {
      await page.locator('#tab-calls').click()
      await button('+10 min').click()
      await button('Push bombing').click()
      await page.getByText('Every request arrives five times.').waitFor()
      expect(await page.locator('#tab-calls').getAttribute('aria-current')).to.equal('page')
      expect(rig.emulator.clock.now() - Date.now()).to.be.within(590_000, 610_000)
      await page.getByText('Add a phone').click()
      await page.getByLabel('E-mail address').fill('sam@shop.example')
      await page.getByLabel('Phone number').fill('12')
      await button('Add').first().click()
      await page.getByRole('alert').getByText('at least six digits').waitFor()
    })
  })

  describe('for everybody', () => {
    async function fill(): Promise<void> {
      const details = { Code: '47', Browser: 'Firefox on Linux' }
      const done = await rig.push(id, { message: 'Earlier' })
      await rig.control('POST', `/_/approvals/${done}`, { answer: 'approve' })
      await rig.push(id, { details, hidden_details: { ip: '203.0.113.9' }, seconds_to_expire: 120 })
      await rig.api('POST', `/protected/json/users/${id}/secret`, {})
      await rig.api('GET', `/protected/json/sms/${id}?force=true`)
      await rig.api('GET', `/protected/json/call/${id}?force=true`)
      await rig.control('POST', '/_/faults', [{ stage: 'verify', kind: 'error', times: 2, probability: 0.5 }])
      await rig.emulator.idle()
    }

    /** Each state of the page, one after the other. */
    async function* states(): AsyncGenerator<string> {
      for (const tab of ['requests', 'texts', 'calls', 'codes']) {
        await page.locator(`#tab-${tab}`).click()
        await page.locator(`#screen-${tab}`).waitFor()
        for (const drawer of await page.locator('#device summary').all()) await drawer.click()
        yield tab
      }
      await page.locator('.timeline').getByText('Callback', { exact: true }).click()
      await page.locator('.exchange').waitFor()
      await page.getByText('Same as a test').click()
      yield 'an open line'
      await page.getByText('Add a phone').click()
      await page.getByText('Add a fault').click()
      yield 'forms'
      await rig.control('POST', '/_/reset')
      await page.getByText('No phone here yet').waitFor()
      yield 'nothing there'
    }

    const sideways = () =>
      page.evaluate(`
        [...document.querySelectorAll('html, .area, .timeline, .screen, .exchange')]
          .filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.className || node.nodeName)
      `)

    for (const [name, options] of [
      ['in light', {}],
      ['in dark', { colorScheme: 'dark' }],
      ['at 320 px', { viewport: { width: 320, height: 640 } }],
      ['at 768 px in dark', { viewport: { width: 768, height: 900 }, colorScheme: 'dark' }],
      ['in forced colors', { forcedColors: 'active' }],
    ] as const) {
      it(`breaks no rule of WCAG 2.2 and never scrolls sideways ${name}`, async () => {
        await fill()
        await open('/', { bypassCSP: true, ...options })
        for await (const state of states()) {
          expect([state, await violations(page, WCAG_AND_BEST_PRACTICE)]).to.deep.equal([state, []])
          expect([state, await sideways()]).to.deep.equal([state, []])
        }
      })
    }

    it('holds still with reduced motion', async () => {
      await fill()
      await open('/?tab=codes', { reducedMotion: 'reduce' })
      expect(await page.evaluate('document.getAnimations().length')).to.equal(0)
      const duration = await page.evaluate("getComputedStyle(document.querySelector('button')).transitionDuration")
      expect(duration).to.equal('0s')
    })

    it('can be used by touch: no target is smaller than 24 px', async () => {
      await fill()
      await open('/', { viewport: { width: 375, height: 800 } })
      const small = await page.evaluate(`
        [...document.querySelectorAll('button, a:not(.skip), summary, input, select')]
          .map((node) => ({ name: node.textContent, box: node.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.height < 24 || box.width < 24))
          .map(({ name }) => name)
      `)
      expect(small).to.deep.equal([])
    })
  })
})
