/** A registered phone that waits for its proof: the app first, texts second, nothing sent before a press. */
import { clientState } from '../client-state.js'
import { html, Markup } from '../html.js'
import type { View } from '../layout.js'
import type { AppModel, PageModel } from '../model.js'
import { button, said } from '../parts.js'
import { pageProblem } from '../problems.js'
import { foot } from './foot.js'
import { phoneOf, sendForm } from './send-forms.js'

export function confirmView(model: PageModel): View {
  const { speaker } = model
  return {
    title: speaker.say('confirm.title'),
    status: said(speaker, 'confirm.status', { phone: phoneOf(model) }),
    body: html`${pageProblem(model, [])}${appPart(model)}${textPart(model)}${foot(model, { waysLink: model.methods.length > 1 ? 'always' : 'none' })}`,
    client: clientState(model),
  }
}

function appPart(model: PageModel): Markup | null {
  const { methods, app, path, speaker } = model
  const [hasPush, hasTotp] = [methods.includes('push'), methods.includes('totp')]
  if (!hasPush && !hasTotp) return null
  const push = hasPush ? button(`${path}/push`, said(speaker, app === null ? 'push.send' : 'confirm.send'), { kind: 'primary', fields: { show: 'push' }, name: 'push' }) : null
  const code = hasPush ? null : button(path, said(speaker, 'confirm.code'), { method: 'get', kind: 'primary', fields: { show: 'totp' }, name: 'totp' })
  if (app === null) return html`<div class="ways">${push}${code}</div>`
  return html`<section class="group" part="group"><h2>${said(speaker, 'confirm.app.title', { name: app.name })}</h2>
<p class="hint">${said(speaker, 'confirm.app.text')}</p>
${getApp(model, app)}
<div class="ways">${push}${code}</div></section>`
}

/** The address as a picture for the phone, or as a link on the phone itself. */
function getApp({ speaker }: PageModel, { name, link, qr }: AppModel): Markup {
  const get = html`<a part="link" href="${link}" rel="noreferrer" target="_blank">${said(speaker, 'confirm.app.get', { name })}</a>`
  const signUp = said(speaker, 'confirm.app.sign_up')
  if (qr === null) return html`<p>${get}. ${signUp}</p>`
  // Drawn on our side from the app's address, with nothing of the person in it.
  const picture = new Markup(qr)
  return html`<div class="qr"><span class="picture" part="qr" role="img" aria-label="${speaker.say('confirm.app.qr', { name })}">${picture}</span>
<p>${said(speaker, 'confirm.app.scan')} ${signUp} ${get}</p></div>`
}

function textPart(model: PageModel): Markup | null {
  const { channels, speaker, methods } = model
  if (channels.length === 0) return null
  const isOnly = !methods.includes('push') && !methods.includes('totp')
  // Beside the app one other way is enough; the rest is behind the link.
  const shown = isOnly ? channels : channels.slice(0, 1)
  const forms = shown.map((channel, at) => {
    const label = isOnly ? null : said(speaker, channel === 'sms' ? 'confirm.text' : 'confirm.call')
    return sendForm(model, { channel, label, kind: isOnly && at === 0 ? 'primary' : 'plain' })
  })
  return html`<div class="ways" part="ways">${forms}</div>`
}
