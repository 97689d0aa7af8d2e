/** The host with everything that people come to after they are in: settings, step-ups, remembered browsers, lost phones. */
import type { Express } from 'express'
import type { SecondFactor } from 'passport-authy'
import type { Page } from 'playwright-core'
import { policyWith } from '../helpers/host-app.js'
import { HELP, startRig } from './rig.js'
import type { Rig, Visit } from './rig.js'

const METHODS = ['push', 'totp', 'sms', 'voice'] as const

const RULES = [{ id: 'everyone', enrollment: { model: 'opt_out', grace_period: { logins: 3 }, opt_out: { allowed: 'anytime' }, bind_new_phone: { requires: ['email_code'] } } }]

/** Asked at new browsers; transfers and the export want a fresh proof that is no text. */
export const POLICY = policyWith({
  recovery: { help_url: HELP },
  on_report: { pause_push: '20m' },
  defaults: { challenge: { when: 'new_device', methods: METHODS, remember_device: { for: '30d' } } },
  step_up: [
    { id: 'money', match: { actions: ['payment.create'] }, max_age: '2m', methods: ['push', 'totp'] },
    { id: 'exports', match: { actions: ['export.run'] }, max_age: '5m', methods: ['push', 'totp'] },
    { id: 'users', match: { paths: ['/admin/**'] }, max_age: '10m', methods: ['push', 'totp'] },
  ],
  rules: RULES,
})

const SHOP = `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><h1>Shop</h1><a href="/admin/users">Users</a>
<form method="post" action="/transfer"><input type="hidden" name="amount" value="12.50"><button>Send money</button></form>
<form method="post" action="/export"><button>Export</button></form><p id="done">DONE</p></html>`

/** What the host has done so far. */
export const done: string[] = []

export function startAccountRig(policy: object = POLICY): Promise<Rig> {
  const proof = { label: 'Code from our email', check: (value: string) => value === 'open sesame' }
  const words = { en: { 'action.payment.create': 'send money' }, ar: { 'action.payment.create': 'إرسال المال', 'action.export.run': 'التصدير' } }
  return startRig({ proofs: { email_code: proof }, words }, { policy, routes })
}

function routes(app: Express, secondFactor: SecondFactor): void {
  const gate = secondFactor.enforce()
  app.get(['/', '/shop'], gate, (_req, res) => {
    res.send(SHOP.replace('DONE', done.join(', ')))
  })
  app.get('/admin/users', gate, (_req, res) => {
    res.send('<!doctype html><title>Users</title><h1>Users</h1>')
  })
  app.post('/transfer', gate, secondFactor.stepUp('payment.create', { details: (req) => ({ Amount: String(Reflect.get(req.body as object, 'amount')), Payee: 'Bob & sons' }) }), (_req, res) => {
    done.push('paid')
    res.redirect(303, '/shop')
  })
  app.post('/export', gate, secondFactor.stepUp('export.run'), (_req, res) => {
    done.push('exported')
    res.redirect(303, '/shop')
  })
}

/** Past the second factor, on the page after it. */
export async function signedIn(rig: Rig, options: Parameters<Rig['signIn']>[1] = {}): Promise<Visit> {
  const visit = await rig.signIn('ann', options)
  await rig.host.phone.answer('ann@shop.example', 'approve')
  if (options.javaScriptEnabled === false) await visit.page.locator('form[action$="/complete"] button').click()
  await visit.page.waitForURL(`${rig.host.url}/`)
  return visit
}

export const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()

/** Proves it on the phone, on the page that asks. */
export async function approve(rig: Rig, page: Page): Promise<void> {
  await page.getByText('We sent a request').waitFor()
  await rig.host.phone.answer('ann@shop.example', 'approve')
}

/** A code from the app on the phone that was registered last. */
export async function newestAppCode(rig: Rig): Promise<string> {
  const users = (await (await fetch(`${rig.host.phoneUrl}/_/users`)).json()) as { authy_id: number }[]
  const token = await fetch(`${rig.host.phoneUrl}/_/users/${users.at(-1)?.authy_id ?? 0}/softtoken`)
  return ((await token.json()) as { code: string }).code
}
