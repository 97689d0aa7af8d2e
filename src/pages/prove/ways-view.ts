/** The list of ways, in policy's order, and what to do without the phone. */
import type { Method } from '../../methods.js'
import { clientState } from '../client-state.js'
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { View } from '../layout.js'
import type { PageModel } from '../model.js'
import { button, link, said } from '../parts.js'
import { phoneOf } from './send-forms.js'

type Way = 'push' | 'totp' | 'sms' | 'voice' | 'backup_code'

export function waysView(model: PageModel): View {
  const { speaker } = model
  return { title: speaker.say('ways.title'), status: said(speaker, 'ways.status'), body: waysBody(model), client: clientState(model) }
}

function waysBody(model: PageModel): Markup {
  const { path, speaker } = model
  const ways = waysOf(model)
  const list = html`<fieldset><legend class="hidden">${said(speaker, 'ways.legend')}</legend>${ways.map((way) => choice(model, way))}</fieldset>`
  return html`${ways.length === 0 ? html`<p>${said(speaker, 'ways.none')}</p>` : button(`${path}/way`, said(speaker, 'ways.continue'), { kind: 'primary', body: list, name: 'way' })}
<div class="foot">${link(path, 'help', said(speaker, 'help.link'))}${link(path, null, said(speaker, 'ways.back'))}</div>`
}

function waysOf({ methods, channels }: PageModel): readonly Way[] {
  return methods.filter(isWay).filter((way) => (way !== 'sms' && way !== 'voice') || channels.includes(way))
}

function isWay(method: Method): method is Way {
  return method !== 'passkey'
}

function choice(model: PageModel, way: Way): Markup {
  const { speaker, challenge } = model
  const isCurrent = challenge?.method === way
  return html`<label class="choice" part="choice"><input type="radio" name="way" value="${way}" required>
<span><strong>${said(speaker, `ways.${way}`)}</strong>${isCurrent ? html` <span class="badge">${said(speaker, 'ways.current')}</span>` : null}
<span class="hint">${said(speaker, `ways.${way}.hint`, { phone: phoneOf(model) })}</span></span></label>`
}

export function helpView(model: PageModel): View {
  const { speaker, helpUrl, appName, path, methods, rememberForSeconds } = model
  const desk =
    helpUrl === null
      ? html`<li>${said(speaker, 'help.desk.none', { app: appName })}</li>`
      : html`<li>${said(speaker, 'help.desk')} <a part="link" href="${helpUrl}">${said(speaker, 'help.desk.link')}</a></li>`
  const body = html`<ul class="steps">
${methods.includes('totp') ? html`<li>${said(speaker, 'help.app')}</li>` : null}
${backupHelp(model)}
${rememberForSeconds > 0 ? html`<li>${said(speaker, 'help.browser')}</li>` : null}
<li>${said(speaker, 'help.new_phone')}</li>
${bindHelp(model)}
${desk}
</ul>
<p class="box" part="warning">${said(speaker, 'help.warning')}</p>
<div class="foot">${link(path, 'ways', said(speaker, 'ways.back'))}</div>`
  return { title: speaker.say('help.title'), status: said(speaker, 'help.status'), body, client: clientState(model) }
}

function backupHelp({ methods, speaker, path }: PageModel): Markup | null {
  if (!methods.includes('backup_code')) return null
  return html`<li>${said(speaker, 'help.backup')} ${link(path, 'backup', said(speaker, 'backup.title'))}</li>`
}

/** Where policy names proofs that stand in for the old phone. */
function bindHelp({ mayBindByProof, speaker, path }: PageModel): Markup | null {
  if (!mayBindByProof) return null
  return html`<li>${said(speaker, 'help.bind')} ${link(path, 'new-phone', said(speaker, 'help.bind.link'))}</li>`
}
