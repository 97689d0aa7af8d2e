/** Approving on the phone, in a browser with script: words, times, focus, and nothing sent that nobody asked for. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { js, startRig } from './rig.js'
import type { Rig } from './rig.js'

const ANN = 'ann@shop.example'

describe('Pages: approving on the phone', function () {
  this.timeout(60_000)
  let rig: Rig

  before(async () => {
    rig = await startRig()
  })
  after(() => rig.close())
  beforeEach(() => rig.newDay())

  const pushes = async (email = ANN): Promise<number> => (await rig.host.phone.approvals(email)).length
  const heading = (page: Page): Promise<string> => page.getByRole('heading', { level: 1 }).innerText()
  const status = (page: Page): Promise<string> => page.getByRole('status').innerText()
  const active = (page: Page): Promise<string> => page.evaluate(js<string>(`() => document.activeElement?.id || document.activeElement?.tagName || ''`))
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })

  it('[1] opens with one push out and nothing protected in the page', async () => {
    const { page, complaints, requests } = await rig.signIn('ann')
    expect(await heading(page)).to.equal('Approve this sign-in')
    expect(await page.title()).to.equal('Approve this sign-in – Shop')
    expect(await status(page)).to.equal('We sent a request to your Authy app. Open it and approve.')
    expect(await pushes()).to.equal(1)
    expect(await page.content()).not.to.match(/"outcome"|•••\d{3}|4155550121/)
    expect(requests.filter((request) => request.startsWith('POST')).every((request) => request === 'POST /login')).to.equal(true)
    expect(complaints).to.deep.equal([])
  })

  it('[2] has nothing behind the dialog', async () => {
    const { page } = await rig.signIn('ann')
    await page.locator('dialog').evaluate(js(`(dialog) => dialog.remove()`))
    expect((await page.locator('body').innerText()).trim()).to.equal('')
    const answer = await page.request.get(`${rig.host.url}/facts`, { headers: { accept: 'application/json' } })
    expect(answer.status()).to.equal(401)
  })

  it('[3] sends nothing when it is reloaded, fetched or opened twice', async () => {
    const { page, context } = await rig.signIn('ann')
    for (let times = 0; times < 3; times += 1) await page.reload()
    await page.request.get(`${rig.host.url}/2fa`, { headers: { accept: 'text/html', purpose: 'prefetch' } })
    const other = await context.newPage()
    await other.goto(`${rig.host.url}/2fa`)
    expect(await pushes()).to.equal(1)
  })

  it('[4] goes on within a second of the approval, under a new session id', async () => {
    const { page, context } = await rig.signIn('ann')
    const before = await context.cookies()
    await page.evaluate(js(`() => {
      addEventListener('approved', () => sessionStorage.setItem('heard', document.querySelector('[role=status]')?.textContent ?? ''))
    }`))
    await rig.host.phone.answer(ANN, 'approve')
    await page.waitForURL(`${rig.host.url}/`)
    expect(await page.evaluate(js(`() => sessionStorage.getItem('heard')`))).to.equal('Approved. Signing you in…')
    expect((await context.cookies())[0]?.value).not.to.equal(before[0]?.value)
    const facts = await page.request.get(`${rig.host.url}/facts`, { headers: { accept: 'application/json' } })
    expect(await facts.json()).to.include({ outcome: 'allow', method: 'push' })
  })

  it('[5] says that it was denied, and sends nothing for half a minute', async () => {
    const { page, later } = await rig.signIn('ann')
    await rig.host.phone.answer(ANN, 'deny')
    await page.getByRole('heading', { name: 'Sign-in denied' }).waitFor()
    expect(await status(page)).to.equal('The request was denied on your phone.')
    expect(await button(page, 'That wasn’t me').isVisible()).to.equal(true)
    const again = button(page, 'Try again')
    expect(await again.getAttribute('aria-disabled')).to.equal('true')
    await again.focus()
    await page.keyboard.press('Enter')
    expect(await status(page)).to.match(/^You can try again in \d+ seconds\.$/)
    expect(await pushes()).to.equal(1)
    expect((await page.request.get(`${rig.host.url}/facts`, { headers: { accept: 'application/json' } })).status()).to.equal(401)
    await later(31)
    await page.waitForFunction(js(`() => !document.querySelector('[aria-disabled]')`))
    await again.click()
    await page.getByText('We sent a request').waitFor()
    expect(await pushes()).to.equal(2)
  })

  it('[6] says that it ran out, and sends again on a press only', async () => {
    const { page, later } = await rig.signIn('ann')
    await later(121)
    await page.getByRole('heading', { name: 'The request ran out' }).waitFor()
    expect(await status(page)).to.equal('No answer within 2 minutes. Nothing was approved.')
    expect(await pushes()).to.equal(1)
    await button(page, 'Send again').click()
    await page.getByText('We sent a request').waitFor()
    expect(await pushes()).to.equal(2)
  })

  it('[7] refuses to send for ever, in words with a time, in every browser', async () => {
    const { page, later } = await rig.signIn('ann')
    for (let times = 0; times < 5; times += 1) {
      await later(31)
      await button(page, 'Send again').click()
      await page.waitForFunction(js(`() => !document.querySelector('[data-busy]')`))
    }
    await page.getByRole('heading', { name: 'Too many requests' }).waitFor()
    expect(await status(page)).to.match(/^For your safety we stopped sending requests\. Try again at \d\d:\d\d( [AP]M)?, or use a code\.$/)
    expect(await pushes()).to.equal(5)
    const other = await rig.signIn('ann')
    await other.page.getByRole('heading', { name: 'Too many requests' }).waitFor()
    expect(await pushes()).to.equal(5)
    await button(other.page, 'Enter a code from the Authy app').click()
    await other.page.getByLabel('Code from the Authy app').waitFor()
  })

  it('[8] stays expired when the approval comes too late', async () => {
    const { page, later } = await rig.signIn('ann')
    const [approval] = await rig.host.phone.approvals(ANN)
    await later(121)
    await page.getByRole('heading', { name: 'The request ran out' }).waitFor()
    await rig.host.phone.answerOne(approval?.uuid ?? '', 'approve').catch(() => undefined)
    await page.reload()
    expect(await heading(page)).to.equal('The request ran out')
    expect((await page.request.post(`${rig.host.url}/2fa/complete`, { data: {}, headers: { origin: rig.host.url } })).status()).to.equal(410)
  })

  it('[9] lets in only the browser whose request was approved', async () => {
    const first = await rig.signIn('ann')
    const second = await rig.signIn('ann')
    const [approval] = await rig.host.phone.approvals(ANN)
    await rig.host.phone.answerOne(approval?.uuid ?? '', 'approve')
    await first.page.waitForURL(`${rig.host.url}/`)
    await second.page.getByText('Another sign-in to your account was approved').waitFor()
    expect(await heading(second.page)).to.equal('Approve this sign-in')
    expect((await second.page.request.get(`${rig.host.url}/facts`, { headers: { accept: 'application/json' } })).status()).to.equal(401)
  })

  it('[10] tells another session nothing', async () => {
    await rig.signIn('ann')
    const { page } = await rig.signIn('kim')
    for (const path of ['status', 'events']) expect((await page.request.get(`${rig.host.url}/2fa/${path}`)).status()).to.equal(404)
    expect((await page.request.post(`${rig.host.url}/2fa/complete`, { data: {}, headers: { origin: rig.host.url } })).status()).to.equal(409)
  })

  it('[11] brings the other ways forward after eight seconds, says so once, and leaves the focus', async () => {
    const { page, later } = await rig.signIn('ann')
    await page.evaluate(js(`() => {
      const said = []
      Object.assign(window, { said, heard: 0 })
      new MutationObserver(() => said.push(document.querySelector('[role=status]')?.textContent ?? '')).observe(document.querySelector('[role=status]') ?? document, { childList: true, characterData: true, subtree: true })
      addEventListener('fallback', () => said.push('event'))
    }`))
    expect(await button(page, /Text me/).isVisible()).to.equal(false)
    await later(8)
    await page.getByText('No request on your phone? You can use a code instead.').waitFor()
    for (const name of ['Enter a code from the Authy app', 'Text me a code to •••21', 'Call me on •••21']) expect(await button(page, name).isVisible(), name).to.equal(true)
    expect(await active(page)).to.equal('heading')
    const said = await page.evaluate(js<string[]>(`() => Reflect.get(window, 'said')`))
    expect(said.filter((text) => text.startsWith('No request'))).to.have.length(1)
    expect(said).to.include('event')
  })

  it('says how long it takes: slow at 30 seconds, ending at 100', async () => {
    const { page, later } = await rig.signIn('ann')
    expect(await button(page, 'Send again').isVisible()).to.equal(false)
    await later(30)
    await page.getByText('Still waiting. The request works for 1 minute and 30 seconds more.').waitFor()
    expect(await button(page, 'Send again').isVisible()).to.equal(true)
    await later(70)
    await page.getByText('This request ends in 20 seconds.').waitFor()
    await page.reload()
    expect(await status(page)).to.match(/^This request ends in \d+ seconds\.$/)
  })

  it('believes the server’s clock, not its own', async () => {
    const { page } = await rig.signIn('ann')
    await page.clock.fastForward(40_000)
    await page.waitForResponse(/\/2fa\/status$/)
    expect(await status(page)).to.equal('We sent a request to your Authy app. Open it and approve.')
  })

  it('[12] reaches the other ways by keyboard from the first second', async () => {
    const { page } = await rig.signIn('ann')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(js(`() => document.activeElement?.textContent`))).to.equal('Use another way')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Choose another way' }).waitFor()
    expect(await active(page)).to.equal('heading')
  })

  it('[13] keeps the focus inside, in reading order, and shows it', async () => {
    const { page, later } = await rig.signIn('ann')
    await later(31)
    await page.getByText('Still waiting').waitFor()
    const tops: number[] = []
    for (let times = 0; times < 30; times += 1) {
      await page.keyboard.press('Tab')
      const seen = await page.evaluate(js<{ readonly top: number } | null>(`() => {
        const element = document.activeElement
        if (element === null || element === document.body) return null
        const { top, left, width, height } = element.getBoundingClientRect()
        const covering = document.elementFromPoint(left + width / 2, top + height / 2)
        return { inside: element.closest('dialog') !== null, top, outline: getComputedStyle(element).outlineWidth, free: covering !== null && element.contains(covering) }
      }`))
      // Between the last control and the first the focus passes through the browser's own bar.
      if (seen === null) continue
      expect(seen).to.include({ inside: true, outline: '3px', free: true })
      tops.push(seen.top)
    }
    expect(tops.filter((top, at) => at > 0 && top < (tops[at - 1] ?? 0)).length).to.be.within(1, 6)
  })

  it('[14] asks once when Escape is pressed, and ends the sign-in when it is pressed again', async () => {
    const { page } = await rig.signIn('ann')
    await page.keyboard.press('Escape')
    expect(await status(page)).to.equal('Press Escape again to cancel this sign-in.')
    expect(await page.locator('dialog').evaluate(js(`(dialog) => dialog.open`))).to.equal(true)
    await page.keyboard.press('Escape')
    await page.waitForURL(`${rig.host.url}/login`)
    expect((await page.request.get(`${rig.host.url}/2fa`, { headers: { accept: 'application/json' } })).status()).to.equal(401)
  })

  it('[15] puts the focus on the heading, on the field asked for, and on the field that is wrong', async () => {
    const { page, later } = await rig.signIn('ann')
    expect(await active(page)).to.equal('heading')
    await later(9)
    await button(page, 'Enter a code from the Authy app').click()
    await page.getByLabel('Code from the Authy app').waitFor()
    expect(await active(page)).to.equal('code')
    await page.fill('#code', '7654321')
    await button(page, 'Verify').click()
    await page.getByText('That code isn’t right').waitFor()
    expect(await active(page)).to.equal('code')
    expect(await page.inputValue('#code')).to.equal('7654321')
    await page.getByRole('link', { name: 'Use another way' }).focus()
    await rig.host.phone.answer(ANN, 'approve')
    await page.waitForURL(`${rig.host.url}/`)
  })

  it('[15] leaves the focus where it is when the state changes', async () => {
    const { page } = await rig.signIn('ann')
    await page.getByRole('link', { name: 'Use another way' }).focus()
    await rig.host.phone.answer(ANN, 'deny')
    await page.getByRole('heading', { name: 'Sign-in denied' }).waitFor()
    expect(await page.evaluate(js(`() => document.activeElement?.textContent`))).to.equal('Use another way')
  })

  it('[16] is a dialog named by its heading, with its status inside and nothing around it', async () => {
    const { page } = await rig.signIn('ann')
    const tree = await page.locator('body').ariaSnapshot()
    expect(tree).to.match(/^- dialog "Approve this sign-in":/)
    expect(tree.split('\n').filter((line) => line.startsWith('- '))).to.have.length(1)
    expect(tree).to.include('- status: We sent a request to your Authy app')
    expect(tree).not.to.include('img')
  })

  it('tells people who are offline, and looks again when they are back', async () => {
    const { page, context } = await rig.signIn('ann')
    await context.setOffline(true)
    await page.getByText('You’re offline. We’ll check again when you’re back.').waitFor()
    await rig.host.phone.answer(ANN, 'approve')
    await context.setOffline(false)
    await page.waitForURL(`${rig.host.url}/`)
  })

  it('owns up when Authy cannot be reached, and tries again on a press', async () => {
    await rig.host.phone.faults([{ stage: 'push', kind: 'error', status: 503 }])
    const { page } = await rig.signIn('ann')
    await page.getByRole('heading', { name: 'We can’t reach Authy' }).waitFor()
    expect(await status(page)).to.equal('We couldn’t send the request. This is our problem, not yours.')
    await rig.host.phone.faults([])
    await button(page, 'Try again').click()
    await page.getByText('We sent a request').waitFor()
  })

  it('[19] moves nothing for those who want no motion, and does not make them wait', async () => {
    const { page } = await rig.signIn('ann', { reducedMotion: 'reduce' })
    expect(await page.evaluate(js(`() => document.getAnimations().length`))).to.equal(0)
    await page.evaluate(js(`() => addEventListener('approved', () => sessionStorage.setItem('at', String(performance.now())))`))
    await rig.host.phone.answer(ANN, 'approve')
    await page.waitForURL(`${rig.host.url}/`)
    const moving = await rig.signIn('ann')
    expect(await moving.page.evaluate(js(`() => document.getAnimations().length`))).to.be.greaterThan(0)
  })
})
