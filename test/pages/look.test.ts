/** How every page looks and reads to everybody: rules of WCAG 2.2, A and AA, in light, dark, forced colors, narrow and in Arabic. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { js, startRig } from './rig.js'
import type { Rig, Visit } from './rig.js'
import { violations } from '../helpers/axe.js'
import { isTooWide, textOf } from './looks.js'

interface State {
  readonly name: string
  readonly who: string
  readonly title: string
  readonly drive?: (visit: Visit, rig: Rig, email: string) => Promise<unknown>
  /** As it is where the script never comes. */
  readonly noScript?: boolean
}

const form = (page: Page, name: string): Promise<void> => page.locator(`form[data-name=${name}] button:not([aria-disabled])`).click()
const answer = async ({ page }: Visit, rig: Rig, email: string): Promise<void> => {
  await rig.host.phone.answer(email, 'deny')
  await page.locator('.dial.denied').waitFor()
}
const byApp = async ({ page, later }: Visit): Promise<void> => {
  await later(9)
  await form(page, 'totp')
  await page.locator('#code').waitFor()
}
const wrongCode = async (visit: Visit): Promise<void> => {
  await byApp(visit)
  await visit.page.fill('#code', '7654321')
  await form(visit.page, 'verify')
  await visit.page.getByRole('alert').waitFor()
}
const ways = async ({ page }: Visit): Promise<void> => {
  await page.locator('a[href$="show=ways"]').click()
  await page.getByRole('radio').first().waitFor()
}
const phoneForm = async ({ page }: Visit): Promise<void> => {
  await form(page, 'start')
  await page.locator('#phone').waitFor()
}

/** Each with the same person twice: in English and in Arabic where there are two. */
const STATES: readonly State[] = [
  { name: 'waiting', who: 'ann', title: 'Approve this sign-in' },
  { name: 'slow, with all ways', who: 'ann', title: 'Approve this sign-in', drive: async ({ page, later }) => later(31).then(() => page.locator('form[data-name=resend] button').waitFor()) },
  { name: 'denied', who: 'ann', title: 'Sign-in denied', drive: answer },
  { name: 'expired', who: 'ann', title: 'The request ran out', drive: async ({ page, later }) => later(121).then(() => page.locator('.dial.expired').waitFor()) },
  { name: 'a code from the app', who: 'ann', title: 'Enter the code from your Authy app', drive: byApp },
  { name: 'a wrong code', who: 'ann', title: 'Enter the code from your Authy app', drive: wrongCode },
  { name: 'other ways', who: 'ann', title: 'Choose another way', drive: ways },
  {
    name: 'without the phone',
    who: 'ann',
    title: 'I don’t have my phone',
    drive: async (visit) => ways(visit).then(() => visit.page.locator('a[href$="show=help"]').click()).then(() => visit.page.locator('.steps').waitFor()),
  },
  { name: 'no app', who: 'kim', title: 'Enter your code', drive: ({ page }) => page.locator('form[data-name=sms]').waitFor() },
  { name: 'a text sent', who: 'kim', title: 'Check your texts', drive: ({ page }) => form(page, 'sms').then(() => page.locator('#code').waitFor()) },
  { name: 'a phone to confirm', who: 'sam', title: 'Confirm your phone' },
  { name: 'grace', who: 'nora', title: 'Two-step sign-in is now required' },
  { name: 'the phone form', who: 'nora', title: 'Your phone', drive: phoneForm },
  {
    name: 'the phone form refused',
    who: 'nora',
    title: 'Your phone',
    drive: async (visit) => phoneForm(visit).then(() => form(visit.page, 'phone')).then(() => visit.page.getByRole('alert').waitFor()),
  },
  { name: 'opting out', who: 'nora', title: 'Turn off two-step sign-in?', drive: ({ page }) => page.locator('a[href$="/opt-out"]').click().then(() => page.locator('.choices').waitFor()) },
  {
    name: 'locked',
    who: 'ann',
    title: 'You can’t sign in right now',
    drive: async ({ page }) => {
      for (let tries = 0; tries < 5; tries += 1) {
        await page.request.post(page.url() + '/verify', { data: { code: '7654321' }, headers: { origin: new URL(page.url()).origin } })
      }
      await page.reload()
      await page.locator('form[data-name=cancel] button').waitFor()
    },
  },
  {
    name: 'signed out meanwhile',
    who: 'ann',
    title: 'That did not work',
    drive: async ({ page, context }) => {
      await context.clearCookies()
      await page.reload()
    },
  },
  { name: 'no script', who: 'ann', title: 'Approve this sign-in', noScript: true },
]

