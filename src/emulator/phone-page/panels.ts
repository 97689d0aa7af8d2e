/** The bar below: the clock, the weather and the magic numbers. */
import { faultKinds, stages, type Fault } from '../faults.js'
import { magicEndings } from '../magic.js'
import { currentPreset, presets } from '../weather.js'
import type { World } from '../world.js'
import { html, type Markup } from './html.js'
import { buttonForm, hiddenFields } from './parts.js'
import { address, type View } from './view.js'

/** What the buttons of the clock do, by the name that is posted. */
const steps = [
  ['advance_30', '+30 s'],
  ['advance_600', '+10 min'],
  ['advance_86400', '+1 day'],
] as const

export function clockPanel({ clock }: World, view: View): Markup {
  const now = clock.now()
  const iso = new Date(now).toISOString()
  const toggle = clock.isFrozen() ? (['unfreeze', 'Unfreeze'] as const) : (['freeze', 'Freeze'] as const)
  const button = ([move, label]: readonly [string, string]) =>
    buttonForm(view, '/_/clock/move', { move }, html`<button id="clock-${move.replace(/^un/, '')}">${label}</button>`)
  return html`<p class="now"><time id="now" datetime="${iso}"><bdi dir="ltr"><span
  data-date>${iso.slice(0, 10)}</span> <strong data-time>${iso.slice(11, 19)}</strong></bdi></time> <span
  class="meta">UTC</span>${clock.isFrozen() ? html` <span class="chip frozen">frozen</span>` : null}</p>
<div class="buttons">${[toggle, ...steps, ['real', 'Real time'] as const].map(button)}</div>
<p class="hint">Moves expiry, app codes and limits together. Waits of the weather take real time.</p>`
}

export function weatherPanel({ state }: World, view: View): Markup {
  const current = currentPreset(state.faults)
  const buttons = presets.map(({ id, name }) =>
    buttonForm(view, '/_/weather', { preset: id }, html`<button id="weather-${id}"
  aria-pressed="${String(current?.id === id)}">${name}</button>`),
  )
  return html`<div class="buttons">${buttons}</div>
<p class="hint" id="weather-words">${current?.words ?? 'A mix of your own.'}</p>
${faultList(view, state.faults, current === null)}`
}

/** Open when somebody mixed their own; a preset says in words what it is. */
function faultList(view: View, faults: readonly Fault[], isOpen: boolean): Markup | null {
  if (faults.length === 0) return null
  return html`<details id="faults-on"${isOpen ? html` open` : null}><summary>${count(faults.length)}</summary>
<ul class="faults">${faults.map((fault, index) => faultLine(view, fault, index))}</ul></details>`
}

const count = (faults: number): string => (faults === 1 ? '1 fault is on' : `${faults} faults are on`)

function faultLine(view: View, fault: Fault, index: number): Markup {
  const name = `${fault.stage}: ${fault.kind}`
  const extra = fault.kind === 'delay' ? ` ${fault.delayMs} ms` : fault.kind === 'error' ? ` ${fault.status}` : ''
  const odds = fault.probability === 1 ? '' : `, ${Math.round(fault.probability * 100)} %`
  const times = fault.times === Infinity ? '' : `, ${fault.times} left`
  const remove = html`<button class="quiet" id="remove-${index}" aria-label="Remove ${name}">Remove</button>`
  return html`<li id="fault-${index}"><span><strong>${fault.stage}</strong> ${fault.kind}${extra}${odds}${times}</span>
${buttonForm(view, '/_/weather', { remove: String(index) }, remove)}</li>`
}

/** Not refreshed, so that what is typed stays. */
export function faultForm(view: View): Markup {
  const options = (names: readonly string[]) => names.map((name) => html`<option>${name}</option>`)
  return html`<details class="add" id="add-fault"><summary>Add a fault</summary><form method="post"
  action="/_/weather" class="fault-form">${hiddenFields({ back: address(view) })}
<div><label for="fault-stage">Stage</label><select id="fault-stage" name="stage">${options(stages)}</select></div>
<div><label for="fault-kind">What happens</label><select id="fault-kind"
  name="kind">${options(faultKinds)}</select></div>
<div><label for="fault-probability">Probability</label><input id="fault-probability" name="probability" value="1"
  inputmode="decimal" autocomplete="off"></div>
<div><label for="fault-times">Times</label><input id="fault-times" name="times" placeholder="always"
  inputmode="numeric" autocomplete="off"></div>
<div><label for="fault-delay">Delay, ms</label><input id="fault-delay" name="delay_ms" value="1000"
  inputmode="numeric" autocomplete="off"></div>
<div><label for="fault-status">Error status</label><input id="fault-status" name="status" value="503"
  inputmode="numeric" autocomplete="off"></div>
<button class="primary" id="fault-button">Add</button></form></details>`
}

export function magicPanel({ magicNumbers }: World): Markup {
  const state = magicNumbers
    ? html`<span class="chip approved">on</span>`
    : html`<span class="chip">off</span>. To turn them on, start the emulator with <code>--magic-numbers</code>.`
  const rows = magicEndings.map(
    ([ending, words]) => html`<div><dt><bdi dir="ltr">…${ending}</bdi></dt><dd>${words}</dd></div>`,
  )
  return html`<p class="hint">What the owner does, by the last two digits of the number: ${state}</p><dl
  class="endings">${rows}</dl>`
}
