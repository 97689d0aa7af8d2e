/** Pages that only tell something: locked, unavailable, done, or a refusal outside of a step. */
import { REFUSALS } from '../errors.js'
import type { RefusalCode } from '../errors.js'
import type { Reason } from '../policy/decision.js'
import { html } from './html.js'
import type { Markup } from './html.js'
import { button, layout } from './layout.js'
import type { PageModel } from './model.js'
import { pushPart } from './prove-page.js'
import { clock } from './words.js'

export function lockedPage(model: PageModel): string {
  const body = html`
<p>${why(model.reason, model.lockedUntil)}</p>
${model.methods.includes('push') ? html`<h2>Approve on your phone instead</h2>${pushPart(model)}` : null}
${model.helpUrl === null ? html`<p>Ask the help desk of ${model.appName}.</p>` : html`<p><a href="${model.helpUrl}">Get help</a></p>`}
${model.reference === null ? null : html`<p class="hint">Reference: <bdi>${model.reference}</bdi></p>`}
${button(`${model.path}/cancel`, 'Back to the sign-in page')}`
  return layout({ ...model, title: 'You can’t sign in right now', body })
}

function why(reason: Reason, until: number | null): Markup | string {
  if (reason === 'grace_exhausted') return 'Two-step sign-in wasn’t set up in time.'
  if (reason !== 'too_many_failures') return 'Your account was locked.'
  return html`Too many wrong codes. Try again ${until === null ? 'later' : html`at ${clock(until)}`}.`
}

export function unavailablePage(model: Pick<PageModel, 'appName' | 'path'>): string {
  const body = html`<p>Nobody can be checked at the moment. This is our problem, not yours. Try again in a minute.</p>
<p><a class="button" href="${model.path}">Try again</a></p>`
  return layout({ ...model, title: 'Sign-in is not available', body })
}

export function donePage(model: PageModel): string {
  const body = html`<p>You are signed in.</p><p><a class="button" href="${model.returnTo}">Continue</a></p>`
  return layout({ ...model, title: 'All done', body })
}

/** A refusal that belongs to no step, e.g. a request from another site. */
export function refusalPage(model: Pick<PageModel, 'appName' | 'path' | 'signInPath'>, code: RefusalCode): string {
  const body = html`<p>${REFUSALS[code].title}</p><p><a class="button" href="${model.signInPath}">Back</a></p>`
  return layout({ ...model, title: 'That did not work', body })
}
