/** Setting up: what it is and how long it takes, then the phone. A plain way to say no wherever policy lets. */
import { clientState } from '../client-state.js'
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { View } from '../layout.js'
import type { PageModel } from '../model.js'
import { button, field, link, said } from '../parts.js'
import { fieldProblem, pageProblem } from '../problems.js'
import { isRetired, reason } from '../prove/foot.js'
import type { WordId } from '../../words/speaker.js'
import { graceNote, leaveLinks, leavePart } from './grace.js'

export function enrollView(model: PageModel): View {
  return model.show === 'phone' || model.show === 'new-phone' || model.problem !== null ? phoneView(model) : promptView(model)
}

/** Nothing is asked for yet: both answers are one press away and equal in size. */
function promptView(model: PageModel): View {
  const { speaker, path, outcome, reason: why } = model
  const isRequired = outcome === 'enroll_required' || why === 'enroll_within_grace'
  const retired = isRetired(model) ? html`<p class="box">${said(speaker, 'enroll.retired')}</p>` : null
  const body = html`${retired}${graceNote(model)}
<div class="ways" part="ways">${button(path, said(speaker, 'enroll.start'), { kind: 'primary', method: 'get', fields: { show: 'phone' }, name: 'start' })}
${leavePart(model)}</div>
<div class="foot">${leaveLinks(model)}</div>
${retired === null ? reason(model) : null}`
  return { title: speaker.say(isRequired ? 'enroll.title.required' : 'enroll.title'), status: said(speaker, 'enroll.status'), body, client: clientState(model) }
}

const FIELDS = ['country_code', 'phone', 'email', 'proof_value'] as const

function phoneView(model: PageModel): View {
  const { speaker, path, proofs, show } = model
  // The one in force stays so until the new one is confirmed.
  const isChange = show === 'new-phone'
  const isOwed = proofs.length > 0
  const body = html`${pageProblem(model, FIELDS)}
${proofStart(model)}
${button(`${path}/enroll`, said(speaker, 'phone.continue'), { kind: 'primary', body: html`${proofField(model)}${phoneFields(model)}`, fields: { show: isChange ? 'new-phone' : 'phone' }, name: 'phone' })}
<div class="foot">${isChange && model.step === 'done' ? html`<a part="link" href="${path}/settings">${said(speaker, 'ways.back')}</a>` : link(path, null, said(speaker, 'ways.back'))}</div>`
  return { title: speaker.say(isOwed ? 'proof.title' : 'phone.title'), status: said(speaker, isOwed ? 'proof.status' : 'phone.status'), body, client: clientState(model) }
}

function phoneFields(model: PageModel): Markup {
  const { speaker, email } = model
  return html`${field({
    name: 'country_code',
    label: said(speaker, 'phone.country'),
    hint: said(speaker, 'phone.country.hint'),
    problem: fieldProblem(model, 'country_code'),
    attributes: html`list="countries" autocomplete="tel-country-code" spellcheck="false" data-focus`,
  })}<datalist id="countries">${model.countries.map(({ name, callingCode }) => html`<option value="${name} (+${callingCode})">`)}</datalist>
${field({
    name: 'phone',
    label: said(speaker, 'phone.number'),
    hint: said(speaker, 'phone.number.hint'),
    problem: fieldProblem(model, 'phone'),
    attributes: html`type="tel" autocomplete="tel-national" dir="ltr"`,
  })}
${email === null ? emailField(model) : html`<p class="fact"><span class="label">${said(speaker, 'phone.email')}</span> <bdi>${email}</bdi></p>`}
<p class="hint">${said(speaker, consentOf(model))}</p>`
}

/** What the number is used for, as far as policy allows it. */
function consentOf({ allowedChannels: [first, second] }: PageModel): WordId {
  if (first === undefined) return 'phone.consent.app'
  return second === undefined ? `phone.consent.${first}` : 'phone.consent'
}

function emailField(model: PageModel): Markup {
  const { speaker } = model
  const attributes = html`type="email" autocomplete="email" dir="ltr"`
  return field({ name: 'email', label: said(speaker, 'phone.email'), hint: said(speaker, 'phone.email.hint'), problem: fieldProblem(model, 'email'), attributes })
}

/** One proof after the other. */
function proofField(model: PageModel): Markup | null {
  const [proof] = model.proofs
  if (proof === undefined) return null
  return html`<input type="hidden" name="proof_kind" value="${proof.kind}">${field({
    name: 'proof_value',
    label: proof.label,
    hint: proof.canStart ? said(model.speaker, 'proof.hint') : null,
    problem: fieldProblem(model, 'proof_value') ?? fieldProblem(model, 'proof'),
    attributes: html`autocomplete="one-time-code" dir="ltr" spellcheck="false"`,
  })}`
}

function proofStart({ proofs, path, speaker, show }: PageModel): Markup | null {
  const [proof] = proofs
  if (proof?.canStart !== true) return null
  return button(`${path}/proof`, said(speaker, 'proof.start', { proof: proof.label }), { fields: { proof_kind: proof.kind, show: show === 'new-phone' ? show : 'phone' }, name: 'proof' })
}
