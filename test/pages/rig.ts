/** A host with one person for each situation, a browser in front of it, and the phone's clock in the test's hand. */
import { runInThisContext } from 'node:vm'
import { AuthyProvider, blankAccount } from 'passport-authy'
import type { SecondFactorOptions } from 'passport-authy'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { pseudoCatalog } from '../../src/words/pseudo.js'
import { launchChromium } from '../helpers/chromium.js'
import { policyWith, startHostApp } from '../helpers/host-app.js'
import type { HostApp, HostOptions } from '../helpers/host-app.js'

/** A function for the page, as text: the tests are checked without a browser's types. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the page answers what the caller says
export function js<T>(source: string): (given: unknown) => T {
  return runInThisContext(`(${source})`) as (given: unknown) => T
}

export const HELP = 'https://help.shop.example/two-step'

/** ann: all ways. kim: texts and calls only. sam: registered by the university. nora: nothing yet. zoe: Arabic. pia: pseudo. */
export const PEOPLE = ['ann', 'kim', 'sam', 'nora', 'zoe', 'pia'] as const

const LOCALES: Readonly<Record<string, string>> = { zoe: 'ar', pia: 'eo' }

const ALL = ['push', 'totp', 'sms', 'voice'] as const
const DIGITS: Readonly<Record<string, string>> = { kim: '67', sam: '23', zoe: '45', pia: '89' }

export const RULES = [
  { id: 'students', match: { groups: ['students'] }, enrollment: { model: 'mandatory', provisioning: 'batch', grace_period: { logins: 5 }, on_expiry: 'lock' } },
  { id: 'everyone', enrollment: { model: 'opt_out', grace_period: { logins: 3 }, opt_out: { allowed: 'during_grace', confirm: true } } },
]

export const POLICY = policyWith({ recovery: { help_url: HELP }, rules: RULES })

export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** What the console complained about, and every request, e.g. `POST /2fa/push`. */
  readonly complaints: string[]
  readonly requests: string[]
  /** Lets time pass for the page and for the phone alike. */
  readonly later: (seconds: number) => Promise<void>
}

export interface Rig {
  readonly host: HostApp
  readonly browser: Browser
  /** A browser of its own for one person, on the page after the password. */
  signIn(name: string, options?: BrowserContextOptions): Promise<Visit>
  /** Until the answer of the phone has reached the host. */
  settled(page: Page): Promise<void>
  /** A clean slate: budgets, locks and pauses are over, and everybody is signed out everywhere. */
  newDay(): Promise<void>
  close(): Promise<void>
}

export async function startRig(options: Partial<SecondFactorOptions> = {}, setup: Partial<HostOptions> = {}): Promise<Rig> {
  const [host, browser] = await Promise.all([startHost(options, setup), launchChromium()])
  const open: BrowserContext[] = []
  const signIn: Rig['signIn'] = async (name, contextOptions = {}) => {
    const context = await browser.newContext({ viewport: { width: 900, height: 900 }, ...contextOptions })
    open.push(context)
    if (contextOptions.javaScriptEnabled !== false) await context.clock.install()
    const page = await context.newPage()
    page.setDefaultTimeout(10_000)
    const visit = watched(host, page, context)
    await page.goto(`${host.url}/login`)
    await page.fill('[name=username]', name)
    await page.click('button')
    await page.waitForLoadState()
    return visit
  }
  const newDay = async (): Promise<void> => {
    for (const context of open.splice(0)) await context.close()
    await host.phone.newDay()
  }
  const close = async (): Promise<void> => {
    await browser.close()
    await host.close()
  }
  const settled = async (page: Page): Promise<void> => {
    const answer = await page.request.get(`${host.url}/2fa/status`)
    const { status } = (await answer.json()) as { status: string }
    if (status === 'pending') await settled(page)
  }
  return { host, browser, signIn, settled, newDay, close }
}

function watched(host: HostApp, page: Page, context: BrowserContext): Visit {
  const [complaints, requests]: [string[], string[]] = [[], []]
  // A refused form is an answer like any other; the console reports its status all the same.
  page.on('console', (message) => message.type() === 'error' && !/status of 4(22|29|09)/.test(message.text()) && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`))
  const later = async (seconds: number): Promise<void> => {
    await host.phone.advance(seconds)
    await page.clock.fastForward(seconds * 1000)
  }
  return { page, context, complaints, requests, later }
}

async function startHost(options: Partial<SecondFactorOptions>, setup: Partial<HostOptions>): Promise<HostApp> {
  const host = await startHostApp({
    policy: POLICY,
    ...setup,
    options: {
      signInPath: '/login',
      words: { eo: pseudoCatalog() },
      user: ({ id }) => ({ id, email: `${id}@shop.example`, locale: LOCALES[id] ?? null, groups: id === 'sam' ? ['students'] : [] }),
      ...options,
    },
    routes: (app, secondFactor, passport) => {
      app.get('/login', (_req, res) => {
        res.send('<!doctype html><title>Sign in</title><link rel="icon" href="data:,"><form method="post"><input name="username"><input name="password" value="x"><button>In</button></form>')
      })
      setup.routes?.(app, secondFactor, passport)
    },
  })
  await Promise.all(['kim', 'sam', 'zoe', 'pia'].map((name) => register(host, name)))
  return host
}

async function register(host: HostApp, name: string): Promise<void> {
  const provider = new AuthyProvider({ apiKey: 'demo_host', apiUrl: host.phoneUrl })
  const digits = DIGITS[name] ?? '00'
  const result = await provider.register({ email: `${name}@shop.example`, countryCode: '1', phone: `41555501${digits}`, installLink: false })
  if (result.kind !== 'registered') throw new Error(`The emulator did not register ${name}.`)
  const methods = name === 'kim' ? (['sms', 'voice'] as const) : ALL
  const factor = { providerId: result.providerId, phoneHint: `•••${digits}`, methods, registeredAt: 0, registeredBy: 'batch' as const }
  if (name === 'kim') await host.phone.control('PATCH', `/_/users/${result.providerId}`, { has_app: false })
  const known = await host.accounts.read(name)
  const state = name === 'sam' ? ('pending' as const) : ('enrolled' as const)
  await host.accounts.write({ ...blankAccount(name), state, factor }, known?.version ?? 0)
}
