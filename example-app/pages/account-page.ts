/** `GET /account`: the page worth protecting. */
import type { RequestSecondFactor } from 'passport-authy'
import { ORDERS } from '../orders.js'
import type { ShopUser } from '../users.js'
import { html } from './html.js'
import type { Markup } from './html.js'
import { shopPage } from './layout.js'
import type { Frame } from './layout.js'

export function accountPage(frame: Frame, user: ShopUser, secondFactor: RequestSecondFactor | undefined): string {
  const body = html`<h1>Your account</h1>
<div class="columns">
<section class="card" aria-labelledby="orders">
<h2 id="orders">Order history of ${user.username}</h2>
<table><thead><tr><th scope="col">Order</th><th scope="col">Date</th><th scope="col" class="number">Price</th></tr></thead>
<tbody>${ORDERS.map(({ name, date, price }) => html`<tr><td>${name}</td><td class="date"><time datetime="${date}">${date}</time></td><td class="number">${price}</td></tr>`)}</tbody></table>
</section>
<section class="card" aria-labelledby="security">
<h2 id="security">Signing in</h2>
<dl><dt>Name</dt><dd><bdi>${user.username}</bdi></dd><dt>Email</dt><dd><bdi>${user.email}</bdi></dd><dt>This sign-in</dt><dd>${proof(secondFactor)}</dd></dl>
<p><a href="/outbox">Messages to you</a></p>
<div class="actions"><a class="button" href="/2fa">Two-step sign-in</a>
<form method="post" action="/logout"><button class="quiet">Sign out</button></form></div>
</section>
</div>`
  return shopPage(frame, { title: 'Your account', body })
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
