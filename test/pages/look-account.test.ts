/** How the pages for those who are in look and read to everybody: WCAG 2.2, light, dark, forced colors, narrow, Arabic. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { press, signedIn, startAccountRig } from './account-rig.js'
import { violations } from '../helpers/axe.js'
import { isTooWide, textOf } from './looks.js'
import { js } from './rig.js'
import type { Rig, Visit } from './rig.js'

const ANN = 'ann@shop.example'

interface State {
  readonly name: string
  readonly title: string
  /** Whether it comes after the second factor. */
  readonly isIn?: boolean
  readonly drive: (visit: Visit, rig: Rig) => Promise<unknown>
}

const form = (page: Page, name: string): Promise<void> => page.locator(`form[data-name=${name}] button`).click()

const at = (path: string, part: string) => async ({ page }: Visit, rig: Rig): Promise<void> => {
  await page.goto(rig.host.url + path)
  await page.locator(part).first().waitFor()
}
const stale = async (visit: Visit, rig: Rig): Promise<void> => {
  await visit.later(700)
  await visit.page.goto(`${rig.host.url}/shop`)
}
const codes = async (visit: Visit, rig: Rig): Promise<void> => {
  await at('/2fa/settings', 'form[data-name=codes]')(visit, rig)
  await form(visit.page, 'codes')
  await visit.page.locator('.codes').waitFor()
}

const STATES: readonly State[] = [
  { name: 'remembering, while waiting', title: 'Approve this sign-in', drive: ({ page }) => page.locator('[name=remember_device]').waitFor() },
  { name: 'remembering, with a code', title: 'Enter the code from your Authy app', drive: at('/2fa?show=totp', '[name=remember_device]') },
  { name: 'without the phone', title: 'I don’t have my phone', drive: at('/2fa?show=help', '.steps') },
  { name: 'a new phone by proof', title: 'First, show that it’s you', drive: at('/2fa?show=new-phone', '#proof_value') },
  { name: 'settings', title: 'Two-step sign-in', isIn: true, drive: at('/2fa/settings', '.list') },
  { name: 'turning it off', title: 'Turn off two-step sign-in?', isIn: true, drive: at('/2fa/settings?show=off', '.choices') },
  { name: 'another phone', title: 'Your phone', isIn: true, drive: at('/2fa/settings?show=new-phone', '#phone') },
  { name: 'it is on', title: 'Two-step sign-in is on', isIn: true, drive: at('/2fa?show=on', 'form[data-name=codes]') },
  { name: 'backup codes', title: 'Your backup codes', isIn: true, drive: codes },
  { name: 'before a report', title: 'Tell us that it wasn’t you', isIn: true, drive: at('/2fa/report', 'form[data-name=report]') },
  {
    name: 'after a report',
    title: 'Thank you, your report has arrived',
    isIn: true,
    drive: async (visit, rig) => at('/2fa/report', 'form[data-name=report]')(visit, rig).then(() => form(visit.page, 'report')).then(() => visit.page.locator('.reference').waitFor()),
  },
  {
    name: 'a transaction',
    title: 'Confirm it’s you to send money',
    isIn: true,
    drive: async (visit, rig) => stale(visit, rig).then(() => press(visit.page, 'Send money')).then(() => visit.page.locator('.confirmed').waitFor()).then(() => visit.page.locator('.dial.pending').waitFor()),
  },
  {
    name: 'a backup code refused',
    title: 'Use a backup code',
    isIn: true,
    drive: async (visit, rig) => {
      await codes(visit, rig)
      await visit.context.clearCookies()
      await visit.page.goto(`${rig.host.url}/login`)
      await visit.page.fill('[name=username]', 'ann')
      await visit.page.click('button')
      await at('/2fa?show=backup', '#code')(visit, rig)
      await visit.page.fill('#code', 'ABCDE-FGHJK')
      await form(visit.page, 'verify')
      await visit.page.getByRole('alert').waitFor()
    },
  },
]

describe('Pages: for everybody who is in', function () {
  this.timeout(120_000)
  let rig: Rig

  before(async () => {
    rig = await startAccountRig()
  })
  after(() => rig.close())
  beforeEach(() => rig.newDay())

  async function reach({ isIn, drive }: State, locale = 'en-US'): Promise<Visit> {
    const visit = isIn === true ? await signedIn(rig, { locale }) : await rig.signIn('ann', { locale })
    await drive(visit, rig)
    return visit
  }

  for (const state of STATES) {
    it(`[17] [18] ${state.name}: no violation in light, dark or forced colors, narrow or large`, async () => {
      const { page, complaints } = await reach(state)
      expect(await page.getByRole('heading', { level: 1 }).innerText()).to.equal(state.title)
      expect(await violations(page), 'light').to.deep.equal([])
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.setViewportSize({ width: 320, height: 640 })
      expect(await violations(page), 'dark, 320 px').to.deep.equal([])
      expect(await isTooWide(page), '320 px').to.equal(false)
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' })
      expect(await violations(page), 'forced colors').to.deep.equal([])
      await page.evaluate(js(`() => document.documentElement.style.setProperty('font-size', '200%')`))
      expect(await isTooWide(page), '200 % text').to.equal(false)
      expect(complaints).to.deep.equal([])
    })

    it(`[20] ${state.name}: in Arabic from right to left, and no violation`, async () => {
      const { page } = await reach(state, 'ar-EG')
      expect(await page.evaluate(js(`() => [document.documentElement.lang, document.documentElement.dir]`))).to.deep.equal(['ar', 'rtl'])
      expect(await violations(page)).to.deep.equal([])
      const own = /\b(Shop|Authy|Amount|Payee|Bob & sons|Code from our email|Safari|Chrome|Linux)\b/g
      expect((await textOf(page)).replaceAll(ANN, '').replace(own, ''), 'English left over').not.to.match(/[A-Za-z]{2,}/)
      await page.setViewportSize({ width: 320, height: 640 })
      expect(await isTooWide(page), '320 px').to.equal(false)
    })
  }
})
