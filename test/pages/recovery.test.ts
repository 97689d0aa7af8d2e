/** Remembered browsers, and what to do when the phone is away. */
import { expect } from 'chai'
import { newestAppCode, press, signedIn, startAccountRig } from './account-rig.js'
import { startRig } from './rig.js'
import type { Rig } from './rig.js'

const ANN = 'ann@shop.example'
const OFF = { javaScriptEnabled: false }
const REMEMBER = 'Remember this browser for 30 days'

describe('Pages: remembered browsers', function () {
  this.timeout(60_000)
  let rig: Rig

  before(async () => {
    rig = await startAccountRig()
  })
  after(() => rig.close())
  beforeEach(() => rig.newDay())

  const devices = async (): Promise<number> => (await rig.host.accounts.read('ann'))?.record.devices.length ?? 0

  it('are offered unticked, and sent along with the approval', async () => {
    const { page, context } = await rig.signIn('ann')
    const box = page.getByLabel(REMEMBER)
    expect(await box.isChecked()).to.equal(false)
    expect(await page.getByText('Don’t use this on a shared computer.').isVisible()).to.equal(true)
    const before = await devices()
    await box.check()
    await rig.host.phone.answer(ANN, 'approve')
    await page.waitForURL(`${rig.host.url}/`)
    expect(await devices()).to.equal(before + 1)
    expect((await context.cookies()).map(({ name }) => name)).to.include('2fa-device')
  })

  it('stay as they are when the box is left alone, and keep the tick while the page changes', async () => {
    const before = await devices()
    await signedIn(rig)
    expect(await devices()).to.equal(before)
    const { page } = await rig.signIn('ann')
    await page.getByLabel(REMEMBER).check()
    await rig.host.phone.answer(ANN, 'deny')
    await page.getByRole('heading', { name: 'Sign-in denied' }).waitFor()
    await page.goto(`${rig.host.url}/2fa?show=totp`)
    await page.getByLabel(REMEMBER).check()
    await page.fill('#code', '7654321')
    await press(page, 'Verify')
    await page.getByRole('alert').waitFor()
    expect(await page.getByLabel(REMEMBER).isChecked()).to.equal(true)
    await page.fill('#code', await rig.host.phone.appCode(ANN))
    await press(page, 'Verify')
    await page.waitForURL(`${rig.host.url}/`)
    expect(await devices()).to.equal(before + 1)
  })

  it('without script too', async () => {
    const before = await devices()
    const { page } = await rig.signIn('ann', OFF)
    await page.getByLabel(REMEMBER).check()
    await rig.host.phone.answer(ANN, 'approve')
    await press(page, 'Check now')
    await page.waitForURL(`${rig.host.url}/`)
    expect(await devices()).to.equal(before + 1)
  })

  it('are not offered where policy would not heed them', async () => {
    const other = await startRig()
    const { page } = await other.signIn('ann')
    expect(await page.locator('[name=remember_device]').count()).to.equal(0)
    await other.close()
  })
})

