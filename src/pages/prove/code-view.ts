/** Type a code: from the app, from a text, from a call. One field, whatever is typed is checked on a press only. */
import type { Channel } from '../../methods.js'
import type { WordId } from '../../words/speaker.js'
import { clientState } from '../client-state.js'
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { View } from '../layout.js'
import type { PageModel } from '../model.js'
import { button, field, said } from '../parts.js'
import { fieldProblem, pageProblem } from '../problems.js'
import { completePart } from './complete-part.js'
import { foot } from './foot.js'
import { rememberBox } from './remember-box.js'
import { phoneOf, sendForm } from './send-forms.js'
import { titleOf, wishPart } from './step-up.js'

/** Where the code comes from; `none`: nothing was sent, and there is no app. */
type Source = 'totp' | Channel | 'diverted' | 'none'

export function codeView(model: PageModel): View {
  const source = sourceOf(model)
  return { title: titleOf(model, TITLES[source]), status: statusOf(model, source), body: codeBody(model, source), client: clientState(model) }
}

function sourceOf({ challenge, methods, show }: PageModel): Source {
  const sent = challenge === null || challenge.method === 'push' ? null : challenge
  if (show === 'totp' && methods.includes('totp')) return 'totp'
  if (sent !== null) return sent.diverted ? 'diverted' : sent.method === 'push' ? 'none' : sent.method
  return methods.includes('totp') ? 'totp' : 'none'
}

const TITLES: Readonly<Record<Source, WordId>> = {
  totp: 'code.title.totp',
  sms: 'code.title.sms',
  voice: 'code.title.voice',
  diverted: 'code.title',
  none: 'code.title',
}

const LABELS: Readonly<Record<Source, WordId>> = {
  totp: 'code.label.totp',
  sms: 'code.label.sms',
  voice: 'code.label.voice',
  diverted: 'code.label.totp',
  none: 'code.label.totp',
}

function statusOf(model: PageModel, source: Source): Markup {
  const { speaker, appName, challenge } = model
  switch (source) {
    case 'totp':
      return said(speaker, 'code.status.totp', { app: appName })
    case 'diverted':
      return said(speaker, challenge?.method === 'voice' ? 'code.status.diverted.voice' : 'code.status.diverted')
    case 'sms':
    case 'voice':
      return said(speaker, `code.status.${source}`, { phone: phoneOf(model) })
    case 'none':
      return offer(model)
  }
}

function offer(model: PageModel): Markup {
  const { speaker, hasApp, channels } = model
  const only = channels.length === 1 ? channels[0] : undefined
  const id = hasApp ? 'code.status.offer' : 'code.status.no_app'
  return said(speaker, only === undefined ? id : `${id}.${only}`, { phone: phoneOf(model) })
}

function codeBody(model: PageModel, source: Source): Markup {
  const { problem, path, speaker, methods, challenge, push } = model
  const isPushOpen = push?.status === 'pending' && methods.includes('push')
  return html`${pageProblem(model, source === 'none' ? [] : ['code'])}
${wishPart(model)}
${source === 'none' ? null : codeForm(model, source)}
${isPushOpen || push?.status === 'approved' ? completePart(model) : null}
<div class="ways" part="ways">${shownChannels(model, source).map((channel, at) => sendForm(model, { channel, kind: source === 'none' && at === 0 ? 'primary' : 'plain' }))}
${isPushOpen && challenge?.method === 'push' ? button(path, said(speaker, 'code.use_push'), { method: 'get', fields: { show: 'push' } }) : null}</div>
${foot(model, { waysLink: methods.length > 1 && (source !== 'none' || problem !== null) ? 'always' : 'none' })}`
}

/** The one in use can be asked for again; where it failed, or nothing is in use, all of them. */
function shownChannels({ channels, challenge, problem }: PageModel, source: Source): readonly Channel[] {
  // Where a text did not arrive, a call may.
  if (problem?.code === 'undeliverable') return [...channels].reverse()
  if (source === 'none') return channels
  return source === 'totp' ? [] : channels.filter((channel) => channel === challenge?.method)
}

function codeForm(model: PageModel, source: Source): Markup {
  const { path, step, speaker } = model
  const attributes = html`type="text" inputmode="numeric" autocomplete="one-time-code" dir="ltr" spellcheck="false" data-focus`
  const code = field({
    name: 'code',
    label: said(speaker, LABELS[source]),
    hint: said(speaker, 'code.hint'),
    problem: fieldProblem(model, 'code'),
    attributes,
  })
  const action = `${path}/${step === 'confirm' ? 'enroll/confirm' : 'verify'}`
  return button(action, said(speaker, 'code.verify'), { kind: 'primary', body: html`${code}${rememberBox(model)}`, name: 'verify', fields: { show: source === 'totp' ? 'totp' : 'code' } })
}
