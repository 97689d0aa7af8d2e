/** What happened lately, so that a sign-in that was somebody else's is noticed. */
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { ActivityFacts, SettingsModel } from '../model.js'
import { moment, said } from '../parts.js'
import { browserText } from './devices-part.js'

export function activityPart(model: SettingsModel): Markup {
  const { speaker, settings: { activity } } = model
  const list = html`<ul class="list">${activity.map((entry, at) => line(model, entry, `activity-${at}`))}</ul>`
  return html`<section class="group" part="group"><h2>${said(speaker, 'settings.activity')}</h2>
${activity.length === 0 ? html`<p>${said(speaker, 'settings.activity.none')}</p>` : list}</section>`
}

function line({ speaker, path }: SettingsModel, entry: ActivityFacts, id: string): Markup {
  const { at, what, method } = entry
  const way = method === null || method === 'passkey' ? null : html`: ${said(speaker, `ways.${method}`)}`
  const browser = browserText(speaker, entry)
  return html`<li class="row"><div id="${id}"><span>${said(speaker, `settings.did.${what}`)}${way}</span>
<span class="hint">${moment(speaker, at)}${browser === null ? null : html` · <bdi>${browser}</bdi>`}</span></div>
<a part="link" href="${path}/report" aria-describedby="${id}">${said(speaker, 'push.not_me.help')}</a></li>`
}