describe('Pages: for everybody', function () {
  this.timeout(120_000)
  let rig: Rig

  before(async () => {
    rig = await startRig()
  })
  after(() => rig.close())
  beforeEach(() => rig.newDay())

  async function reach({ who, drive, noScript }: State, locale?: string): Promise<Page> {
    const visit = await rig.signIn(who, locale === undefined ? {} : { locale })
    if (noScript === true) {
      await visit.context.route('**/second-factor.js', (route) => route.abort())
      await visit.page.reload()
    }
    await drive?.(visit, rig, `${who}@shop.example`)
    return visit.page
  }

  for (const state of STATES) {
    it(`[17] [18] ${state.name}: no violation in light, dark or forced colors, narrow or large`, async () => {
      const page = await reach(state)
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
    })
  }

  for (const state of STATES) {
    it(`[20] ${state.name}: in Arabic from right to left, and no violation`, async () => {
      const page = await reach(state, 'ar-EG')
      expect(await page.evaluate(js(`() => [document.documentElement.lang, document.documentElement.dir, getComputedStyle(document.querySelector('.card') ?? document.body).direction]`))).to.deep.equal(['ar', 'rtl', 'rtl'])
      expect(await violations(page)).to.deep.equal([])
      const text = await textOf(page)
      expect(text.replace(/\b(Shop|Authy|QR|nora@shop\.example|Escape|UTC)\b/g, ''), 'English left over').not.to.match(/[A-Za-z]{2,}/)
      const fragments = await page.locator('bdi').evaluateAll(js<string[]>(`(parts) => parts.filter((part) => part.textContent?.includes('•')).map((part) => getComputedStyle(part).direction)`))
      expect(fragments.every((direction) => direction === 'ltr')).to.equal(true)
    })
  }

  it('[20] the dialog is mirrored: what begins the row stands on the right', async () => {
    const { page } = await rig.signIn('zoe')
    const [ways, cancel] = await Promise.all([page.locator('a[data-go]').boundingBox(), page.locator('form[data-name=cancel]').boundingBox()])
    expect(ways?.x ?? 0).to.be.greaterThan(cancel?.x ?? Infinity)
    expect(await page.locator('.match bdi').last().evaluate(js(`(part) => getComputedStyle(part).direction`))).to.equal('ltr')
  })

  for (const state of STATES.filter(({ who, title }) => who === 'ann' && title !== 'That did not work')) {
    it(`[21] ${state.name}: nothing untranslated and nothing cut off in the pseudo-language`, async () => {
      const page = await reach({ ...state, who: 'pia' })
      await page.setViewportSize({ width: 320, height: 640 })
      const text = await textOf(page)
      const plain = text.replace(/\bShop\b|\d+ (sekundoj?|minutoj?|seconds?)|kaj/g, '').match(/[A-Za-z]{3,}/g)
      expect(plain).to.equal(null)
      expect(await isTooWide(page)).to.equal(false)
      expect(await page.locator('.card *').evaluateAll(js(`(parts) => parts.filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflow === 'hidden' && !part.classList.contains('hidden')).length`))).to.equal(0)
    })
  }

  it('[18] lines and text stand out enough in both schemes', async () => {
    const { page } = await rig.signIn('ann')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const colors = await page.locator('.card').evaluate(js<Record<string, number[]>>(`(card) => {
        const probe = document.createElement('i')
        card.append(probe)
        return Object.fromEntries(['--card', '--ink', '--soft', '--line', '--a', '--on-a', '--bad', '--good', '--wash'].map((name) => {
          probe.style.color = 'var(' + name + ')'
          return [name, (getComputedStyle(probe).color.match(/[\\d.]+/g) ?? []).slice(0, 3).map(Number)]
        }))
      }`))
      for (const [front, back, least] of [['--line', '--card', 3], ['--a', '--card', 4.5], ['--on-a', '--a', 4.5], ['--ink', '--card', 4.5], ['--ink', '--wash', 4.5], ['--soft', '--card', 4.5], ['--bad', '--card', 4.5], ['--good', '--card', 3]] as const) {
        expect(contrast(colors[front] ?? [], colors[back] ?? []), `${front} on ${back}, ${colorScheme}`).to.be.at.least(least)
      }
    }
  })
})

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: readonly number[], two: readonly number[]): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(two)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(color: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
