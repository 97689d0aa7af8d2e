/** It is set up: said once, with the offer of codes for when the phone is away. */
import { clientState } from '../client-state.js'
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { View } from '../layout.js'
import type { PageModel } from '../model.js'
import { button, said } from '../parts.js'
import { phoneOf } from '../prove/send-forms.js'

export function onView(model: PageModel): View {
  const { speaker, returnTo, offersBackupCodes } = model
  const kind = offersBackupCodes ? 'plain' : 'primary'
  const body = html`${offersBackupCodes ? codesOffer(model) : null}
<a class="button ${kind}" part="button ${kind}" href="${returnTo}">${said(speaker, 'done.continue')}</a>`
  return { title: speaker.say('on.title'), status: said(speaker, 'on.status', { phone: phoneOf(model) }), body, client: clientState({ ...model, push: null }) }
}

function codesOffer({ speaker, path }: PageModel): Markup {
  return html`<section class="group" part="group"><h2>${said(speaker, 'on.codes')}</h2>
<p class="hint">${said(speaker, 'on.codes.text')}</p>
${button(`${path}/backup-codes`, said(speaker, 'codes.make'), { kind: 'primary', name: 'codes' })}</section>`
}
