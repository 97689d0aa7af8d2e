/** A fresh proof for one action: what the heading names, and what is confirmed. */
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { PageModel } from '../model.js'
import { said } from '../parts.js'
import type { WordId } from '../../words/speaker.js'

/** The heading, which names the action; the usual one where it is for signing in. */
export function titleOf({ wish, speaker }: PageModel, usual: WordId): string {
  if (wish === null) return speaker.say(usual)
  const { action, path } = wish
  if (action !== null) {
    const words = speaker.action(action)
    // A name without words fits into no sentence.
    return words === action ? speaker.say('step_up.title.named', { action: isolated(action) }) : speaker.say('step_up.title.action', { action: words })
  }
  return path === null ? speaker.say('step_up.title') : speaker.say('step_up.title.page', { page: isolated(path) })
}

/** Names and paths run from left to right within a line of text that cannot be marked up (Unicode Bidirectional Algorithm, 2.4). */
function isolated(text: string): string {
  return `\u2066${text}\u2069`
}

/** What is confirmed, as on the phone, and that nothing is done yet. */
export function wishPart({ wish, speaker }: PageModel): Markup | null {
  if (wish === null) return null
  const { action, details } = wish
  const lines = Object.entries(details ?? {})
  const list = html`<section class="confirmed" part="details" aria-labelledby="confirmed"><h2 id="confirmed" class="hidden">${said(speaker, 'step_up.details')}</h2>
<dl>${lines.map(([key, value]) => html`<div><dt><bdi>${key}</bdi></dt><dd><bdi>${value}</bdi></dd></div>`)}</dl></section>`
  return html`${lines.length === 0 ? null : list}${action === null ? null : html`<p class="hint">${said(speaker, 'step_up.note')}</p>`}`
}
