/** Browsers that are remembered, each to be forgotten by itself or all at once. */
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { DeviceFacts, SettingsModel } from '../model.js'
import { button, moment, said } from '../parts.js'
import type { Speaker } from '../../words/speaker.js'

export function devicesPart(model: SettingsModel): Markup {
  const { speaker, path, settings: { devices } } = model
  const all = devices.length < 2 ? null : button(`${path}/devices/revoke`, said(speaker, 'settings.devices.all'), { fields: { all: 'true' }, name: 'forget-all' })
  const list = html`<ul class="list">${devices.map((device) => deviceLine(model, device))}</ul>`
  return html`<section class="group" part="group"><h2>${said(speaker, 'settings.devices')}</h2>
${devices.length === 0 ? html`<p>${said(speaker, 'settings.devices.none')}</p>` : list}${all}</section>`
}

function deviceLine({ speaker, path }: SettingsModel, device: DeviceFacts): Markup {
  const { id, lastUsedAt, expiresAt, isThis } = device
  const name = browserText(speaker, device) ?? speaker.say('settings.devices.unknown')
  const badge = isThis ? html` <span class="badge">${said(speaker, 'settings.devices.this')}</span>` : null
  const label = html`${said(speaker, 'settings.devices.forget')}<span class="hidden"> ${name}</span>`
  return html`<li class="row"><div><span class="strong"><bdi>${name}</bdi></span>${badge}
<span class="hint">${said(speaker, 'settings.devices.until', { time: moment(speaker, lastUsedAt), date: speaker.day(expiresAt) })}</span></div>
${button(`${path}/devices/revoke`, label, { fields: { id }, name: `forget ${id}` })}</li>`
}

/** `Chrome on Linux`; `null` when it is not known. */
export function browserText(speaker: Speaker, { browser, system }: Pick<DeviceFacts, 'browser' | 'system'>): string | null {
  if (browser === null || system === null) return browser ?? system
  return speaker.say('push.browser_on', { browser, system })
}
