/** The list of phones, and the form that adds one. */
import { maskedNumber } from '../messages.js'
import type { User } from '../state.js'
import type { World } from '../world.js'
import { html, type Markup } from './html.js'
import { hiddenFields } from './parts.js'
import { waitingFor } from './unseen.js'
import { address, presentUsers, type View } from './view.js'

/** A registration of thousands is no list that anybody reads. */
const mostShown = 30

/** The phones that fit the filter, the chosen one always among them. */
export function phoneList(world: World, view: View): Markup {
  const users = presentUsers(world)
  const fitting = users.filter((user) => fits(user, view.find))
  const shown = [...new Set([...(view.user === null ? [] : [view.user]), ...fitting.slice(-mostShown)])]
  const inOrder = users.filter((user) => shown.includes(user))
  const left = fitting.filter((user) => !shown.includes(user)).length
  if (users.length === 0) return html`<p
  class="hint">No phone yet. One appears when an application registers a user.</p>`
  return html`${users.length > 8 ? filterForm(view) : null}
<ul class="phones">${inOrder.map((user) => entry(world, view, user))}</ul>
${left === 0 ? null : html`<p class="hint">${left} more. Look for one above.</p>`}`
}

const fits = (user: User, find: string): boolean =>
  find === '' || user.phone.endsWith(find) || user.emails.some((email) => email.includes(find))

const filterForm = (view: View): Markup =>
  html`<form method="get" action="/" class="find" role="search"><label for="find">Find a phone</label>
<input id="find" name="find" value="${view.find}" placeholder="address or last digits" autocomplete="off"></form>`

function entry(world: World, view: View, user: User): Markup {
  const waiting = waitingFor(world, user)
  const count = waiting.requests + waiting.texts + waiting.calls
  const badge =
    count === 0 ? null : html`<span class="badge">${count}<span class="unseen-word"> waiting</span></span>`
  const current = user === view.user ? html` aria-current="true"` : null
  const tab = waiting.requests > 0 ? 'requests' : waiting.texts > 0 ? 'texts' : waiting.calls > 0 ? 'calls' : view.tab
  return html`<li id="li-${user.authyId}"><a id="phone-${user.authyId}" data-go
  href="${address(view, { user: user.authyId, tab: user === view.user ? view.tab : tab })}"${current}>
<span class="avatar" aria-hidden="true">${(user.emails[0] ?? '?').slice(0, 1).toUpperCase()}</span>
<span class="who"><bdi class="name">${user.emails[0] ?? ''}</bdi><span class="meta"><bdi
  dir="ltr">${maskedNumber(user)}</bdi> · ${traits(user)}</span></span>${badge}</a></li>`
}

/** The one thing about a phone that explains what happens with it. */
function traits(user: User): string {
  if (user.suspended || user.disabled) return 'suspended'
  if (user.landline) return 'landline'
  if (!user.deliverable) return 'undeliverable'
  if (user.countryBlocked) return 'country blocked'
  if (user.rateLimited) return 'rate limited'
  return user.hasApp ? 'has app' : 'no app'
}

/** Not refreshed, so that what is typed stays. */
export const addPhone = (view: View): Markup => html`<details class="add" id="add-phone"><summary>Add a phone</summary>
<form method="post" action="/_/phones">${hiddenFields({ back: address(view) })}
<label for="add-email">E-mail address</label><input id="add-email" name="email" type="email" required
  autocomplete="off" placeholder="ann@shop.example">
<div class="row"><div><label for="add-code">Calling code</label><input id="add-code" name="country_code"
  inputmode="numeric" required value="1" size="4" autocomplete="off"></div>
<div class="grow"><label for="add-number">Phone number</label><input id="add-number" name="phone" inputmode="tel"
  required autocomplete="off" placeholder="555 010 0002"></div></div>
<button class="primary" id="add-button">Add</button>
<p class="hint">An application that registers this number later gets this phone.</p></form></details>`
