/** Pages that only tell something: locked, unavailable, done, or a refusal outside of a step. */
import type { RefusalCode } from '../errors.js'
import type { WordId } from '../words/speaker.js'
import { clientState } from './client-state.js'
import { onView } from './enroll/on-view.js'
import { html } from './html.js'
import type { Markup } from './html.js'
import type { Frame, View } from './layout.js'
import type { PageModel } from './model.js'
import { button, clock, fragment, said } from './parts.js'
import { pushView } from './prove/push-view.js'

export function lockedView(model: PageModel): View {
  const { speaker, path, reference, methods } = model
  const isTimed = model.reason === 'too_many_failures'
  const todo = isTimed ? 'locked.todo.wait' : reference === null ? 'locked.todo' : 'locked.todo.reference'
  const body = html`<p>${said(speaker, todo)}</p>
${helpPart(model)}
${reference === null ? null : html`<p class="fact reference">${said(speaker, 'locked.reference', { reference: fragment(reference) })}</p>`}
${methods.includes('push') ? html`<section class="group"><h2>${said(speaker, 'locked.push')}</h2>${pushSection(model)}</section>` : null}
${button(`${path}/cancel`, said(speaker, 'locked.back'), { name: 'cancel' })}`
  return { title: speaker.say('locked.title'), status: lockedWhy(model), body, client: clientState(model, { tells: true }) }
}

/** Wrong codes lock the codes; the owner with the phone can still approve. */
function pushSection(model: PageModel): Markup {
  const { push, path, speaker } = model
  const isOut = push?.status === 'pending' || push?.status === 'approved'
  const { status } = pushView({ ...model, problem: null })
  const check = button(`${path}/complete`, said(speaker, push?.status === 'approved' ? 'push.continue' : 'push.check'), { fields: { show: 'push' } })
  const match = push?.status === 'pending' && push.matchCode !== null ? html`<p class="match">${said(speaker, 'push.match', { code: html`<strong>${fragment(push.matchCode)}</strong>` })}</p>` : null
  return html`<p>${status}</p>${match}${isOut ? html`<div data-plain>${check}</div>` : button(`${path}/push`, said(speaker, 'push.send'), { kind: 'primary', fields: { show: 'push' }, name: 'push' })}`
}

function helpPart({ speaker, helpUrl, appName }: PageModel): Markup {
  if (helpUrl === null) return html`<p>${said(speaker, 'locked.help.none', { app: appName })}</p>`
  return html`<p><a part="link" href="${helpUrl}">${said(speaker, 'locked.help')}</a></p>`
}

function lockedWhy({ speaker, reason, lockedUntil }: PageModel): Markup {
  if (reason === 'grace_exhausted') return said(speaker, 'locked.grace')
  if (reason !== 'too_many_failures') return said(speaker, 'locked.admin')
  return lockedUntil === null ? said(speaker, 'locked.codes.later') : said(speaker, 'locked.codes', { time: clock(speaker, lockedUntil) })
}

export function unavailableView({ speaker, path }: Frame): View {
  const body = button(path, said(speaker, 'down.again'), { method: 'get', kind: 'primary' })
  return { title: speaker.say('down.title'), status: said(speaker, 'down.status'), body, client: null }
}

export function doneView({ speaker, returnTo, ...model }: PageModel): View {
  if (model.show === 'on' && model.enrollment.state === 'enrolled') return onView({ ...model, speaker, returnTo })
  const body = html`<a class="button primary" part="button primary" href="${returnTo}">${said(speaker, 'done.continue')}</a>`
  return { title: speaker.say('done.title'), status: said(speaker, 'done.status'), body, client: clientState({ ...model, speaker, returnTo, push: null }) }
}

/** A refusal that belongs to no step, e.g. a request from another site. */
export function refusalView({ speaker, signInPath }: Frame & Pick<PageModel, 'signInPath'>, code: RefusalCode): View {
  const body = html`<a class="button plain" part="button plain" href="${signInPath}">${said(speaker, 'refused.back')}</a>`
  return { title: speaker.say('refused.title'), status: said(speaker, REFUSED[code] ?? 'refused.text'), body, client: null }
}

const REFUSED: Readonly<Partial<Record<RefusalCode, WordId>>> = {
  not_signed_in: 'refused.not_signed_in',
  cross_site: 'refused.cross_site',
  not_found: 'refused.not_found',
  opt_out_not_allowed: 'refused.opt_out_not_allowed',
  no_challenge: 'refused.no_challenge',
}
