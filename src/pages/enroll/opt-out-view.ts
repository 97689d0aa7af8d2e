/** One page, facts only, two buttons of the same size. */
import { clientState } from '../client-state.js'
import { html } from '../html.js'
import type { View } from '../layout.js'
import type { PageModel } from '../model.js'
import { button, said } from '../parts.js'
import { pageProblem } from '../problems.js'

export function optOutView(model: PageModel): View {
  const { path, speaker, askedAgainAt } = model
  const again = askedAgainAt === null ? null : html` ${said(speaker, 'off.reprompt', { date: speaker.day(askedAgainAt) })}`
  const body = html`<p>${said(speaker, 'off.later')}${again}</p>
${pageProblem(model, [])}
<div class="choices">
${button(path, said(speaker, 'off.keep'), { method: 'get', name: 'keep' })}
${button(`${path}/opt-out`, said(speaker, 'off.turn_off'), { fields: { confirm: 'true' }, name: 'turn-off' })}
</div>`
  return { title: speaker.say('off.title'), status: said(speaker, 'off.fact'), body, client: clientState(model) }
}
