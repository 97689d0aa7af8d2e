/** One's own settings, backup codes, and “That wasn't me”, with script and without. */
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { approve, newestAppCode, press, signedIn, startAccountRig } from './account-rig.js'
import { js, startRig } from './rig.js'
import type { Rig } from './rig.js'

const ANN = 'ann@shop.example'
const OFF = { javaScriptEnabled: false }
const CODE = /^[0-9A-Z]{5}-[0-9A-Z]{5}$/

describe('Pages: settings', function () {
  this.timeout(60_000)
  let rig: Rig

  beforeEach(async () => {
    rig = await startAccountRig()
  })
  afterEach(() => rig.close())

  const heading = (page: Page): Promise<string> => page.getByRole('heading', { level: 1 }).innerText()
  const settings = (page: Page): Promise<unknown> => page.goto(`${rig.host.url}/2fa/settings`)
  const group = (page: Page, name: string) => page.locator('section', { has: page.getByRole('heading', { name }) })

  for (const [how, options] of [['with script', {}], ['without', OFF]] as const) {
    it(`show what is set up, ${how}, and no whole number`, async () => {
      const { page, complaints } = await signedIn(rig, options)
      await settings(page)
      expect(await heading(page)).to.equal('Two-step sign-in')
      expect(await page.getByRole('status').innerText()).to.equal('On. You are asked at every new browser.')
      expect(await page.getByRole('dialog').count()).to.equal(0)
      const text = await page.getByRole('main').innerText()
      expect(text).to.include('•••21').and.include('You have none.').and.include('No browser is remembered.').and.include('Confirmed: Approve in the Authy app')
      expect(await page.content()).not.to.include('4155550121').and.not.include(String(await rig.host.phone.idOf(ANN)))
      expect(complaints).to.deep.equal([])
    })

    it(`make backup codes, ${how}, shown once and in no address`, async () => {
      const { page } = await signedIn(rig, options)
      await settings(page)
      await press(page, 'Make backup codes')
      await page.getByRole('heading', { name: 'Your backup codes' }).waitFor()
      const codes = await page.locator('code').allInnerTexts()
      expect(codes).to.have.length(10)
      for (const code of codes) expect(code).to.match(CODE)
      for (const code of codes) expect(page.url()).not.to.include(code)
      expect(await page.getByRole('button', { name: 'Print' }).count()).to.equal('javaScriptEnabled' in options ? 0 : 1)
      await page.getByRole('link', { name: 'Continue' }).click()
      expect(await group(page, 'Backup codes').innerText()).to.include('10 codes are left.')
      expect(await page.content()).not.to.include(codes[0])
    })

    it(`go to the proof when it is too old, ${how}, and back to be pressed again`, async () => {
      const { page } = await signedIn(rig, options)
      await rig.host.phone.advance(601)
      await settings(page)
      await press(page, 'Make backup codes')
      await page.getByRole('heading', { name: 'Confirm it’s you to change your two-step sign-in' }).waitFor()
      if ('javaScriptEnabled' in options) await press(page, 'Send a request to my phone')
      await approve(rig, page)
      if ('javaScriptEnabled' in options) await press(page, 'Check now')
      await page.waitForURL(`${rig.host.url}/2fa/settings`)
      expect((await rig.host.accounts.read('ann'))?.record.backupCodes).to.equal(null)
      await press(page, 'Make backup codes')
      await page.getByRole('heading', { name: 'Your backup codes' }).waitFor()
    })

    it(`turn it off after one question with two equal answers, ${how}`, async () => {
      const { page } = await signedIn(rig, options)
      await settings(page)
      await press(page, 'Turn off two-step sign-in')
      await page.getByRole('heading', { name: 'Turn off two-step sign-in?' }).waitFor()
      const [keep, off] = await Promise.all(['Keep it on', 'Turn it off'].map((name) => page.getByRole('button', { name }).boundingBox()))
      expect([keep?.width, keep?.height]).to.deep.equal([off?.width, off?.height])
      await press(page, 'Keep it on')
      await page.waitForURL(/settings\??$/)
      await press(page, 'Turn off two-step sign-in')
      await press(page, 'Turn it off')
      await page.getByText('Off.', { exact: true }).waitFor()
      expect((await rig.host.accounts.read('ann'))?.record.state).to.equal('opted_out')
      expect(await page.getByRole('button', { name: 'Set up now' }).isVisible()).to.equal(true)
    })
  }

  it('are closed to a half-made sign-in, which gets there after its step', async () => {
    const { page } = await rig.signIn('ann')
    await settings(page)
    expect(await heading(page)).to.equal('Approve this sign-in')
    await rig.host.phone.answer(ANN, 'approve')
    await page.waitForURL(`${rig.host.url}/2fa/settings`)
  })

  it('copy and save the codes where the script runs', async () => {
    const { page, context } = await signedIn(rig)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await settings(page)
    await press(page, 'Make backup codes')
    const codes = await page.locator('code').allInnerTexts()
    await press(page, 'Copy')
    await page.getByText('Copied.').waitFor()
    expect(await page.evaluate(js(`() => navigator.clipboard.readText()`))).to.equal(`${codes.join('\n')}\n`)
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download')])
    expect(download.suggestedFilename()).to.equal('backup-codes.txt')
    expect(readFileSync(await download.path(), 'utf8')).to.equal(`${codes.join('\n')}\n`)
  })

  it('ask for the proof before another phone is typed, confirm it, and say so', async () => {
    const { page } = await signedIn(rig)
    await rig.host.phone.advance(601)
    await settings(page)
    await press(page, 'Change phone')
    await approve(rig, page)
    await page.getByLabel('Phone number').waitFor()
    await page.getByLabel('Country').fill('351')
    await page.getByLabel('Phone number').fill('912345678')
    await press(page, 'Continue')
    await page.getByRole('heading', { name: 'Confirm your phone' }).waitFor()
    expect((await rig.host.accounts.read('ann'))?.record.factor?.phoneHint).to.equal('•••21')
    await press(page, 'I’ll use texts: text me a code')
    await page.fill('#code', await newestAppCode(rig))
    await press(page, 'Verify')
    await page.getByText('From now on you confirm with •••78 that it’s you.').waitFor()
    await page.getByRole('link', { name: 'Continue' }).click()
    await page.waitForURL(`${rig.host.url}/2fa/settings`)
    expect(await group(page, 'Phone').innerText()).to.include('•••78')
  })

  it('forget a browser, and mark this one', async () => {
    const { page } = await rig.signIn('ann')
    await page.getByLabel('Remember this browser for 30 days').check()
    await rig.host.phone.answer(ANN, 'approve')
    await page.waitForURL(`${rig.host.url}/`)
    await settings(page)
    expect(await group(page, 'Remembered browsers').innerText()).to.include('this browser')
    expect(await group(page, 'Remembered browsers').innerText()).to.match(/Last used \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d\. Remembered until \d{1,2} [A-Z][a-z]+ \d{4}\./)
    await group(page, 'Remembered browsers').getByRole('button', { name: /^Forget/ }).click()
    await page.getByText('No browser is remembered.').waitFor()
    expect((await rig.host.accounts.read('ann'))?.record.devices).to.deep.equal([])
  })

  it('say what is set up after setting up, and offer the codes at one press', async () => {
    const { page } = await rig.signIn('nora')
    await press(page, 'Set up now')
    await page.getByLabel('Code from our email').fill('open sesame')
    await page.getByLabel('Country').fill('351')
    await page.getByLabel('Phone number').fill('912345678')
    await press(page, 'Continue')
    await press(page, 'I have the app: send a request')
    await page.getByText('We sent a request').waitFor()
    await rig.host.phone.answer('nora@shop.example', 'approve')
    await page.getByRole('heading', { name: 'Two-step sign-in is on' }).waitFor()
    expect(await page.getByRole('status').innerText()).to.equal('From now on you confirm with •••78 that it’s you.')
    await press(page, 'Make backup codes')
    await page.getByRole('heading', { name: 'Your backup codes' }).waitFor()
    expect(await page.locator('code').count()).to.equal(10)
    await page.getByRole('link', { name: 'Continue' }).click()
    await page.waitForURL(`${rig.host.url}/`)
  })

  describe('“That wasn’t me”', () => {
    for (const [how, options] of [['with script', {}], ['without', OFF]] as const) {
      it(`from a request that was denied, ${how}: told first, done at a press`, async () => {
        const { page } = await rig.signIn('ann', options)
        await rig.host.phone.answer(ANN, 'deny')
        if ('javaScriptEnabled' in options) {
          await rig.settled(page)
          await page.reload()
        }
        await press(page, 'That wasn’t me')
        await page.getByRole('heading', { name: 'Tell us that it wasn’t you' }).waitFor()
        expect(await page.getByLabel('Sign out everywhere').isChecked()).to.equal(true)
        expect(rig.host.events.some(({ type }) => type === 'reported')).to.equal(false)
        await press(page, 'Report it')
        await page.getByRole('heading', { name: 'Thank you, your report has arrived' }).waitFor()
        const reference = (await page.locator('.reference bdi').innerText()).trim()
        expect(rig.host.events.find(({ type }) => type === 'reported')).to.include({ userId: 'ann', reference })
        expect(await page.getByRole('main').or(page.getByRole('dialog')).innerText()).to.include('Requests to your phone are paused for 20 minutes.').and.include('signed out everywhere')
        await page.getByRole('link', { name: 'Go to the sign-in page' }).click()
        await page.waitForURL(`${rig.host.url}/login`)
      })
    }

    it('from the settings, and leaves the sessions where the box is not ticked', async () => {
      const [{ page }, other] = [await signedIn(rig), await signedIn(rig)]
      await settings(page)
      await page.getByRole('link', { name: 'That wasn’t me' }).first().click()
      await page.getByLabel('Sign out everywhere').uncheck()
      await press(page, 'Report it')
      await page.getByText('Browsers that were signed in stay so.').waitFor()
      await other.page.reload()
      expect(await heading(other.page)).to.equal('Shop')
      await page.getByRole('link', { name: 'Continue' }).click()
      await page.waitForURL(`${rig.host.url}/2fa/settings`)
    })
  })
})

describe('Pages: settings of the host’s', function () {
  this.timeout(60_000)

  it('take the place of ours, each with what it needs', async () => {
    const rig = await startRig({
      views: {
        settings: ({ settings }) => `<!doctype html><title>x</title><h1>${settings.enrollment.state}</h1>`,
        codes: ({ codes, next }) => `<!doctype html><title>x</title><h1>${codes.length} ${next}</h1>`,
        report: ({ report }) => `<!doctype html><title>x</title><h1>${report.reference ?? 'none'} ${report.pauseSeconds}</h1>`,
      },
    })
    const ann = rig.host.person()
    await ann.signIn('ann')
    await rig.host.phone.answer(ANN, 'approve')
    await ann.post('/2fa/complete')
    expect((await ann.page('/2fa/settings')).text).to.include('<h1>enrolled</h1>')
    expect((await ann.form('/2fa/backup-codes')).text).to.include('<h1>10 /</h1>')
    expect((await ann.page('/2fa/report')).text).to.match(/<h1>none \d+<\/h1>/)
    await rig.close()
  })
})
