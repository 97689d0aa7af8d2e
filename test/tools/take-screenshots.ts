/** Takes the README's pictures from the running example app: `npm run screenshots`. */
import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '../helpers/chromium.js'
import { Phone } from '../helpers/phone.js'
import { startShopProcess } from '../helpers/shop-process.js'

const FOLDER = 'example-app/screenshots'

const shop = await startShopProcess()
const phone = new Phone(shop.phoneUrl)
const browser = await launchChromium()
mkdirSync(FOLDER, { recursive: true })
try {
  await challenge(browser)
  await virtualPhone(browser)
  await settings(browser)
  await administration(browser)
} finally {
  await browser.close()
  await shop.stop()
}

async function signIn(page: Page, name: string): Promise<void> {
  await page.goto(`${shop.url}/login`)
  await page.fill('#username', name)
  await page.fill('#password', 'correct-horse')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

async function approve(page: Page, name: string): Promise<void> {
  await page.getByText('We sent a request to your Authy app').waitFor()
  await phone.answer(`${name}@shop.example`, 'approve')
  await page.waitForURL((url) => !url.pathname.startsWith('/2fa'))
}

async function challenge(chromium: Browser): Promise<void> {
  const page = await chromium.newPage({ viewport: { width: 760, height: 600 } })
  await signIn(page, 'ann')
  await page.getByText('We sent a request to your Authy app').waitFor()
  await page.screenshot({ path: `${FOLDER}/challenge.png` })
}

async function virtualPhone(chromium: Browser): Promise<void> {
  const page = await chromium.newPage({ viewport: { width: 1280, height: 780 } })
  await page.goto(shop.phoneUrl)
  await page.getByRole('button', { name: 'Approve' }).waitFor()
  await page.screenshot({ path: `${FOLDER}/phone.png` })
  await phone.answer('ann@shop.example', 'approve')
}

async function settings(chromium: Browser): Promise<void> {
  const page = await chromium.newPage({ viewport: { width: 760, height: 820 } })
  await signIn(page, 'zoe')
  await phone.answer('zoe@shop.example', 'approve')
  await page.waitForURL((url) => !url.pathname.startsWith('/2fa'))
  await page.goto(`${shop.url}/2fa/settings`)
  await page.screenshot({ path: `${FOLDER}/settings-arabic.png` })
}

async function administration(chromium: Browser): Promise<void> {
  const page = await chromium.newPage({ viewport: { width: 1100, height: 760 } })
  await signIn(page, 'ada')
  await approve(page, 'ada')
  await page.goto(`${shop.url}/admin/two-step`)
  await page.screenshot({ path: `${FOLDER}/administration.png` })
}
