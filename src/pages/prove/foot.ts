/** What stands below every way of proving: the other ways, the reason, and a way out. */
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { PageModel } from '../model.js'
import { button, link, said } from '../parts.js'
import { graceNote, leaveLinks, leavePart } from '../enroll/grace.js'

export interface FootOptions {
  /** Where the ways stand on the page anyway, the link is for the script, which holds them back for a while. */
  readonly waysLink: 'always' | 'script' | 'none'
}

export function foot(model: PageModel, { waysLink }: FootOptions): Markup {
  const { speaker, path, step, problem } = model
  const others = waysLink === 'none' ? null : link(path, 'ways', said(speaker, 'ways.use_another'), waysLink === 'script' ? html` data-script` : null)
  if (step === 'confirm') {
    const notYet = problem === null ? null : html`<p class="hint">${said(speaker, 'confirm.not_yet')}</p>`
    return html`${notYet}${graceNote(model)}${leavePart(model)}<div class="foot">${others}${leaveLinks(model)}${wrongNumber(model)}</div>${reason(model)}`
  }
  const cancel = button(`${path}/cancel`, said(speaker, 'cancel'), { kind: 'disguised', name: 'cancel' })
  return html`<div class="foot">${others}${cancel}</div>${reason(model)}`
}

export function reason({ speaker, reason: id }: PageModel): Markup {
  return html`<details part="reason"><summary>${said(speaker, 'phone.why')}</summary><p>${said(speaker, `why.${id}`)}</p></details>`
}

/** A number that the organization registered is the help desk's to change. */
function wrongNumber({ speaker, registeredBy, helpUrl }: PageModel): Markup | null {
  if (registeredBy !== 'batch') return null
  if (helpUrl === null) return html`<p class="hint">${said(speaker, 'confirm.wrong_number.text')}</p>`
  return html`<a part="link" href="${helpUrl}">${said(speaker, 'confirm.wrong_number')}</a>`
}
