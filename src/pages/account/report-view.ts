/** “That wasn't me”: what it does, before; what was done and what is left to do, after. */
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { View } from '../layout.js'
import type { ReportModel } from '../model.js'
import { button, fragment, said, tickBox } from '../parts.js'

export function reportView(model: ReportModel): View {
  return model.report.reference === null ? askView(model) : doneView(model, model.report.reference)
}

function askView(model: ReportModel): View {
  const { speaker, path, report: { next, pauseSeconds, locks } } = model
  const box = tickBox({ name: 'sign_out', label: said(speaker, 'report.sign_out'), hint: said(speaker, 'report.sign_out.hint'), attributes: html` checked` })
  const body = html`<ul class="steps">
<li>${said(speaker, 'report.ends')}</li>
<li>${said(speaker, 'report.pauses', { time: speaker.duration(pauseSeconds * 1000) })}</li>
${locks ? html`<li>${said(speaker, 'report.locks')}</li>` : null}
</ul>
<p>${said(speaker, 'report.next')}</p>
${button(`${path}/report`, said(speaker, 'report.send'), { kind: 'primary', body: box, fields: { asked: 'true' }, name: 'report' })}
<div class="foot"><a part="link" href="${next}">${said(speaker, 'ways.back')}</a></div>`
  return { title: speaker.say('report.title'), status: said(speaker, 'report.status'), body, client: null, place: 'card' }
}

function doneView(model: ReportModel, reference: string): View {
  const { speaker, helpUrl, report: { next, pauseSeconds, locks, isSignedOut } } = model
  const help = helpUrl === null ? null : html`<a part="link" href="${helpUrl}">${said(speaker, 'help.desk.link')}</a>`
  const body = html`<ul class="steps">
<li>${said(speaker, 'report.done.ended')}</li>
<li>${said(speaker, 'report.done.paused', { time: speaker.duration(pauseSeconds * 1000) })}</li>
<li>${said(speaker, isSignedOut ? 'report.done.signed_out' : 'report.done.stays')}</li>
${locks ? html`<li>${said(speaker, 'report.done.locked')}</li>` : null}
</ul>
<p class="fact reference">${said(speaker, 'locked.reference', { reference: fragment(reference) })}</p>
${onward(model, next)}
<div class="foot">${help}</div>`
  return { title: speaker.say('report.done.title'), status: said(speaker, 'report.done.status'), body, client: null, place: 'card' }
}

function onward({ speaker, report: { isSignedOut } }: ReportModel, next: string): Markup {
  return html`<a class="button primary" part="button primary" href="${next}">${said(speaker, isSignedOut ? 'report.sign_in' : 'push.continue')}</a>`
}
