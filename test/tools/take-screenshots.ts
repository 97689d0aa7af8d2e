/** Takes the README's picture from the running example app: `npm run screenshots`. */
import { mkdirSync } from 'node:fs'
import { launchChromium } from '../helpers/chromium.js'
import { startShopProcess } from '../helpers/shop-process.js'

const FOLDER = 'example-app/screenshots'

const shop = await startShopProcess()
const browser = await launchChromium()
const page = await browser.newPage({ viewport: { width: 760, height: 700 }, deviceScaleFactor: 1 })
await page.goto(`${shop.url}/login`)
await page.fill('#username', 'ann')
await page.fill('#password', 'correct-horse')
await page.getByRole('button', { name: 'Sign in' }).click()
await page.getByText('We sent a request to your Authy app').waitFor()
mkdirSync(FOLDER, { recursive: true })
await page.screenshot({ path: `${FOLDER}/challenge.png` })
await browser.close()
await shop.stop()
