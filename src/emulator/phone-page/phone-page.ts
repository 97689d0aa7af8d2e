/** The page at `/`: whole for a browser without script, and by regions for the event stream. */
import type { World } from '../world.js'
import { device } from './device.js'
import { html, type Markup } from './html.js'
import { clockPanel, faultForm, magicPanel, weatherPanel } from './panels.js'
import { addPhone, phoneList } from './phones.js'
import { timeline } from './timeline.js'
import { markSeen, pendingRequests } from './unseen.js'
import { address, type View } from './view.js'

/** The parts that are refreshed, by the id of the element that holds them. */
export function regions(world: World, view: View): Readonly<Record<string, string>> {
  if (view.user !== null) markSeen(world, view.user, view.tab)
  const parts: Readonly<Record<string, Markup>> = {
    waiting: html`${waiting(world)}`,
    phones: phoneList(world, view),
    device: device(world, view),
    timeline: timeline(world, view),
    clock: clockPanel(world, view),
    weather: weatherPanel(world, view),
  }
  return Object.fromEntries(Object.entries(parts).map(([id, { html: text }]) => [id, text]))
}

function waiting(world: World): string {
  const count = pendingRequests(world).length
  if (count === 0) return 'No sign-in request is waiting.'
  return count === 1 ? '1 sign-in request is waiting.' : `${count} sign-in requests are waiting.`
}

/** The whole document. */
export function phonePage(world: World, view: View): string {
  const part = regions(world, view)
  const region = (id: string): Markup => ({ html: part[id] ?? '' })
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Virtual phones</title><meta name="viewport"
  content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/_/assets/phone.css"><script type="module"
  src="/_/assets/phone.js"></script></head>
<body><a class="skip" href="#device">Skip to the phone</a>
<header class="top"><div><h1>Virtual phones</h1><p
  class="meta">An emulator of the Authy API. Nothing here reaches a real phone.</p></div>
<p class="waiting" id="waiting">${region('waiting')}</p><p class="connection with-script"
  id="connection"></p><noscript><p><a class="button" href="${address(view)}">Look again</a></p></noscript></header>
<div class="unseen-word" role="status" aria-live="polite" id="announce"></div><div role="alert"
  id="problem">${view.problem === null ? null : html`<p>${view.problem}</p>`}</div>
<div class="areas"><nav class="area phones-area" aria-labelledby="phones-title"><h2 id="phones-title">Phones</h2><div
  id="phones">${region('phones')}</div>${addPhone(view)}</nav>
<main id="device" tabindex="-1">${region('device')}</main>
${area('timeline', 'Timeline', region('timeline'))}
${area('clock', 'Clock', region('clock'))}
${area('weather', 'Weather', region('weather'), faultForm(view))}
${area('magic', 'Magic numbers', magicPanel(world))}</div>
</body></html>`.html
}

const area = (id: string, title: string, content: Markup, after: Markup | null = null): Markup =>
  html`<section class="area ${id}-area" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><div
  id="${id}">${content}</div>${after}</section>`
