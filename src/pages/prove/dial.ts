/** A phone in a ring that runs down while a request is out. Hidden from assistive technology: the status line says it. */
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { PageModel } from '../model.js'

export function dial({ push }: Pick<PageModel, 'push'>): Markup {
  const state = push?.status ?? 'ready'
  const times = push?.status === 'pending' ? html` data-ring="${push.sentAt}" data-ring-end="${push.expiresAt}"` : null
  return html`<svg class="dial ${state}" part="dial" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
<circle class="track" cx="32" cy="32" r="29"/><circle class="left" cx="32" cy="32" r="29" pathLength="100"${times}/>
<g class="phone">${GLYPHS[state] ?? PHONE}</g><g class="done">${CHECK}</g></svg>`
}

const PHONE = html`<rect class="line" x="23" y="16" width="18" height="32" rx="3.5"/><path class="line" d="M30 43.5h4"/>`

const CHECK = html`<path class="line" d="M21 33l7.5 7.5L43 26"/>`

const GLYPHS: Readonly<Record<string, Markup>> = {
  denied: html`<path class="line" d="M24 24l16 16M40 24L24 40"/>`,
  expired: html`<path class="line" d="M32 21v12l7 5"/>`,
}
