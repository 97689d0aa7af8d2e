/** The phone in the middle: a frame with four tabs, of which one is shown. */
import { maskedNumber } from '../messages.js'
import type { User } from '../state.js'
import type { World } from '../world.js'
import { calls } from './calls.js'
import { codes } from './codes.js'
import { html, type Markup } from './html.js'
import { empty } from './parts.js'
import { requests } from './requests.js'
import { texts } from './texts.js'
import { waitingFor } from './unseen.js'
import { address, tabs, type Tab, type View } from './view.js'

const nobody = empty('No phone here yet', 'Add one under “Phones”, or let your application register a user.')
const labels: Readonly<Record<Tab, string>> = { requests: 'Requests', texts: 'Texts', calls: 'Calls', codes: 'Codes' }
const screens: Readonly<Record<Tab, (world: World, view: View, user: User) => Markup>> = {
  requests,
  texts,
  calls,
  codes,
}

/** The screen of the chosen phone. */
export function device(world: World, view: View): Markup {
  const { user, tab } = view
  if (user === null) {
    return html`<div class="frame"><div
  class="screen">${nobody}</div></div>`
  }
  return html`<div class="frame"><div class="bar"><h2 id="device-title"
  tabindex="-1"><bdi>${user.emails[0] ?? ''}</bdi></h2>
<p class="meta"><bdi dir="ltr">${maskedNumber(user)}</bdi> · Authy id <bdi dir="ltr">${user.authyId}</bdi></p></div>
<nav class="tabs" aria-label="Parts of the phone">${tabs.map((name) => tabLink(world, view, user, name))}</nav>
<section class="screen" id="screen-${tab}" aria-labelledby="screen-title" tabindex="0"><h3 class="unseen-word"
  id="screen-title">${labels[tab]}</h3>${screens[tab](world, view, user)}</section></div>`
}

function tabLink(world: World, view: View, user: User, tab: Tab): Markup {
  const count = waitingFor(world, user)[tab]
  const current = tab === view.tab ? html` aria-current="page"` : null
  const badge =
    count === 0 || tab === view.tab
      ? null
      : html`<span class="badge">${count}<span class="unseen-word"> waiting</span></span>`
  return html`<a id="tab-${tab}" data-go href="${address(view, { tab })}"${current}>${labels[tab]}${badge}</a>`
}
