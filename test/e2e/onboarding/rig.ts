/** The shop as a process under a policy of the test's own, and people with one browser for each sign-in. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { launchChromium } from '../../helpers/chromium.js'
import { Phone } from '../../helpers/phone.js'
import { startShopProcess } from '../../helpers/shop-process.js'
import type { ShopProcess } from '../../helpers/shop-process.js'

/** What the shop knows about one person; all have the same password. */
export interface ShopPerson {
  readonly username: string
  readonly state?: 'none' | 'pending' | 'enrolled'
  /** National number in North America, registered before the test unless the state is `none`. */
  readonly phone?: string
  readonly has_app?: boolean
  readonly groups?: readonly string[]
  readonly roles?: readonly string[]
  readonly attributes?: Readonly<Record<string, unknown>>
  /** ISO 8601. */
  readonly created?: string
}

export interface RigSetup {
  /** Path of a policy file, which is copied, or the policy itself. */
  readonly policy: string | object
  readonly people: readonly ShopPerson[]
}

/** The machine may be busy with other things. */
const PATIENCE_MS = 10_000

export const DAY_SECONDS = 24 * 60 * 60

export class OnboardingRig {
  readonly shop: ShopProcess
  readonly phone: Phone
  readonly #browser: Browser
  readonly #folder: string

  constructor(shop: ShopProcess, browser: Browser, folder: string) {
    this.shop = shop
    this.phone = new Phone(shop.phoneUrl)
    this.#browser = browser
    this.#folder = folder
  }

  /** A browser that nobody has used, past the page that asks for the password. */
  async signIn(username: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 900, height: 900 }, ...options })
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    await page.goto(`${this.shop.url}/account`)
    await page.getByLabel('Name', { exact: true }).fill(username)
    await page.getByLabel('Password', { exact: true }).fill('correct-horse')
    await press(page, 'Sign in')
    await page.waitForURL(({ pathname }) => pathname !== '/login')
    return page
  }

  /** Until the page behind the gate is there. */
  async isIn(page: Page): Promise<void> {
    await page.waitForURL(`${this.shop.url}/account`)
    await at(page, 'Your account')
  }

  /** The same after a phone was confirmed, past the page that says so. */
  async isSetUp(page: Page): Promise<void> {
    await at(page, 'Two-step sign-in is on')
    expect(await page.getByRole('status').innerText()).to.match(/^From now on you confirm with /)
    await page.getByRole('link', { name: 'Continue', exact: true }).click()
    await this.isIn(page)
  }

  /** All messages to whoever is signed in, newest first. */
  async mail(page: Page): Promise<string[]> {
    const mailbox = await page.context().newPage()
    await mailbox.goto(`${this.shop.url}/outbox`)
    const letters = await mailbox.getByRole('article').allInnerTexts()
    await mailbox.close()
    return letters
  }

  /** The newest message with these words; it is written while the page is answered already, so it is waited for. */
  async letter(page: Page, words: string): Promise<string> {
    for (;;) {
      const found = (await this.mail(page)).find((letter) => letter.includes(words))
      if (found !== undefined) return found
    }
  }

  /** As a program in the same browser would ask. */
  async json(page: Page, method: 'GET' | 'POST', path: string, data?: object): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
    const headers = { accept: 'application/json', origin: this.shop.url }
    const answer = await page.request.fetch(this.shop.url + path, { method, headers, ...(data === undefined ? {} : { data }) })
    return { status: answer.status(), body: (await answer.json()) as Record<string, unknown> }
  }

  async close(): Promise<void> {
    await this.#browser.close()
    await this.shop.stop()
    rmSync(this.#folder, { recursive: true })
  }
}

export async function startOnboarding({ policy, people }: RigSetup): Promise<OnboardingRig> {
  const folder = mkdtempSync(join(tmpdir(), 'onboarding-'))
  const [policyFile, usersFile] = [join(folder, 'policy.yaml'), join(folder, 'users.json')]
  writeFileSync(policyFile, typeof policy === 'string' ? readFileSync(policy) : JSON.stringify(policy))
  writeFileSync(usersFile, JSON.stringify(people.map(seedOf)))
  const env = { POLICY_FILE: policyFile, USERS_FILE: usersFile }
  const [shop, browser] = await Promise.all([startShopProcess(env), launchChromium()])
  return new OnboardingRig(shop, browser, folder)
}

function seedOf(person: ShopPerson): object {
  const usual = { password: 'correct-horse', email: mailOf(person.username), country_code: '1', phone: '4155550131', state: 'none' }
  return { ...usual, ...person }
}

export const mailOf = (username: string): string => `${username}@shop.example`

export async function at(page: Page, heading: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
}

export const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('button', { name, exact: true }).click()

/** From the prompt to the page that asks for the proof, as a person fills it in. */
export async function enterPhone(page: Page, country: string, number: string): Promise<void> {
  await press(page, 'Set up now')
  await at(page, 'Your phone')
  await page.getByLabel('Country').fill(country)
  await page.getByLabel('Phone number').fill(number)
  await press(page, 'Continue')
  await at(page, 'Confirm your phone')
}

export async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel(/^Code from the/).fill(code)
  await press(page, 'Verify')
}

/** Neither answer is made easier than the other. */
export async function expectSameSize(page: Page, first: string, second: string): Promise<void> {
  const [one, other] = await Promise.all([first, second].map((name) => page.getByRole('button', { name, exact: true }).boundingBox()))
  expect([one?.width, one?.height]).to.deep.equal([other?.width, other?.height])
}
