/** The question before it is turned off: facts only, two buttons of the same size. */
import { html } from '../html.js'
import type { View } from '../layout.js'
import type { SettingsModel } from '../model.js'
import { button, said } from '../parts.js'

export function offView({ path, speaker }: SettingsModel): View {
  const body = html`<p>${said(speaker, 'off.later')}</p>
<div class="choices">
${button(`${path}/settings`, said(speaker, 'off.keep'), { method: 'get', name: 'keep' })}
${button(`${path}/disable`, said(speaker, 'off.turn_off'), { name: 'turn-off' })}
</div>`
  return { title: speaker.say('off.title'), status: said(speaker, 'off.fact'), body, client: null, place: 'card' }
}
