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
  const retired = isRetired(model) ? html`<p class="box">${said(speaker, 'why.method_no_longer_allowed')}</p>` : null
  const cancel = button(`${path}/cancel`, said(speaker, 'cancel'), { kind: 'disguised', name: 'cancel' })
  return html`${retired}<div class="foot">${others}${cancel}</div>${retired === null ? reason(model) : null}`
}

/** The way that was used so far is on its way out. */
export function isRetired({ reason: id }: Pick<PageModel, 'reason'>): boolean {
  return id === 'method_no_longer_allowed'
}

export function reason(model: PageModel): Markup {
  const { speaker, step, reason: id } = model
  // It has been used once more by then.
  const why = isRetired(model) && step !== 'prove' ? 'enroll.retired' : (`why.${id}` as const)
  return html`<details part="reason"><summary>${said(speaker, 'phone.why')}</summary><p>${said(speaker, why)}</p></details>`
}

/** The person's own slip can be undone; a number that the organization registered is the help desk's to change. */
function wrongNumber({ speaker, path, registeredBy, helpUrl, mayStartOver }: PageModel): Markup | null {
  if (mayStartOver) return button(`${path}/start-over`, said(speaker, 'confirm.start_over'), { kind: 'disguised', name: 'start-over' })
  if (registeredBy !== 'batch') return null
  if (helpUrl === null) return html`<p class="hint">${said(speaker, 'confirm.wrong_number.text')}</p>`
  return html`<a part="link" href="${helpUrl}">${said(speaker, 'confirm.wrong_number')}</a>`
}
