/** Approve on the phone: every state from sending to the end. */
import { clientState } from '../client-state.js'
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { View } from '../layout.js'
import type { PageModel } from '../model.js'
import { button, clock, fragment, said } from '../parts.js'
import { pageProblem } from '../problems.js'
import { COMPLETE_FORM, completePart } from './complete-part.js'
import { dial } from './dial.js'
import { foot } from './foot.js'
import { rememberBox } from './remember-box.js'
import { sendForm } from './send-forms.js'
import { titleOf, wishPart } from './step-up.js'
import { fallbackAt, pendingStatus } from './timeline.js'

/** Seconds between two looks of a page without script, where the person asked for them. */
const REPEAT_SECONDS = 5

type Tone = Pick<View, 'title' | 'status'>

export function pushView(model: PageModel): View {
  const repeats = model.show === 'repeat' && model.push?.status === 'pending'
  return {
    ...toneOf(model),
    body: pushBody(model, repeats),
    // What a refused press was told stands until the next one.
    client: clientState(model, { start: startsItself(model), tells: true, timeline: model.problem === null }),
    refreshSeconds: repeats ? REPEAT_SECONDS : null,
  }
}

/**
 * The first push of a sign-in that the host's own route did not begin. A phone that nobody has proven yet may be a
 * stranger's: there a request is sent on a press only.
 */
export function startsItself({ step, challenge, problem, methods }: PageModel): boolean {
  return step === 'prove' && challenge === null && problem === null && methods[0] === 'push'
}

function toneOf(model: PageModel): Tone {
  const { speaker, problem, push, step } = model
  const plain = titleOf(model, step === 'confirm' ? 'confirm.title' : 'push.title')
  if (isLimited(model)) return { title: speaker.say('push.title.limited'), status: limited(model) }
  if (problem?.code === 'provider_unavailable') return failedTone(model)
  switch (push?.status) {
    case 'pending':
      return { title: plain, status: elsewhere(model) ?? pendingStatus({ ...model, push }) }
    case 'approved':
      return { title: speaker.say('push.title.approved'), status: said(speaker, model.needsMatchCode ? 'push.approved.digits' : 'push.approved.press') }
    case 'denied':
      return { title: speaker.say(model.wish === null ? 'push.title.denied' : 'step_up.title.denied'), status: said(speaker, 'push.denied') }
    case 'expired':
      return { title: speaker.say('push.title.expired'), status: expired(model) }
    case 'failed':
      return problem === null ? failedTone(model) : { title: plain, status: said(speaker, 'push.ready') }
    case 'consumed':
      return { title: plain, status: said(speaker, 'push.consumed') }
    case undefined:
      return { title: plain, status: said(speaker, 'push.ready') }
  }
}

function isLimited({ problem, show }: PageModel): boolean {
  return problem?.code === 'too_many_requests' && show === 'push'
}

/** The person signed in somewhere else meanwhile, or somebody else did. */
function elsewhere({ speaker, elsewhereAt }: PageModel): Markup | null {
  return elsewhereAt === null ? null : said(speaker, 'push.elsewhere', { time: clock(speaker, elsewhereAt) })
}

function limited({ speaker, problem }: PageModel): Markup {
  const at = problem?.retryAt ?? null
  return at === null ? said(speaker, 'push.limited.later') : said(speaker, 'push.limited', { time: clock(speaker, at) })
}

function failedTone({ speaker }: PageModel): Tone {
  return { title: speaker.say('push.title.failed'), status: said(speaker, 'push.failed') }
}

function expired({ speaker, push }: PageModel): Markup {
  return push === null ? said(speaker, 'push.expired.late') : said(speaker, 'push.expired', { time: speaker.duration(push.expiresAt - push.sentAt) })
}

function pushBody(model: PageModel, repeats: boolean): Markup {
  const { push } = model
  const isOpen = push?.status === 'pending' && !isLimited(model)
  const isToneSaid = isLimited(model) || model.problem?.code === 'provider_unavailable'
  return html`${dial(model)}
${isToneSaid ? null : pageProblem(model, ['match_code'])}
${push?.status === 'denied' ? null : wishPart(model)}
${isOpen && push.matchCode !== null ? html`<p class="match" part="match">${said(model.speaker, 'push.match', { code: html`<strong>${fragment(push.matchCode)}</strong>` })}</p>` : null}
${isOpen || push?.status === 'approved' ? html`${completePart(model)}${rememberBox(model, COMPLETE_FORM)}` : null}
${isOpen ? repeatPart(model, repeats) : null}
${push?.status === 'denied' ? notMe(model) : null}
${sendPart(model)}
${otherWays(model)}
${foot(model, { waysLink: model.methods.length > 1 ? 'always' : 'none' })}`
}

function repeatPart({ path, speaker }: PageModel, repeats: boolean): Markup {
  if (!repeats) return html`<div data-plain>${button(path, said(speaker, 'push.check.repeat'), { method: 'get', fields: { show: 'repeat' } })}</div>`
  return html`<div data-plain><p class="hint">${said(speaker, 'push.check.repeating')}</p>
${button(path, said(speaker, 'push.check.stop'), { method: 'get', fields: { show: 'push' } })}</div>`
}

function notMe({ speaker, path }: PageModel): Markup {
  return html`<div class="box" part="warning"><p>${said(speaker, 'push.not_me')}</p>
${button(`${path}/report`, said(speaker, 'push.not_me.help'), { method: 'get', name: 'not-me' })}</div>`
}

function sendPart(model: PageModel): Markup | null {
  const { push, path, speaker, now } = model
  const action = `${path}/push`
  if (push?.status === 'approved' || isLimited(model)) return null
  if (push?.status === 'pending') {
    return button(action, said(speaker, 'push.again'), { fields: { resend: 'true', show: 'push' }, from: push.resendAt, name: 'resend' })
  }
  const label = said(speaker, push === null ? 'push.send' : push.status === 'denied' || push.status === 'failed' ? 'push.retry' : 'push.again')
  const wait = push?.status === 'denied' ? { until: push.resendAt, now, word: 'push.retry.in', speaker, id: 'wait-push' } as const : null
  return button(action, label, { kind: 'primary', fields: { show: 'push' }, wait, name: 'push' })
}

/** There from the first second as one link, and as buttons once the request takes its time. */
function otherWays(model: PageModel): Markup | null {
  const { methods, channels, path, speaker, push } = model
  if (push?.status === 'approved') return null
  const from = isLimited(model) ? null : fallbackAt(model)
  const code = methods.includes('totp') ? button(path, said(speaker, 'code.use_app'), { method: 'get', fields: { show: 'totp' }, from, name: 'totp' }) : null
  const sends = channels.map((channel) => sendForm(model, { channel, from }))
  return code === null && sends.length === 0 ? null : html`<div class="ways" part="ways">${code}${sends}</div>`
}
