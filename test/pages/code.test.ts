/** Typing a code, and asking for one, in a browser with script. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { js, POLICY, startRig } from './rig.js'
import type { Rig, Visit } from './rig.js'

const ANN = 'ann@shop.example'
const KIM = 'kim@shop.example'

describe('Pages: codes', function () {
  this.timeout(60_000)
  let rig: Rig

  before(async () => {
    rig = await startRig()
  })
  after(() => rig.close())
  beforeEach(() => rig.newDay())

  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
  const problem = (page: Page): Promise<string> => page.getByRole('alert').innerText()

  async function atAppCode(): Promise<Visit> {
    const visit = await rig.signIn('ann')
    await visit.later(9)
    await button(visit.page, 'Enter a code from the Authy app').click()
    await visit.page.getByRole('heading', { name: 'Enter the code from your Authy app' }).waitFor()
    return visit
  }

  /** Waits for the answer, not for the words: they may be the same as before. */
  async function verify(page: Page, typed: string): Promise<void> {
    await page.fill('#code', typed)
    await Promise.all([page.waitForResponse(/\/verify$/), button(page, 'Verify').click()])
    await page.waitForFunction(js(`() => !document.querySelector('[data-busy]')`))
  }

  it('[23] ask in one plain field that the keyboard and the phone can fill', async () => {
    const { page } = await atAppCode()
    const field = page.getByLabel('Code from the Authy app')
    for (const [name, value] of [['type', 'text'], ['inputmode', 'numeric'], ['autocomplete', 'one-time-code'], ['maxlength', null], ['pattern', null]] as const) {
      expect(await field.getAttribute(name), name).to.equal(value)
    }
    expect(await field.getAttribute('aria-describedby')).to.equal('code-hint')
    expect(await page.locator('#code-hint').innerText()).to.equal('6 to 8 digits. Spaces are fine.')
  })

  for (const [typed, sentence] of [
    ['', 'Enter the code'],
    ['abc def', 'Codes have digits only'],
    ['12345', 'Codes have 6 to 8 digits. You entered 5.'],
    ['123 456 789', 'Codes have 6 to 8 digits. You entered 9.'],
  ] as const) {
    it(`say at the field what is wrong with ${JSON.stringify(typed)}, and keep it`, async () => {
      const { page } = await atAppCode()
      await verify(page, typed)
      expect(await problem(page)).to.equal(sentence)
      expect(await page.inputValue('#code')).to.equal(typed)
      expect(await page.locator('#code').getAttribute('aria-invalid')).to.equal('true')
      expect(await page.locator('#code').getAttribute('aria-describedby')).to.equal('code-hint problem')
      expect(await page.evaluate(js(`() => document.activeElement?.id`))).to.equal('code')
    })
  }

  for (const dress of [(code: string) => `${code.slice(0, 3)} ${code.slice(3)}`, (code: string) => `${code.slice(0, 3)}-${code.slice(3)}`, (code: string) => code.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))]) {
    it(`[24] take a code as it is pasted: ${dress('1234567')}`, async () => {
      const { page } = await atAppCode()
      const code = await rig.host.phone.appCode(ANN)
      await page.fill('#code', dress(code))
      expect(await page.inputValue('#code')).to.equal(dress(code))
      await button(page, 'Verify').click()
      await page.waitForURL(`${rig.host.url}/`)
    })
  }

  it('[25] send nothing before Verify is pressed', async () => {
    const { page, requests } = await atAppCode()
    const before = requests.filter((request) => request.startsWith('POST')).length
    await page.locator('#code').pressSequentially('1234567')
    await page.keyboard.press('Tab')
    expect(requests.filter((request) => request.startsWith('POST')).length).to.equal(before)
  })

  it('[26] count the tries left in words, then lock with a time, and let in again after it', async () => {
    const { page, later } = await atAppCode()
    for (const left of ['4 tries left.', '3 tries left.', '2 tries left.', '1 try left.']) {
      await verify(page, '7654321')
      expect(await problem(page)).to.equal(`That code isn’t right. Check the newest one. ${left}`)
    }
    await verify(page, '7654321')
    await page.getByText(/^Too many wrong codes\. Try again at \d\d:\d\d/).waitFor()
    const right = { code: await rig.host.phone.appCode(ANN) }
    expect((await page.request.post(`${rig.host.url}/2fa/verify`, { data: right, headers: { origin: rig.host.url } })).status()).to.equal(429)
    await later(31)
    await page.goto(`${rig.host.url}/2fa?show=totp`)
    await verify(page, await rig.host.phone.appCode(ANN))
    await page.waitForURL(`${rig.host.url}/`)
  })

  it('[27] refuse a code that was used', async () => {
    const first = await atAppCode()
    const code = await rig.host.phone.appCode(ANN)
    await first.page.fill('#code', code)
    await button(first.page, 'Verify').click()
    await first.page.waitForURL(`${rig.host.url}/`)
    const second = await rig.signIn('ann')
    await second.page.goto(`${rig.host.url}/2fa?show=totp`)
    await verify(second.page, code)
    expect(await problem(second.page)).to.equal('That code was used already. Wait for a new one.')
  })

  it('[28] say that the app was used instead of a text, and text anyway on a press', async () => {
    const { page, later } = await rig.signIn('ann')
    await later(9)
    await button(page, 'Text me a code to •••21').click()
    await page.getByText('Authy opened your app instead of sending a text. Use the code there.').waitFor()
    expect(await rig.host.phone.messages(ANN)).to.have.length(0)
    await button(page, 'Text me anyway').click()
    await page.getByRole('heading', { name: 'Check your texts' }).waitFor()
    expect(await rig.host.phone.messages(ANN)).to.have.length(1)
    await verify(page, await rig.host.phone.newestCode(ANN))
    await page.waitForURL(`${rig.host.url}/`)
  })

  it('[29] say how long to wait before the next text, in a button that stays in the order', async () => {
    const { page, later } = await rig.signIn('kim')
    await page.getByText('Your account has no Authy app yet. We can text or call •••67.').waitFor()
    await button(page, 'Text me a code to •••67').click()
    await page.getByRole('heading', { name: 'Check your texts' }).waitFor()
    expect(await page.getByRole('status').innerText()).to.equal('We texted a code to •••67.')
    for (const [pause, text] of [[30, /^You can ask for a new code in (30|2\d) seconds\.$/], [60, /^You can ask for a new code in (1 minute|5\d seconds)\.$/]] as const) {
      const again = button(page, 'Text me a new code')
      expect(await again.getAttribute('aria-disabled')).to.equal('true')
      expect(await page.locator('#wait-sms').innerText()).to.match(text)
      await again.focus()
      expect(await again.evaluate(js(`(element) => element === document.activeElement`))).to.equal(true)
      await later(pause + 1)
      await page.waitForFunction(js(`() => !document.querySelector('[aria-disabled]')`))
      await again.click()
      await page.locator('#wait-sms').waitFor()
    }
    await later(121)
    await page.waitForFunction(js(`() => !document.querySelector('[aria-disabled]')`))
    await button(page, 'Text me a new code').click()
    await page.getByText(/^That was often\. Try again at/).waitFor()
    expect(await rig.host.phone.messages(KIM)).to.have.length(3)
  })

  it('offer a call where no text arrives', async () => {
    const { page } = await rig.signIn('kim')
    await rig.host.phone.control('PATCH', `/_/users/${await rig.host.phone.idOf(KIM)}`, { landline: true })
    await button(page, /^Text me/).click()
    await page.getByText('We couldn’t text this number. We can call it instead.').waitFor()
    expect(await page.locator('.ways button').allInnerTexts()).to.deep.equal(['Call me on •••67', 'Text me a code to •••67'])
    await button(page, /^Call me/).click()
    await page.getByRole('heading', { name: 'Answer the call' }).waitFor()
    await rig.host.phone.control('PATCH', `/_/users/${await rig.host.phone.idOf(KIM)}`, { landline: false })
  })

  it('list the other ways in policy’s order, and go to the one chosen', async () => {
    const { page } = await rig.signIn('ann')
    await page.getByRole('link', { name: 'Use another way' }).click()
    await page.getByRole('heading', { name: 'Choose another way' }).waitFor()
    expect(await page.getByRole('radio').evaluateAll(js(`(radios) => radios.map((radio) => (radio).value)`))).to.deep.equal(['push', 'totp', 'sms', 'voice'])
    expect(await page.locator('input:checked').count()).to.equal(0)
    expect(await page.getByText('We text a code to •••21.').isVisible()).to.equal(true)
    await page.getByLabel('Code from the Authy app').check()
    await button(page, 'Continue').click()
    await page.getByRole('heading', { name: 'Enter the code from your Authy app' }).waitFor()
    await button(page, 'Approve in the app instead').click()
    await page.getByRole('heading', { name: 'Approve this sign-in' }).waitFor()
  })

  it('help people without their phone', async () => {
    const { page } = await rig.signIn('ann')
    await page.getByRole('link', { name: 'Use another way' }).click()
    await page.getByRole('link', { name: 'I don’t have my phone' }).click()
    await page.getByRole('heading', { name: 'I don’t have my phone' }).waitFor()
    expect(await page.getByRole('link', { name: 'Contact the help desk' }).getAttribute('href')).to.equal('https://help.shop.example/two-step')
    expect(await page.getByText('will ever ask you for a code').isVisible()).to.equal(true)
  })
})

describe('Pages: codes where texts are never forced', function () {
  this.timeout(60_000)
  let rig: Rig

  before(async () => {
    const challenge = { when: 'every_login', methods: ['push', 'totp', 'sms'], phone_code: { force: 'never' } }
    rig = await startRig({}, { policy: { ...POLICY, defaults: { challenge } } })
  })
  after(() => rig.close())

  it('[28] offer no text once the app was used instead', async () => {
    const { page, later } = await rig.signIn('ann')
    await later(9)
    await page.getByRole('button', { name: /^Text me/ }).click()
    await page.getByText('Authy opened your app instead').waitFor()
    expect(await page.getByRole('button', { name: /Text me/ }).count()).to.equal(0)
  })
})
