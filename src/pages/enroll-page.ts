/** Setting up: what it is, the phone, and a plain way to say no where policy lets. */
import { html } from './html.js'
import type { Markup } from './html.js'
import { button, layout } from './layout.js'
import type { PageModel } from './model.js'
import { graceNote, problemNote } from './words.js'

export function enrollPage(model: PageModel): string {
  const required = model.outcome === 'enroll_required' || model.reason === 'enroll_within_grace'
  const title = required ? 'Two-step sign-in is now required' : 'Protect your account'
  const body = html`
<p>After your password you approve the sign-in on your phone, or type a code. Setting it up takes about 2 minutes.</p>
${problemNote(model.problem)}
${graceNote(model)}
${phoneForm(model)}
${leavePart(model)}
<details><summary>Why am I asked?</summary><p>${model.why}</p></details>`
  return layout({ ...model, title, body })
}

function phoneForm({ path, email, problem }: PageModel): Markup {
  return html`<form method="post" action="${path}/enroll">
${field('country_code', 'Country code', 'tel-country-code', 'For example 1 or 351', problem?.field ?? null, 'numeric')}
${field('phone', 'Phone number', 'tel-national', 'Without the country code', problem?.field ?? null, 'tel')}
${email === null ? field('email', 'Email', 'email', 'For messages about your account', problem?.field ?? null, 'email') : null}
<p class="hint">We use the number for texts, calls and the Authy app when you sign in, and for nothing else.</p>
<button class="primary">Set up now</button>
</form>`
}

function field(name: string, label: string, autocomplete: string, hint: string, wrong: string | null, mode: string): Markup {
  const invalid = wrong === name
  return html`<label for="${name}">${label}</label>
<span class="hint" id="${name}-hint">${hint}</span>
<input id="${name}" name="${name}" autocomplete="${autocomplete}" inputmode="${mode}" required
 aria-describedby="${name}-hint${invalid ? ' problem' : ''}"${invalid ? html` aria-invalid="true"` : null}>`
}

function leavePart({ path, outcome, maySkip, mayOptOut, returnTo }: PageModel): Markup {
  const leave = outcome === 'allow' ? html`<a class="button" href="${returnTo}">Not now</a>` : null
  return html`${maySkip ? button(`${path}/skip`, 'Not now') : leave}
${mayOptOut ? html`<p><a href="${path}/opt-out">Turn this off for my account</a></p>` : null}
${outcome === 'enroll_required' ? button(`${path}/cancel`, 'Cancel') : null}`
}

/** One page, facts only, two buttons of the same size. */
export function optOutPage(model: PageModel): string {
  const body = html`
<p>Anyone who learns your password will be able to sign in. Two-step sign-in stops most of these attacks.</p>
<p>You can turn it on again at any time.</p>
${problemNote(model.problem)}
<div class="choices">
<a class="button" href="${model.path}">Keep it on</a>
${button(`${model.path}/opt-out`, 'Turn it off', 'plain', html`<input type="hidden" name="confirm" value="true">`)}
</div>`
  return layout({ ...model, title: 'Turn off two-step sign-in?', body })
}