describe('Pages: without the phone', function () {
  this.timeout(60_000)
  let rig: Rig

  beforeEach(async () => {
    rig = await startAccountRig()
  })
  afterEach(() => rig.close())

  async function codes(): Promise<string[]> {
    const { page } = await signedIn(rig)
    await page.goto(`${rig.host.url}/2fa/settings`)
    await press(page, 'Make backup codes')
    await page.locator('code').first().waitFor()
    return page.locator('code').allInnerTexts()
  }

  for (const [how, options] of [['with script', {}], ['without', OFF]] as const) {
    it(`a backup code is one of the ways, ${how}: its own field, its own words`, async () => {
      const [code = ''] = await codes()
      const { page } = await rig.signIn('ann', options)
      await page.getByRole('link', { name: 'Use another way' }).click()
      await page.getByLabel('Backup code').check()
      await press(page, 'Continue')
      const field = page.getByRole('textbox', { name: 'Backup code' })
      await field.fill('ABC')
      await press(page, 'Verify')
      expect(await page.getByRole('alert').innerText()).to.equal('Backup codes have 10 letters and digits. Those of the help desk have 9 digits.')
      await field.fill('ABCDE-FGHJK')
      await press(page, 'Verify')
      await page.getByText('That code isn’t right, or it was used already. 4 tries left.').waitFor()
      await field.fill(code.toLowerCase())
      await press(page, 'Verify')
      await page.waitForURL(`${rig.host.url}/`)
    })
  }

  it('no way that the account does not hold', async () => {
    const { page } = await rig.signIn('ann')
    await page.goto(`${rig.host.url}/2fa?show=ways`)
    await page.getByRole('radio').first().waitFor()
    expect(await page.getByLabel('Backup code').count()).to.equal(0)
    await page.goto(`${rig.host.url}/2fa?show=backup`)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).not.to.equal('Use a backup code')
  })

  it('is all there is where nothing else is left', async () => {
    const [code = ''] = await codes()
    const stored = await rig.host.accounts.read('ann')
    if (stored?.record.factor == null) throw new Error('ann has no phone.')
    await rig.host.accounts.write({ ...stored.record, factor: { ...stored.record.factor, methods: [] } }, stored.version)
    await rig.host.secondFactor.accountChanged('ann')
    const { page } = await rig.signIn('ann')
    expect(await page.getByRole('heading', { level: 1 }).innerText()).to.equal('Use a backup code')
    await page.getByRole('textbox', { name: 'Backup code' }).fill(code)
    await press(page, 'Verify')
    await page.waitForURL(`${rig.host.url}/`)
  })

  it('a code from the help desk lets in, by the page for those without a phone', async () => {
    const code = await rig.host.secondFactor.helpDesk.bypassCode('ann', { by: 'hans', why: 'lost phone' })
    const { page } = await rig.signIn('ann')
    await page.goto(`${rig.host.url}/2fa?show=help`)
    expect(await page.getByText('Nobody who works for us will ever ask you for a code').isVisible()).to.equal(true)
    await page.getByRole('link', { name: 'Use a backup code' }).click()
    await page.getByRole('textbox', { name: 'Backup code' }).fill(code ?? '')
    await press(page, 'Verify')
    await page.waitForURL(`${rig.host.url}/`)
  })

  for (const [how, options] of [['with script', {}], ['without', OFF]] as const) {
    it(`a new phone can be set up with the proof that policy names, ${how}`, async () => {
      const { page } = await rig.signIn('ann', options)
      await page.goto(`${rig.host.url}/2fa?show=help`)
      await page.getByRole('link', { name: 'Set up a new phone' }).click()
      await page.getByLabel('Country').fill('351')
      await page.getByLabel('Phone number').fill('912345678')
      await page.getByLabel('Code from our email').fill('guess')
      await press(page, 'Continue')
      await page.getByText('That proof is not right, or it ran out.').waitFor()
      expect((await rig.host.accounts.read('ann'))?.record.replacement).to.equal(null)
      await page.getByLabel('Country').fill('351')
      await page.getByLabel('Phone number').fill('912345678')
      await page.getByLabel('Code from our email').fill('open sesame')
      await press(page, 'Continue')
      await page.getByRole('heading', { name: 'Confirm your phone' }).waitFor()
      await press(page, 'I’ll use texts: text me a code')
      await page.fill('#code', await newestAppCode(rig))
      await press(page, 'Verify')
      await page.getByRole('heading', { name: 'Two-step sign-in is on' }).waitFor()
      expect((await rig.host.accounts.read('ann'))?.record.factor?.phoneHint).to.equal('•••78')
    })
  }

  it('nothing of the sort is offered where policy names no proof', async () => {
    const other = await startRig()
    const { page } = await other.signIn('ann')
    await page.goto(`${other.host.url}/2fa?show=new-phone`)
    expect(await page.locator('#phone').count()).to.equal(0)
    await other.close()
  })
})
