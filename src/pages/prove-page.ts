/** Approve on the phone, or type a code: one page for signing in and for proving a new phone. */
import type { Method } from '../methods.js'
import { html } from './html.js'
import type { Markup } from './html.js'
import { button, layout } from './layout.js'
import type { PageModel } from './model.js'
import { clock, graceNote, problemNote } from './words.js'

export function provePage(model: PageModel): string {
  const confirming = model.step === 'confirm'
  const offersPush = model.methods.includes('push')
  const title = confirming ? 'Confirm your phone' : offersPush ? 'Approve this sign-in' : 'Enter your code'
  const body = html`
${confirming ? html`<p>Prove that ${hint(model)} works before it is needed. Until then your sign-in does not change.</p>` : null}
${problemNote(model.problem)}
${model.reason === 'method_no_longer_allowed' ? html`<p>This way of signing in is being retired. Use it once more, then set up another one.</p>` : null}
${offersPush ? pushPart(model) : null}
${codePart(model)}
${sendPart(model)}
${confirming ? leavePart(model) : null}
<details><summary>Why am I asked?</summary><p>${model.why}</p></details>
${confirming ? null : button(`${model.path}/cancel`, 'Cancel')}`
  return layout({ ...model, title, body })
}

function hint({ enrollment }: PageModel): Markup {
  return enrollment.phoneHint === null ? html`your phone` : html`<bdi>${enrollment.phoneHint}</bdi>`
}

/** The script follows `data-second-factor`; without script the buttons do the same by hand. */
export function pushPart(model: PageModel): Markup {
  const { push, path } = model
  const waiting = push?.status === 'pending'
  const state = waiting ? 'waiting' : mayStart(model) ? 'start' : 'idle'
  return html`<section data-second-factor="${state}" data-path="${path}" aria-label="Approve on your phone">
<p role="status" id="status">${pushStatus(model)}</p>
${waiting && push.matchCode !== null ? html`<p class="match">Check that it shows <strong>${push.matchCode}</strong></p>` : null}
${waiting || push?.status === 'approved' ? completeForm(model) : null}
${waiting ? button(`${path}/push`, 'Send again', 'plain', html`<input type="hidden" name="resend" value="true">`) : null}
${waiting || push?.status === 'approved' ? null : button(`${path}/push`, push === null ? 'Send a request to my phone' : 'Send again', 'primary')}
</section>`
}

/** A phone that nobody has proven yet may be a stranger's: there a request is sent on a press only. */
function mayStart({ step, challenge, problem }: PageModel): boolean {
  return step === 'prove' && challenge === null && problem === null
}

function completeForm({ path, needsMatchCode }: PageModel): Markup {
  const field = needsMatchCode
    ? html`<label for="match_code">Digits shown on your phone</label>
<input id="match_code" name="match_code" inputmode="numeric" autocomplete="off" required>`
    : null
  return button(`${path}/complete`, needsMatchCode ? 'Confirm digits' : 'Check now', 'primary', field)
}

function pushStatus({ push }: PageModel): Markup | string {
  if (push === null) return 'We can send a request to your Authy app.'
  switch (push.status) {
    case 'pending':
      return html`We sent a request to your Authy app. Open it and approve. It works until ${clock(push.expiresAt)}.`
    case 'approved':
      return 'Approved. Press the button to go on.'
    case 'denied':
      return 'The request was denied on your phone. If that wasn’t you, somebody knows your password: change it.'
    case 'expired':
      return 'No answer in time. Nothing was approved.'
    case 'failed':
      return 'We couldn’t send the request. Try again, or use a code.'
    case 'consumed':
      return 'This request was used already.'
  }
}

const CODE_LABELS: Readonly<Partial<Record<Method, string>>> = {
  sms: 'Code from the text',
  voice: 'Code from the call',
}

function codePart({ methods, challenge, path, step, problem }: PageModel): Markup | null {
  const sent = challenge !== null && challenge.method !== 'push' ? challenge : null
  if (!methods.includes('totp') && sent === null) return null
  const label = (sent !== null && !sent.diverted ? CODE_LABELS[sent.method] : undefined) ?? 'Code from the Authy app'
  const invalid = problem?.field === 'code' || problem?.code === 'wrong_code'
  return html`<form method="post" action="${path}/${step === 'confirm' ? 'enroll/confirm' : 'verify'}">
${sent?.diverted ? html`<p>Authy opened your app instead of sending a text. Use the code there.</p>` : null}
<label for="code">${label}</label>
<span class="hint" id="code-hint">6 to 8 digits. Spaces are fine.</span>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" required
 aria-describedby="code-hint${invalid ? ' problem' : ''}"${invalid ? html` aria-invalid="true"` : null}>
<button class="${methods.includes('push') ? 'plain' : 'primary'}">Verify</button>
</form>`
}

function sendPart(model: PageModel): Markup | null {
  const { methods, path, challenge } = model
  const channels = (['sms', 'voice'] as const).filter((channel) => methods.includes(channel))
  if (channels.length === 0) return null
  const diverted = challenge?.diverted === true
  return html`<section class="ways" aria-label="Other ways">${channels.map((channel) =>
    button(
      `${path}/code`,
      wayLabel(channel, diverted),
      'plain',
      html`<input type="hidden" name="channel" value="${channel}">${diverted ? html`<input type="hidden" name="force" value="true">` : null}`,
    ),
  )}<p class="hint">To ${hint(model)}</p></section>`
}

function wayLabel(channel: 'sms' | 'voice', diverted: boolean): string {
  if (channel === 'voice') return 'Call me'
  return diverted ? 'Text me anyway' : 'Text me a code'
}

function leavePart(model: PageModel): Markup {
  const { path, maySkip, mayOptOut, outcome, returnTo } = model
  const leave = outcome === 'allow' ? html`<a class="button" href="${returnTo}">Not now</a>` : null
  return html`${graceNote(model)}
${maySkip ? button(`${path}/skip`, 'Not now') : leave}
${mayOptOut ? html`<p><a href="${path}/opt-out">Turn this off for my account</a></p>` : null}`
}
