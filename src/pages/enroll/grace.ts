/** How long one can go on without, and the plain way to do so. */
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { PageModel } from '../model.js'
import { button, link, said } from '../parts.js'

/** `remaining` counts this sign-in, so what can still be skipped afterwards is one less. The earlier limit comes first. */
export function graceNote({ remaining, deadline, maySkip, speaker }: PageModel): Markup | null {
  if (!maySkip || (remaining === null && deadline === null)) return null
  const left = remaining === null ? 0 : remaining - 1
  const count = left > 0 ? said(speaker, 'grace.skips', { n: left }) : said(speaker, 'grace.last')
  const byCount = remaining === null ? null : html`<span>${count}</span>`
  const byDate = deadline === null ? null : html`<span>${said(speaker, 'grace.until', { date: speaker.day(deadline) })}</span>`
  return html`<p class="grace" part="grace">${byCount}${byCount === null || byDate === null ? null : ' '}${byDate}</p>`
}

/** The refusal is a button like the others; what turns it off for good is a plain link. */
export function leavePart({ path, maySkip, outcome, returnTo, speaker }: PageModel): Markup | null {
  const leave = outcome === 'allow' ? html`<a class="button plain" part="button plain" href="${returnTo}">${said(speaker, 'enroll.not_now')}</a>` : null
  return maySkip ? button(`${path}/skip`, said(speaker, 'enroll.not_now'), { name: 'skip' }) : leave
}

/** For the foot of the page. */
export function leaveLinks({ path, mayOptOut, maySkip, outcome, speaker }: PageModel): Markup {
  // `challenge`: a method on its way out was shown, and another one has to be set up.
  const isHeld = outcome === 'enroll_required' || (outcome === 'challenge' && !maySkip)
  return html`${mayOptOut ? link(`${path}/opt-out`, null, said(speaker, 'enroll.turn_off')) : null}
${isHeld ? button(`${path}/cancel`, said(speaker, 'cancel'), { kind: 'disguised', name: 'cancel' }) : null}`
}
