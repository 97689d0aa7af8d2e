/** `GET /account`: the page worth protecting. */
import type { RequestSecondFactor } from 'passport-authy'
import { ORDERS } from '../orders.js'
import { euros } from '../transfers.js'
import type { SentTransfer } from '../transfers.js'
import type { ShopUser } from '../users.js'
import { html } from './html.js'
import type { Markup } from './html.js'
import { shopPage } from './layout.js'
import type { Frame } from './layout.js'

export interface AccountView {
  readonly user: ShopUser
  readonly secondFactor: RequestSecondFactor | undefined
  /** Newest first. */
  readonly transfers: readonly SentTransfer[]
}

export function accountPage(frame: Frame, { user, secondFactor, transfers }: AccountView): string {
  const body = html`<h1>Your account</h1>
<div class="columns">
<div class="stack">
<section class="card" aria-labelledby="orders">
<h2 id="orders">Order history of ${user.username}</h2>
<table><thead><tr><th scope="col">Order</th><th scope="col">Date</th><th scope="col" class="number">Price</th></tr></thead>
<tbody>${ORDERS.map(({ name, date, price }) => row(html`${name}`, date, price))}</tbody></table>
</section>
<section class="card" aria-labelledby="transfers">
<h2 id="transfers">Money you sent</h2>
${transfers.length === 0 ? html`<p class="hint">None so far.</p>` : transferTable(transfers)}
<p class="actions"><a class="button quiet" href="/transfer">Send money</a></p>
</section>
</div>
<section class="card" aria-labelledby="security">
<h2 id="security">Signing in</h2>
<dl><dt>Name</dt><dd><bdi>${user.username}</bdi></dd><dt>Email</dt><dd><bdi>${user.email}</bdi></dd><dt>This sign-in</dt><dd>${proof(secondFactor)}</dd></dl>
<p><a href="/outbox">Messages to you</a></p>
<p><a href="/account/password">Change your password</a></p>
<div class="actions">${securityLinks(secondFactor)}
<form method="post" action="/logout"><button class="quiet">Sign out</button></form></div>
</section>
</div>`
  return shopPage(frame, { title: 'Your account', body })
}

function transferTable(transfers: readonly SentTransfer[]): Markup {
  return html`<table><thead><tr><th scope="col">To</th><th scope="col">Date</th><th scope="col" class="number">Amount</th></tr></thead>
<tbody>${transfers.map(({ to, at, cents }) => row(html`<bdi>${to}</bdi>`, new Date(at).toISOString().slice(0, 10), euros(cents)))}</tbody></table>`
}

function row(what: Markup, date: string, amount: string): Markup {
  return html`<tr><td>${what}</td><td class="date"><time datetime="${date}">${date}</time></td><td class="number">${amount}</td></tr>`
}

/** The settings are for those whom the gate lets in; whoever gave no second factor may want to set one up. */
function securityLinks(secondFactor: RequestSecondFactor | undefined): readonly Markup[] {
  const settings = html`<a class="button" href="/2fa/settings">Security settings</a>`
  const setUp = html`<a class="button" href="/2fa">Two-step sign-in</a>`
  return [...(secondFactor?.outcome === 'allow' ? [settings] : []), ...(secondFactor?.method == null ? [setUp] : [])]
}

const BY = {
  push: 'a request on your phone',
  totp: 'a code from your app',
  sms: 'a code by text',
  voice: 'a code by call',
  backup_code: 'a backup code',
  passkey: 'a passkey',
} as const

function proof(secondFactor: RequestSecondFactor | undefined): Markup {
  const method = secondFactor?.method ?? null
  if (method === null) return html`with a password only`
  return html`with a password and ${BY[method]}`
}
