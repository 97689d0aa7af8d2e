/** The person's own settings: what is set up, and what can be changed. Each change asks for a proof of its own. */
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { View } from '../layout.js'
import type { SettingsFacts, SettingsModel } from '../model.js'
import { button, fragment, moment, said } from '../parts.js'
import { pageProblem } from '../problems.js'
import { activityPart } from './activity-part.js'
import { devicesPart } from './devices-part.js'
import { offView } from './off-view.js'

export function settingsView(model: SettingsModel): View {
  const { speaker, show, settings, appName } = model
  if (show === 'off' && settings.mayDisable) return offView(model)
  const isOn = settings.enrollment.state === 'enrolled'
  const body = html`${pageProblem(model, [])}
${isOn ? html`${phonePart(model)}${methodsPart(model)}${codesPart(model)}` : setUpPart(model)}
${isOn ? devicesPart(model) : null}
${activityPart(model)}
${isOn ? offPart(model) : null}
<div class="foot"><a part="link" href="/">${said(speaker, 'settings.leave', { app: appName })}</a></div>`
  return { title: speaker.say('settings.title'), status: html`${standing(model)} ${asked(model)}`, body, client: null, place: 'page' }
}

function standing({ speaker, settings: { enrollment } }: SettingsModel): Markup {
  const { state, since } = enrollment
  if (state === 'enrolled') return since === null ? said(speaker, 'settings.on') : said(speaker, 'settings.on.since', { date: speaker.day(since) })
  return said(speaker, state === 'pending' ? 'settings.pending' : 'settings.off')
}

function asked({ speaker, settings: { when, enrollment } }: SettingsModel): Markup | null {
  return enrollment.state !== 'enrolled' || when === 'never' ? null : said(speaker, `settings.when.${when}`)
}

function setUpPart({ speaker, path, settings: { enrollment, maySetUp } }: SettingsModel): Markup | null {
  if (!maySetUp) return null
  const { state, phoneHint } = enrollment
  if (state !== 'pending') return button(path, said(speaker, 'enroll.start'), { kind: 'primary', method: 'get', fields: { show: 'phone' }, name: 'start' })
  const phone = phoneHint === null ? speaker.say('phone.yours') : fragment(phoneHint)
  return button(path, said(speaker, 'settings.confirm', { phone }), { kind: 'primary', method: 'get', name: 'confirm' })
}

function phonePart({ speaker, path, settings: { enrollment, maySetUp } }: SettingsModel): Markup {
  const change = button(`${path}/settings`, said(speaker, 'settings.phone.change'), { method: 'get', fields: { show: 'new-phone' }, name: 'phone' })
  return html`<section class="group" part="group"><h2>${said(speaker, 'settings.phone')}</h2>
<div class="row"><p class="strong">${fragment(enrollment.phoneHint ?? '')}</p>${maySetUp ? change : null}</div></section>`
}

function methodsPart(model: SettingsModel): Markup | null {
  const { speaker, settings } = model
  const { methods } = settings
  if (methods.length === 0) return null
  return html`<section class="group" part="group"><h2>${said(speaker, 'settings.methods')}</h2>
<ul class="list">${methods.map((entry) => methodLine(model, entry))}</ul></section>`
}

function methodLine({ speaker }: SettingsModel, { method, lastUsedAt }: SettingsFacts['methods'][number]): Markup | null {
  if (method === 'passkey') return null
  const used = lastUsedAt === null ? said(speaker, 'settings.unused') : said(speaker, 'settings.used', { time: moment(speaker, lastUsedAt) })
  return html`<li><span>${said(speaker, `ways.${method}`)}</span><span class="hint">${used}</span></li>`
}

function codesPart({ speaker, path, settings: { backupCodes, backupCodesLeft: left } }: SettingsModel): Markup | null {
  if (backupCodes === 0 && left === 0) return null
  const label = said(speaker, left === 0 ? 'codes.make' : 'settings.codes.new')
  const count = left === 0 ? said(speaker, 'settings.codes.none') : said(speaker, 'settings.codes.left', { n: left })
  return html`<section class="group" part="group"><h2>${said(speaker, 'settings.codes')}</h2>
<div class="row"><p><span class="strong">${count}</span> <span class="hint">${said(speaker, 'settings.codes.hint')}</span></p>
${backupCodes === 0 ? null : button(`${path}/backup-codes`, label, { fields: { from: 'settings' }, name: 'codes' })}</div></section>`
}

function offPart({ speaker, path, settings: { mayDisable } }: SettingsModel): Markup {
  const way = button(`${path}/settings`, said(speaker, 'settings.turn_off'), { method: 'get', fields: { show: 'off' }, name: 'off' })
  return html`<section class="group" part="group">${mayDisable ? way : html`<p>${said(speaker, 'settings.required')}</p>`}</section>`
}
